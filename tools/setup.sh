# Sourced by the scripts beside it. Makes sure that what a build needs is there: a Swift toolchain and the
# headers of ICU, SQLite, zlib and zstd. Everything it says goes to standard error.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
configuration=release
products="$root/.build/$configuration"

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 70
}

require_swift() {
  command -v swift >/dev/null ||
    fail "No Swift toolchain found: install Swift 6.1 or later from https://www.swift.org/install/linux and put its usr/bin on PATH."
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
  [ -n "$version" ] ||
    fail "'swift --version' does not work: $(swift --version 2>&1 | head -n 1)"
  [ "$(printf '%s\n' 6.1 "$version" | sort -V | head -n 1)" = 6.1 ] ||
    fail "Swift $version is too old: install Swift 6.1 or later from https://www.swift.org/install/linux."
}

# Asks the toolchain's own compiler, which is who has to find them.
has_header() {
  local clang
  clang=$(command -v clang) || clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
  printf '#include <%s>\n' "$1" | "$clang" -fsyntax-only -x c - 2>/dev/null
}

missing_packages() {
  has_header unicode/ubrk.h || printf 'libicu-dev '
  has_header sqlite3.h || printf 'libsqlite3-dev '
  has_header zlib.h || printf 'zlib1g-dev '
  has_header zstd.h || printf 'libzstd-dev '
}

require_libraries() {
  local missing
  missing=$(missing_packages)
  missing=${missing% }
  [ -z "$missing" ] && return
  if ! command -v apt-get >/dev/null; then
    fail "Missing: $missing. Install these (or what your distribution calls them), then try again."
  fi
  if [ "$(id -u)" != 0 ]; then
    fail "Missing: $missing. Type: sudo apt-get install -y $missing"
  fi
  say "Installing $missing"
  export DEBIAN_FRONTEND=noninteractive
  # A fresh machine has no package lists yet.
  # shellcheck disable=SC2086
  apt-get install -y -qq $missing >&2 2>/dev/null ||
    { apt-get update -qq >&2 && apt-get install -y -qq $missing >&2; } ||
    fail "apt-get could not install $missing; see above."
  missing=$(missing_packages)
  [ -z "$missing" ] || fail "Still missing after the installation: $missing"
}

# What was built in another place, before this clone was moved or copied, has that place in its module
# caches, and the compiler refuses them. Sources of dependencies are kept.
forget_moved_build() {
  local plan="$root/.build/$configuration.yaml"
  [ -e "$plan" ] || return 0
  grep -qF "\"$root/.build/" "$plan" && return 0
  say "This clone was built at another place: building anew"
  rm -rf "$root/.build/$configuration" "$root"/.build/*-*-*/ "$root"/.build/*.yaml \
    "$root/.build/build.db" "$root/.build/plugins" "$root"/.build/run-*.stamp
}

require_tools() {
  require_swift
  require_libraries
}
