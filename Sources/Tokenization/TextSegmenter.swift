/// Divides a text into words, sentences, lines or grapheme clusters with the boundaries of ICU, for
/// a locale.
///
/// Thai, Lao, Khmer, Burmese, Chinese and Japanese words are found by ICU's dictionaries. A
/// segmenter is a value that threads may share.
public struct TextSegmenter: Sendable {
  /// What texts are divided into.
  public let unit: TextUnit
  /// The language whose rules divide texts.
  public let locale: String
  private let pool: SegmenterPool

  /// - Parameter locale: an ICU locale such as "de_AT" or a BCP 47 tag; one that ICU does not know
  ///   means its root locale.
  public init(_ unit: TextUnit, locale: String = "en") {
    self.init(unit, locale: locale, isReference: false)
  }

  /// - Parameter isReference: whether to ask ICU's own iterator for every boundary. Slower; the
  ///   boundaries are the same.
  package init(_ unit: TextUnit, locale: String, isReference: Bool) {
    self.unit = unit
    self.locale = locale
    pool = .shared(unit, locale: locale, isReference: isReference)
  }

  /// Whether the rules of this libicu could be read for the fast path.
  package var hasAutomaton: Bool { pool.hasAutomaton }

  /// The UTF-8 byte ranges of the segments, in order; together they are the whole text.
  ///
  /// - Complexity: O(n) in the length of the text.
  public func segments(in text: String) -> [Range<Int>] {
    var segments: [Range<Int>] = []
    text.withUTF8Bytes { bytes in
      pool.forEachSegment(in: bytes) { start, end, _ in
        segments.append(Range(uncheckedBounds: (start, end)))
      }
    }
    return segments
  }

  /// The segments with what ICU's rules say of each: for words the kinds of tokens, else the rule
  /// status divided by 100.
  package func kinds(in text: String) -> [(range: Range<Int>, kind: UInt8)] {
    var segments: [(range: Range<Int>, kind: UInt8)] = []
    text.withUTF8Bytes { bytes in
      pool.forEachSegment(in: bytes) { segments.append(($0..<$1, $2)) }
    }
    return segments
  }
}
