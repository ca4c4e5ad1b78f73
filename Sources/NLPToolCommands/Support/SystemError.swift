import Glibc

/// The text of an `errno`, such as "no such file or directory".
func systemErrorText(_ code: Int32) -> String {
  let text = String(cString: strerror(code))
  return text.prefix(1).lowercased() + text.dropFirst()
}
