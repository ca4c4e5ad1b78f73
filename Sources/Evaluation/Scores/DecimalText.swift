#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Numbers as text, the same in every locale.
public enum DecimalText {
  /// What stands for an undefined score.
  public static let undefined = "n/a"

  /// The value rounded to so many decimals, as C's `%.*f` prints it.
  public static func fixed(_ value: Double, digits: Int) -> String {
    var buffer = [CChar](repeating: 0, count: 400)
    let length = withVaList([Int32(clamping: digits), value]) { arguments in
      vsnprintf(&buffer, buffer.count, "%.*f", arguments)
    }
    let used = min(max(0, Int(length)), buffer.count - 1)
    return String(decoding: buffer[..<used].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The value rounded to so many decimals, or `n/a` if it is `nil` or not finite.
  public static func fixed(_ value: Double?, digits: Int) -> String {
    guard let value, value.isFinite else { return undefined }
    return fixed(value, digits: digits)
  }
}
