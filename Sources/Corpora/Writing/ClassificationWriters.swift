import Text
import TextInput

/// Writes `id`, `text` and `label` as comma-separated (RFC 4180) or tab-separated values, the names
/// of the columns first. Further classes of a document are further columns `label`, and entities
/// stand in a column `entities` as JSON, as in JSON lines. Targets have a column `target`.
public struct SeparatedWriter: DocumentWriter {
  private let isComma: Bool
  private let escapes: Bool
  private let classColumns: Int
  private let hasEntities: Bool
  private let hasTargets: Bool
  private let offsets: OffsetUnit
  private let fields: FieldNames

  public var holds: DocumentParts {
    let parts: DocumentParts = [.identifier, .classes, .entities, .spacing]
    return hasTargets ? parts.union(.target) : parts
  }

  /// - Parameters:
  ///   - classColumns: how many classes a document may have.
  ///   - hasEntities: whether there is a column of entities.
  ///   - hasTargets: whether there is a column of targets.
  ///   - escapes: whether tabs and line ends of tab-separated values are written as `\t`, `\n` and
  ///     `\r`, and a backslash as `\\`.
  public init(
    format: InputFormat, classColumns: Int = 1, hasEntities: Bool = false,
    hasTargets: Bool = false, offsets: OffsetUnit = .scalar, escapes: Bool = false,
    fields: FieldNames = .init()
  ) {
    isComma = format == .csv
    self.classColumns = max(1, classColumns)
    self.hasEntities = hasEntities
    self.hasTargets = hasTargets
    self.offsets = offsets
    self.escapes = escapes && !isComma
    self.fields = fields
  }

  /// The first line of a file.
  public var header: String {
    var names = [fields.identifier, fields.text]
    if hasTargets { names.append(fields.target) }
    names += Array(repeating: fields.label, count: classColumns)
    if hasEntities { names.append(fields.entities) }
    return names.joined(separator: separator) + "\n"
  }

  private var separator: String { isComma ? "," : "\t" }

  /// - Throws: more classes than there are columns, entities without a column; in tab-separated
  ///   values without escapes a tab or a line end.
  public func text(of document: Document) throws(UnwritableDocument) -> String {
    guard document.labels.count <= classColumns, hasEntities || document.spans.isEmpty else {
      throw UnwritableDocument(reason: "it has more classes or entities than there are columns")
    }
    var cells = [document.identifier ?? "", document.text]
    if hasTargets { cells.append(document.target ?? "") }
    cells += document.labels
    cells += Array(repeating: "", count: classColumns - document.labels.count)
    if hasEntities {
      var converter = OffsetConverter(document.text, to: offsets)
      cells.append(
        document.spans.isEmpty ? "" : document.entityArray(&converter).serialized)
    }
    var line = ""
    for (index, cell) in cells.enumerated() {
      if index > 0 { line += separator }
      line += try written(cell)
    }
    return line + "\n"
  }

  private func written(_ field: String) throws(UnwritableDocument) -> String {
    guard isComma else {
      if escapes { return LineEscapes.escape(field) }
      if field.utf8.contains(where: { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) {
        throw UnwritableDocument(
          reason: "it has a tab or a line end; export with --escapes, or as csv")
      }
      return field
    }
    let special: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D]
    if !field.utf8.contains(where: special.contains) { return field }
    let doubled = field.utf8.split(separator: 0x22, omittingEmptySubsequences: false)
      .map { String(Substring($0)) }.joined(separator: "\"\"")
    return "\"\(doubled)\""
  }
}

/// Writes a document a line with its classes in front, as fastText reads it.
public struct LabelledLineWriter: DocumentWriter {
  private let prefix = ReadingSettings().labelPrefix
  private let escapes: Bool
  private let labelSpace: String?

  public var holds: DocumentParts { [.classes, .spacing] }

  /// - Parameters:
  ///   - escapes: whether white space in classes, line ends, a space in front of the text and a
  ///     backslash are written with a backslash, which a reader with the same setting undoes.
  ///   - labelSpace: what stands for a space in a class, such as `_`, for programs that know no
  ///     escapes.
  public init(escapes: Bool = false, labelSpace: String? = nil) {
    self.escapes = escapes
    self.labelSpace = labelSpace
  }

  /// - Throws: no class; without escapes white space in a class, a line end or a label-like start
  ///   of the text.
  public func text(of document: Document) throws(UnwritableDocument) -> String {
    if document.labels.isEmpty { throw UnwritableDocument(reason: "it has no class") }
    var line = ""
    for label in document.labels { line += prefix + (try written(label)) + " " }
    let text = document.text
    let first = text.utf8.first
    let isLabelLike = text.utf8.starts(with: prefix.utf8)
    let startsOddly = isLabelLike || first == 0x20 || first == 0x09
    guard escapes else {
      if startsOddly || text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
        throw UnwritableDocument(
          reason: "it starts with space or a label, or has a line end; export with --escapes")
      }
      return line + text + "\n"
    }
    let rest = Substring(text.unicodeScalars.dropFirst())
    if first == 0x20 { return line + "\\s" + LineEscapes.escape(rest) + "\n" }
    // A backslash in front of the mark of a label makes it plain text.
    return line + (isLabelLike ? "\\" : "") + LineEscapes.escape(text) + "\n"
  }

  private func written(_ label: String) throws(UnwritableDocument) -> String {
    var label = label
    if let labelSpace { label = label.replacing(" ", with: labelSpace) }
    if escapes { return LineEscapes.escape(label, spaces: true) }
    if label.utf8.contains(where: { $0 == 0x20 || (0x09...0x0D).contains($0) }) {
      throw UnwritableDocument(
        reason: "there is white space in the class '\(label)'; export with --escapes, or with "
          + "--label-spaces _")
    }
    return label
  }
}
