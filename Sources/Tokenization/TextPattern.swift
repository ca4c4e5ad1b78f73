import CICU

/// A regular expression of ICU. To be used by one thread at a time.
public final class TextPattern {
  /// What is wrong with a pattern.
  public struct InvalidPattern: Error, Hashable, Sendable, CustomStringConvertible {
    /// The regular expression.
    public var pattern: String
    /// What is wrong with it.
    public var reason: String

    public var description: String { "'\(pattern)' is no regular expression: \(reason)" }
  }

  private let expression: OpaquePointer
  private static let maximumMatches = 4096

  /// - Throws: ``InvalidPattern``.
  public init(_ pattern: String, ignoresCase: Bool = false) throws(InvalidPattern) {
    var reason = ""
    let opened = pattern.withUTF8Bytes { bytes in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 200) { text in
        let opened = cicu_regex_open(
          bytes.baseAddress, Int64(bytes.count), ignoresCase, text.baseAddress, 200)
        if opened == nil, let start = text.baseAddress { reason = String(cString: start) }
        return opened
      }
    }
    guard let opened else { throw InvalidPattern(pattern: pattern, reason: reason) }
    expression = opened
  }

  deinit {
    cicu_regex_close(expression)
  }

  /// The UTF-8 byte ranges of the matches, at most 4096; `nil` if the search was given up because
  /// it took too long.
  public func matches(in text: String) -> [Range<Int>]? {
    text.withUTF8Bytes { bytes in
      withUnsafeTemporaryAllocation(of: Int64.self, capacity: 2 * Self.maximumMatches) { ranges in
        let count = cicu_regex_find(
          expression, bytes.baseAddress, Int64(bytes.count), ranges.baseAddress,
          Int64(Self.maximumMatches))
        guard count >= 0 else { return nil }
        return (0..<Int(count)).map { Int(ranges[2 * $0])..<Int(ranges[2 * $0 + 1]) }
      }
    }
  }
}
