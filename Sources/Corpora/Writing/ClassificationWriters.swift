import Text

/// Writes `id`, `text` and `label` as comma-separated (RFC 4180) or tab-separated values, the names
/// of the columns first.
public struct SeparatedWriter: DocumentWriter {
  private let isComma: Bool

  public init(format: InputFormat) {
    isComma = format == .csv
  }

  /// The first line of a file.
  public var header: String { ["id", "text", "label"].joined(separator: separator) + "\n" }

  private var separator: String { isComma ? "," : "\t" }

  /// - Throws: entities, more than one class; in tab-separated values a tab or a line end.
  public func text(of document: Document) throws(UnwritableDocument) -> String {
    if !document.spans.isEmpty || document.labels.count > 1 {
      throw UnwritableDocument(reason: "it has entities or several classes; export as jsonl")
    }
    let fields = [document.identifier ?? "", document.text, document.labels.first ?? ""]
    var line = ""
    for (index, field) in fields.enumerated() {
      if index > 0 { line += separator }
      line += try written(field)
    }
    return line + "\n"
  }

  private func written(_ field: String) throws(UnwritableDocument) -> String {
    if field.utf8.contains(0x0D) || (!isComma && field.utf8.contains { $0 == 0x09 || $0 == 0x0A }) {
      throw UnwritableDocument(reason: "it has a tab or a line end; export as jsonl")
    }
    guard isComma, field.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A }) else {
      return field
    }
    let doubled = field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"")
    return "\"\(doubled)\""
  }
}

/// Writes a document a line with its classes in front, as fastText reads it.
public struct LabelledLineWriter: DocumentWriter {
  private let prefix = ReadingSettings().labelPrefix

  public init() {}

  /// - Throws: entities, no class, white space in a class, a line end or a label-like start of the
  ///   text.
  public func text(of document: Document) throws(UnwritableDocument) -> String {
    if !document.spans.isEmpty { throw UnwritableDocument(reason: "it has entities") }
    if document.labels.isEmpty { throw UnwritableDocument(reason: "it has no class") }
    var line = ""
    for label in document.labels {
      if label.contains(where: \.isWhitespace) {
        throw UnwritableDocument(reason: "there is white space in the class '\(label)'")
      }
      line += prefix + label + " "
    }
    let text = document.text
    if text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) || text.hasPrefix(prefix)
      || text.hasPrefix(" ") || text.hasPrefix("\t")
    {
      throw UnwritableDocument(reason: "it starts with space or a label, or has a line end")
    }
    return line + text + "\n"
  }
}
