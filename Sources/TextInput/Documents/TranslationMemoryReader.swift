import Text

/// Reads translation memories (TMX 1.4): of each unit the segments of two languages, a text and its
/// target. Marks within a segment (`bpt`, `ept`, `it`, `ph`, `ut`) are codes of formats and left
/// out with their content; `hi` and `sub` keep theirs.
///
/// The file is held in memory, so it may have at most 256 MiB. Document types and their entities
/// are not read: no file is opened and nothing expanded.
final class TranslationMemoryReader: DocumentReader {
  private var scanner: XMLScanner
  private var languages: LanguagePair?
  /// The language that the header says sources are in.
  private var sourceLanguage: String?
  private var unitCount = 0
  private(set) var position = LineReader.Position()

  private static let maximumBytes = 256 << 20
  private static let leftOut: Set<String> = ["bpt", "ept", "it", "ph", "ut"]

  /// - Throws: `nothingUsable` for what is no translation memory, `unreadableFile`.
  init(_ stream: any ByteStream, settings: ReadingSettings) throws(TextInputError) {
    languages = settings.languages
    let location = TextInputError.Location(file: stream.name)
    var bytes = try PeekableStream(stream).peek(Self.maximumBytes + 1)
    guard bytes.count <= Self.maximumBytes else {
      throw .nothingUsable(location, reason: "longer than 256 MiB; divide it")
    }
    if String(validating: bytes, as: UTF8.self) == nil {
      bytes = try Self.decoded(bytes, at: location)
    }
    scanner = XMLScanner(Array(bytes.withoutByteOrderMark))
    guard let root = scanner.nextTag(), root.name == "tmx" else {
      throw .nothingUsable(location, reason: "no translation memory: it does not start with <tmx>")
    }
  }

  /// Bytes that are not UTF-8 as the XML declaration has them.
  private static func decoded(
    _ bytes: [UInt8], at location: TextInputError.Location
  ) throws(TextInputError) -> [UInt8] {
    let start = String(decoding: bytes.prefix(200), as: UTF8.self)
    let declaration = start.firstMatch(of: /^<\?xml\s[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/)
    guard let name = declaration?.1, !["utf-8", "utf8"].contains(name.lowercased()) else {
      throw .nothingUsable(location, reason: "not well-formed UTF-8; name its --encoding")
    }
    guard let converter = EncodingConverter(String(name)) else {
      throw .nothingUsable(
        location, reason: "there is no encoding '\(name)', which it names; give --encoding")
    }
    let stream = PeekableStream(
      ConvertedStream(MemoryStream(bytes, name: location.file), converter))
    // A byte of another encoding has three of UTF-8 at most.
    return try stream.peek(3 * maximumBytes)
  }

  var layout: String {
    "translation memory" + (languages.map { ", \($0.source) to \($0.target)" } ?? "")
  }

  var endsClean: Bool { false }

  /// The position counts units: all of the file is read at once.
  func skip(to position: LineReader.Position) throws(TextInputError) -> Bool {
    position == LineReader.Position()
  }

  func next() throws(TextInputError) -> InputRecord? {
    while let tag = scanner.nextTag() {
      if tag.name == "header", let language = tag["srclang"], language != "*all*" {
        sourceLanguage = language
      }
      guard tag.name == "tu", tag.isStart else { continue }
      let line = scanner.line
      let start = scanner.offset
      let unit = readUnit()
      unitCount += 1
      position.byte = unitCount
      position.line = unitCount
      var hash = WordHash(position.digest)
      hash.combine(String(decoding: scanner.bytes[start..<scanner.offset], as: UTF8.self))
      position.digest = hash.state
      do throws(RecordProblem) {
        var document = try document(of: unit)
        document.identifier = tag["tuid"]
        return .document(document, line: line)
      } catch {
        return .rejected(line: line, error)
      }
    }
    return nil
  }

  private struct Segment {
    var language: String
    var text: String
  }

  /// What stands up to the end of a unit.
  private func readUnit() -> [Segment] {
    var segments: [Segment] = []
    var language = ""
    while let tag = scanner.nextTag() {
      if tag.name == "tu", !tag.isStart { break }
      if tag.name == "tuv", tag.isStart { language = tag["xml:lang"] ?? tag["lang"] ?? "" }
      if tag.name == "seg", tag.isStart, !tag.isEmpty {
        segments.append(Segment(language: language, text: readSegment()))
      }
    }
    return segments
  }

  private func readSegment() -> String {
    var text = ""
    /// How many elements that are left out are open.
    var depth = 0
    while true {
      let part = scanner.text()
      if depth == 0 { text += part }
      guard let tag = scanner.nextTag(), tag.name != "seg" else { return text }
      if Self.leftOut.contains(tag.name), !tag.isEmpty { depth += tag.isStart ? 1 : -1 }
      depth = max(0, depth)
    }
  }

  private func document(of unit: [Segment]) throws(RecordProblem) -> Document {
    let pair: LanguagePair
    if let languages {
      pair = languages
    } else {
      guard let source = unit.first(where: { isIn($0.language, sourceLanguage) }) ?? unit.first,
        let target = unit.first(where: { $0.language != source.language })
      else { throw RecordProblem("segments of fewer than two languages") }
      pair = LanguagePair(source: source.language, target: target.language)
      languages = pair
    }
    func text(_ language: String) throws(RecordProblem) -> String {
      // An exact tag comes before one with a region: pt before pt-BR.
      guard
        let segment = unit.first(where: { $0.language.lowercased() == language.lowercased() })
          ?? unit.first(where: { isIn($0.language, language) })
      else {
        let found = unit.map(\.language).joined(separator: ", ")
        throw RecordProblem("no segment in \(language), but \(found.isEmpty ? "none" : found)")
      }
      if FormatRecognition.isBlank(segment.text) { throw RecordProblem("an empty segment") }
      if segment.text.utf8.contains(0) { throw RecordProblem("a NUL in a segment") }
      return segment.text
    }
    return Document(text: try text(pair.source), target: try text(pair.target))
  }

  /// Whether a tag is the language, or the language with a region.
  private func isIn(_ tag: String, _ language: String?) -> Bool {
    guard let language = language?.lowercased() else { return false }
    let tag = tag.lowercased()
    return tag == language || tag.hasPrefix(language + "-") || tag.hasPrefix(language + "_")
  }
}
