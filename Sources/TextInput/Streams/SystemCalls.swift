#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the system says about a path.
package struct FileStatus: Sendable, Hashable {
  package var isDirectory: Bool
  package var isRegular: Bool
  /// In bytes.
  package var size: Int
  /// The time of the last change, in nanoseconds since 1970.
  package var modified: Int

  /// - Returns: `nil` if there is nothing at the path.
  package init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    let kind = status.st_mode & S_IFMT
    isDirectory = kind == S_IFDIR
    isRegular = kind == S_IFREG
    size = Int(status.st_size)
    #if canImport(Darwin)
      modified = status.st_mtimespec.tv_sec * 1_000_000_000 + status.st_mtimespec.tv_nsec
    #else
      modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    #endif
  }
}

/// The system's words for an error number.
package func systemMessage(_ number: Int32) -> String {
  guard let text = strerror(number) else { return "error \(number)" }
  return String(cString: text).lowercased()
}

/// The path without links and `..`, or the path itself if the system cannot tell.
package func canonicalPath(_ path: String) -> String {
  guard let resolved = realpath(path, nil) else { return path }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// The processors that the system has ready.
package func processorCount() -> Int {
  max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
