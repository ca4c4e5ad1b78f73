import Text

/// Reads comma-separated values (RFC 4180, quotes and line ends in them included) and tab-separated
/// values (no quotes: a quote is a quote); what else may be between columns says ``TableLayout``.
///
/// There may be several columns of classes, and one of entities, which are JSON as in JSON lines.
///
/// The first record names the columns if one of the names is that of the text field, and the text
/// column is not given by number. A record with another number of columns than the first is
/// rejected.
final class SeparatedReader: DocumentReader {
  private let records: SeparatedRecords
  private let table: TableLayout
  private let columns: [Role?]
  private let offsets: OffsetUnit
  private let unescapes: Bool
  /// Whether a record without a target is rejected: its column was named.
  private let needsTarget: Bool

  private enum Role {
    case text, label, entities, identifier, target
  }

  /// - Throws: `unrecognizedFormat` if there is no column of text, or none of a name that the
  ///   settings give.
  init(
    _ lines: LineReader, format: InputFormat, sample: SampleLines, settings: ReadingSettings
  ) throws(TextInputError) {
    offsets = settings.offsets
    unescapes = settings.unescapes
    let location = TextInputError.Location(file: lines.name, line: 1)
    let chosen = settings.columns
    needsTarget = chosen.target != nil || settings.fields.target != FieldNames().target
    let needed =
      [chosen.text, chosen.label, chosen.identifier, chosen.target].compactMap { $0 }.max() ?? 0
    table = TableLayout(
      recognizing: sample, format: format, separator: settings.separator,
      hasNames: chosen.text == nil
    ) { fields in
      chosen.text == nil
        ? Self.roles(of: fields, settings.fields).contains(.text) : fields.count >= needed
    }
    records = SeparatedRecords(lines, layout: table, limit: settings.maximumRecordBytes)
    let fields = table.first
    if chosen.text != nil {
      guard needed <= fields.count else {
        throw .unrecognizedFormat(
          location,
          reason: "\(fields.count) column\(fields.count == 1 ? "" : "s"), but --columns names "
            + "column \(needed); --separator says what is between them")
      }
      columns = fields.indices.map { index in
        switch index + 1 {
        case chosen.text: .text
        case chosen.label: .label
        case chosen.identifier: .identifier
        case chosen.target: .target
        default: nil
        }
      }
      return
    }
    columns = Self.roles(of: fields, settings.fields)
    let (names, standard) = (settings.fields, FieldNames())
    let named = [
      (Role.text, names.text, true, "--text-field"),
      (.label, names.label, names.label != standard.label, "--label-field"),
      (.entities, names.entities, names.entities != standard.entities, "--entities-field"),
      (.identifier, names.identifier, names.identifier != standard.identifier, "--id-field"),
      (.target, names.target, names.target != standard.target, "--target-field"),
    ]
    // Several columns of classes are several classes.
    for (role, name, _, _) in named
    where role != .label && columns.count(where: { $0 == role }) > 1 {
      throw .unrecognizedFormat(
        location,
        reason:
          "\(columns.count { $0 == role }) columns are called '\(name)'; rename all but one, or "
          + "choose by number: --columns text=1,label=2")
    }
    for (role, name, isNeeded, option) in named where isNeeded && !columns.contains(role) {
      let found = fields.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
      throw .unrecognizedFormat(
        location,
        reason: "no column is called '\(name)', there \(fields.count == 1 ? "is" : "are") "
          + "\(found); name it with \(option), "
          + (role == .text
            ? "or, in a file without names, by its number: --columns text=1,label=2; " : "")
          + "--separator says what is between columns")
    }
  }

  /// What each column holds, by its name in the first line. Names that differ in case match if no
  /// name is exactly the wanted one.
  private static func roles(of fields: [String], _ names: FieldNames) -> [Role?] {
    var roles = [Role?](repeating: nil, count: fields.count)
    let wanted: [(Role, String)] = [
      (.text, names.text), (.label, names.label), (.entities, names.entities),
      (.identifier, names.identifier), (.target, names.target),
    ]
    for (role, name) in wanted {
      var found = fields.indices.filter { fields[$0] == name }
      if found.isEmpty {
        found = fields.indices.filter {
          fields[$0].trimmingBlanks().lowercased() == name.lowercased()
        }
      }
      for index in found where roles[index] == nil { roles[index] = role }
    }
    return roles
  }

  var layout: String {
    func column(_ role: Role) -> String {
      columns.firstIndex { $0 == role }.map { String($0 + 1) } ?? "none"
    }
    return "\(table.name), text \(column(.text)), label \(column(.label))"
      + (columns.contains(.target) ? ", target \(column(.target))" : "")
      + (columns.contains(.entities) ? ", entities \(column(.entities))" : "")
      + (unescapes ? ", with escapes" : "")
  }

  var position: LineReader.Position { records.lines.position }

  var endsClean: Bool { records.endsClean }

  func skip(to position: LineReader.Position) throws(TextInputError) -> Bool {
    try records.lines.skip(to: position)
  }

  func next() throws(TextInputError) -> InputRecord? {
    guard let (line, result) = try records.next() else { return nil }
    do throws(RecordProblem) {
      return .document(try document(result.get()), line: line)
    } catch {
      return .rejected(line: line, error)
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
      case .target: document.target = FormatRecognition.isBlank(field) ? nil : field
      case nil: break
      }
    }
    if FormatRecognition.isBlank(document.text) { throw RecordProblem("the text is empty") }
    if document.target == nil, needsTarget {
      throw RecordProblem("the target is empty")
    }
    if !entities.isEmpty { try add(entities, to: &document) }
    document.settleAnnotations()
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
      document.spans += try Span.all(value, offsets: offsets, in: document.text)
    }
  }
}
