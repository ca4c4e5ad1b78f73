import Text
import Tokenization

/// Words that are looked for in documents, as they are compared: with small letters unless the case
/// counts, and with decomposed ones.
struct SoughtWords {
  private let words: String
  private let first: UInt8?
  private let count: Int
  private let matchesCase: Bool
  private static let decomposer = Normalizer(form: .nfd)

  init(_ query: String, matchesCase: Bool) {
    self.matchesCase = matchesCase
    words = Self.decomposer.normalize(matchesCase ? query : query.lowercased())
    first = words.utf8.first
    count = words.utf8.count
  }

  /// Where the words start and end with tokens.
  ///
  /// - Complexity: O(*n* + *p* · *w*) for *n* bytes, *p* tokens that start with the first letter of
  ///   the words and *w* bytes of words.
  func ranges(in document: Document) -> [Range<Int>] {
    if count == 0 { return [] }
    let ends = Set(document.tokens.map(\.range.upperBound))
    let bytes = Array(document.text.utf8)
    var forms: [Unicode.Scalar: [UInt8]] = [:]
    var ranges: [Range<Int>] = []
    for token in document.tokens {
      // Small letters may have other lengths than capital ones, and so may decomposed ones: they
      // are made for each offset. Marks may be in another order, which String's equality does not
      // mind.
      var end = token.range.lowerBound
      var found: [UInt8] = []
      while found.count < count, end < bytes.count {
        let (scalar, next) = Self.scalar(at: end, in: bytes)
        found += form(of: scalar, &forms)
        if found.first != first { break }
        end = next
      }
      if found.count == count, ends.contains(end), String(decoding: found, as: UTF8.self) == words {
        ranges.append(token.range.lowerBound..<end)
      }
    }
    return ranges
  }

  private func form(
    of scalar: Unicode.Scalar, _ forms: inout [Unicode.Scalar: [UInt8]]
  ) -> [UInt8] {
    if scalar.isASCII {
      let byte = UInt8(scalar.value)
      return [!matchesCase && (0x41...0x5A).contains(byte) ? byte | 0x20 : byte]
    }
    if let form = forms[scalar] { return form }
    let text = String(scalar)
    let form = Array(
      Self.decomposer.normalize(matchesCase ? text : text.lowercased()).utf8)
    forms[scalar] = form
    return form
  }

  private static func scalar(at offset: Int, in bytes: [UInt8]) -> (Unicode.Scalar, next: Int) {
    if bytes[offset] < 0x80 { return (Unicode.Scalar(bytes[offset]), offset + 1) }
    var next = offset + 1
    while next < bytes.count, bytes[next] & 0xC0 == 0x80 { next += 1 }
    let scalars = String(decoding: bytes[offset..<next], as: UTF8.self).unicodeScalars
    return (scalars.first ?? "\u{FFFD}", next)
  }
}
