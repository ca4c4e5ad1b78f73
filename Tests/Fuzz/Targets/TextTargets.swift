import Text
import TextInput
import Tokenization

extension FuzzTarget {
  static let textTargets = [
    FuzzTarget("utf8", decode), FuzzTarget("escapes", escape), FuzzTarget("lines", readLines),
    FuzzTarget("offsets", convertOffsets), FuzzTarget("tags", readTags),
    FuzzTarget("tokenizer", tokenize), FuzzTarget("normalizer", normalize),
  ]

  /// Text that comes in pieces is the same as the whole.
  private static func decode(_ bytes: [UInt8]) throws {
    let pieceLength = 1 + Int(bytes.first ?? 0) % 9
    var whole = UTF8Decoder()
    let text = whole.decode(bytes, isLast: true)
    try check(text == String(decoding: bytes, as: UTF8.self), "not what Swift makes of it")
    var pieces = UTF8Decoder()
    var joined = ""
    for start in stride(from: 0, to: bytes.count, by: pieceLength) {
      joined += pieces.decode(
        bytes[start..<min(start + pieceLength, bytes.count)], isLast: false)
    }
    joined += pieces.decode([], isLast: true)
    try check(Array(joined.utf8) == Array(text.utf8), "pieces of \(pieceLength) bytes")
    try check(pieces.replacements == whole.replacements, "replacements in pieces")
  }

  private static func escape(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    for spaces in [false, true] {
      let escaped = LineEscapes.escape(text, spaces: spaces)
      try check(!escaped.contains { $0.isNewline && $0.isASCII }, "a line end in \(escaped)")
      try check(LineEscapes.unescape(escaped) == text, "\(escaped) is another text")
    }
    _ = LineEscapes.unescape(text)
    try check(!LineEscapes.flattened(text).utf8.contains(0x0A), "a line end")
  }

  /// A stream of lines goes on behind any of them.
  private static func readLines(_ bytes: [UInt8]) throws {
    let limit = 1 + Int(bytes.first ?? 40)
    let lines = LineReader(MemoryStream(bytes), maximumLineBytes: limit)
    var places = [LineReader.Position()]
    var texts: [[UInt8]] = []
    while try lines.advance() {
      _ = (lines.text, lines.nulOffset, lines.isBlank)
      places.append(lines.position)
      texts.append(lines.withBytes { Array($0) })
      try check(texts[texts.count - 1].count <= limit, "a line longer than the limit")
    }
    try check(lines.position.byte == bytes.count, "bytes that are in no line")
    let cut = Int(bytes.last ?? 0) % places.count
    let rest = LineReader(MemoryStream(bytes), maximumLineBytes: limit)
    try check(try rest.skip(to: places[cut]), "no way back to line \(cut)")
    for text in texts[cut...] {
      try check(try rest.advance() && rest.withBytes { Array($0) } == text, "another line")
    }
  }

  private static func convertOffsets(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    for unit in OffsetUnit.allCases {
      let table = OffsetTable(text, unit: unit)
      var converter = OffsetConverter(text, to: unit)
      var offset = 0
      for scalar in text.unicodeScalars {
        try check(table.utf8(converter.convert(offset)) == offset, "\(unit) at byte \(offset)")
        offset += UTF8.width(scalar)
      }
      try check(table.utf8(converter.convert(offset)) == offset, "\(unit) at the end")
      for offset in [Int.min, -1, Int.max] { try check(table.utf8(offset) == nil, "\(offset)") }
    }
  }

  /// What a scheme writes it reads again, and whatever it reads lies within the tags.
  private static func readTags(_ bytes: [UInt8]) throws {
    let tags = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    for scheme in TagScheme.allCases {
      let spans = scheme.spans(in: tags)
      var end = 0
      for span in spans {
        try check(span.tokens.lowerBound >= end && !span.tokens.isEmpty, "\(span) in \(tags)")
        end = span.tokens.upperBound
      }
      try check(end <= tags.count, "behind the last tag")
      let again = scheme.spans(in: scheme.tags(for: spans, count: tags.count))
      try check(scheme == .io || again == spans, "\(scheme): \(again) of \(spans)")
      let tagset = Tagset(labels: spans.map(\.label))
      let numbers = tagset.tags(for: spans, count: tags.count)
      try check(numbers.map(tagset.spans) == spans, "\(scheme): \(spans) as numbers")
    }
    _ = TagScheme.recognize(tags: tags, hasOpeningInside: tags.count % 2 == 0)
  }

  private static let locales = ["en", "de", "fr", "th", "ja", "zh", "el", "en_US_POSIX", "xx", ""]

  /// Tokens are in order, cut no character and leave out no text.
  private static func tokenize(_ bytes: [UInt8]) throws {
    let locale = choice(locales, by: bytes.last)
    let text = String(decoding: bytes.dropLast(), as: UTF8.self)
    let utf8 = Array(text.utf8)
    for style in Tokenizer.Style.allCases {
      for patterns in [nil, Tokenizer.Patterns.all] {
        let tokenizer = Tokenizer(
          .init(locale: locale, style: style, keepsWhitespace: true, wholePatterns: patterns))
        var end = 0
        for token in tokenizer.tokens(in: text) {
          try check(token.range.lowerBound == end && !token.range.isEmpty, "a gap at \(end)")
          end = token.range.upperBound
          try check(
            String(validating: utf8[token.range], as: UTF8.self) != nil, "\(token) cuts a character"
          )
        }
        try check(end == utf8.count, "tokens end at \(end) of \(utf8.count)")
      }
      // Readers let no NUL through.
      try checkDocument(
        Tokenizer(.init(locale: locale, style: style)).document(text.replacing("\0", with: " ")))
    }
  }

  private static func normalize(_ bytes: [UInt8]) throws {
    let flags = bytes.last ?? 0
    let text = String(decoding: bytes.dropLast(), as: UTF8.self)
    func has(_ bit: UInt8) -> Bool { flags >> bit & 1 == 1 }
    let normalizer = Normalizer(
      form: choice(Normalizer.Form.allCases, by: flags), lowercases: has(3),
      locale: choice(["en", "tr", "el", "lt"], by: flags / 16), removesInvisible: has(4),
      transliterates: has(5) && has(6), foldsAccents: has(6), foldsDigits: has(7))
    let aligned = normalizer.align(text)
    let normal = normalizer.normalize(text)
    try check(normal.utf8.elementsEqual(aligned.text.utf8), "aligned, it is another text")
    let count = text.utf8.count
    let length = aligned.text.utf8.count
    for start in 0...length {
      for end in [start, min(start + 1, length), length] {
        let range = aligned.rawRange(of: start..<end)
        try check(0 <= range.lowerBound && range.upperBound <= count, "\(start..<end) of \(range)")
      }
    }
  }
}
