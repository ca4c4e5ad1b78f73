import Text

/// Reads comma-separated values (RFC 4180, quotes and line ends in them included) and tab-separated
/// values (no quotes: a quote is a quote).
///
/// There may be several columns of classes, and one of entities, which are JSON as in JSON lines.
///
/// The first record names the columns if one of the names is that of the text field, and the text
/// column is not given by number. A record with another number of columns than the first is
/// rejected.
final class SeparatedReader: DocumentReader {
  private let lines: LineReader
  private let separator: UInt8
  private let name: String
  private let columns: [Role?]
  private let hasHeader: Bool
  private let limit: Int
  private let offsets: OffsetUnit
  private let unescapes: Bool
  private(set) var endsClean = false

  private enum Role {
    case text, label, entities, identifier
  }

  /// The records of a file may go over many lines, but not over more than this: a quote that is not
  /// closed would take the rest of the file with it.
  private static let maximumLines = 10_000

  /// - Throws: `unrecognizedFormat` if there is no column of text.
  init(
    _ lines: LineReader, format: InputFormat, sample: SampleLines, settings: ReadingSettings
  ) throws(TextInputError) {
    self.lines = lines
    separator = format == .csv ? UInt8(ascii: ",") : UInt8(ascii: "\t")
    name = format == .csv ? "CSV" : "TSV"
    limit = settings.maximumRecordBytes
    offsets = settings.offsets
    unescapes = settings.unescapes
    var fields: [String] = []
    var text: [UInt8] = []
    for line in sample.lines.prefix(Self.maximumLines) {
      if text.isEmpty, FormatRecognition.isBlank(line) { continue }
      text += Array(line.utf8)
      if case .complete(let found) = SeparatedFields(text, separator: separator) {
        fields = found
        break
      }
      text.append(0x0A)
    }
    let names = settings.fields
    if let column = settings.columns.text {
      hasHeader = false
      guard column <= fields.count else {
        throw .unrecognizedFormat(
          .init(file: lines.name, line: 1),
          reason: "\(fields.count) columns, but --columns names column \(column)")
      }
      columns = fields.indices.map { index in
        switch index + 1 {
        case column: .text
        case settings.columns.label: .label
        case settings.columns.identifier: .identifier
        default: nil
        }
      }
    } else {
      hasHeader = fields.contains(names.text)
      guard hasHeader else {
        throw .unrecognizedFormat(
          .init(file: lines.name, line: 1),
          reason:
            "no column is called '\(names.text)'; name the one of the text with --text-field, "
            + "or, in a file without names, by its number: --columns text=1,label=2")
      }
      columns = fields.map { field in
        switch field {
        case names.text: .text
        case names.label: .label
        case names.entities: .entities
        case names.identifier: .identifier
        default: nil
        }
      }
    }
  }

  var layout: String {
    func column(_ role: Role) -> String {
      columns.firstIndex { $0 == role }.map { String($0 + 1) } ?? "none"
    }
    return "\(name), text \(column(.text)), label \(column(.label))"
      + (columns.contains(.entities) ? ", entities \(column(.entities))" : "")
      + (unescapes ? ", with escapes" : "")
  }

  var position: LineReader.Position { lines.position }

  func skip(to place: LineReader.Position) throws(TextInputError) -> Bool {
    try lines.skip(to: place)
  }

  func next() throws(TextInputError) -> InputRecord? {
    while true {
      let isFirst = lines.position.byte == 0
      guard let (line, result) = try nextRecord() else { return nil }
      switch result {
      case .failure(let problem): return .rejected(line: line, reason: problem.reason)
      case .success(let fields):
        if isFirst, hasHeader { continue }
        do throws(RecordProblem) {
          return .document(try document(fields), line: line)
        } catch {
          return .rejected(line: line, reason: error.reason)
        }
      }
    }
  }

  private func document(_ fields: [String]) throws(RecordProblem) -> Document {
    guard fields.count == columns.count else {
      throw RecordProblem(
        "\(fields.count) column\(fields.count == 1 ? "" : "s") instead of \(columns.count)")
    }
    var document = Document(text: "")
    var entities = ""
    for (role, field) in zip(columns, fields) where role != nil && !field.isEmpty {
      guard let field = unescapes ? LineEscapes.unescape(field) : field else {
        throw .unknownEscape
      }
      switch role {
      case .text: document.text = field
      case .label: document.labels.append(field)
      case .entities: entities = field
      case .identifier: document.identifier = field
      case nil: break
      }
    }
    if FormatRecognition.isBlank(document.text) { throw RecordProblem("the text is empty") }
    if !entities.isEmpty { try add(entities, to: &document) }
    return document
  }

  private func add(_ entities: String, to document: inout Document) throws(RecordProblem) {
    let values: [JSONValue]?
    do throws(JSONError) {
      values = try JSONValue(parsing: entities).array
    } catch {
      throw RecordProblem("the entities are no JSON: \(error.reason)")
    }
    guard let values else { throw RecordProblem("the entities are not an array of JSON") }
    let offsets = OffsetTable(document.text, unit: offsets)
    for value in values {
      document.spans.append(try Span(value, offsets: offsets, in: document.text))
    }
    document.sortSpans()
  }

  private func nextRecord() throws(TextInputError) -> (line: Int, Result<[String], RecordProblem>)?
  {
    var bytes: [UInt8] = []
    var start: Int?
    var problem: RecordProblem?
    var quotes = 0
    while try lines.advance() {
      endsClean = lines.isTerminated
      if start == nil, lines.isBlank, !lines.isTooLong { continue }
      let line = start ?? lines.lineNumber
      start = line
      if let reason = lines.rejection { problem = problem ?? RecordProblem(reason) }
      lines.withBytes { line in
        bytes.append(contentsOf: line)
        quotes += line.count { $0 == UInt8(ascii: "\"") }
      }
      // Behind its first line a record cannot end where a quote is open.
      let isOpen = start != lines.lineNumber && !quotes.isMultiple(of: 2)
      switch isOpen ? .open : SeparatedFields(bytes, separator: separator) {
      case .complete(let fields): return (line, problem.map { .failure($0) } ?? .success(fields))
      case .malformed(let reason): return (line, .failure(problem ?? RecordProblem(reason)))
      case .open:
        if bytes.count > limit || lines.lineNumber - line >= Self.maximumLines {
          return (line, .failure(RecordProblem("a quote that is not closed")))
        }
        // Within quotes the line ends of Windows are text.
        if lines.hasCarriageReturn { bytes.append(0x0D) }
        bytes.append(0x0A)
      }
    }
    return start.map { ($0, .failure(RecordProblem("a quote that is not closed"))) }
  }
}
