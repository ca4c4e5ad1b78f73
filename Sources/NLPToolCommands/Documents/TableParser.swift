import NLPToolkit

/// Tables, as `nlptool ingest` reads them: the first record names the columns, one of which holds
/// the text; the others pass through.
struct TableParser: DocumentParser {
  let format: InputFormat
  let textField: String
  private var table: TableHeader?
  /// Whether there is no column of the text: then nothing else is said of the source.
  private var isUnusable = false
  private var source: String?
  /// What of a record was read, while a quote is open.
  private var open: (line: Int?, bytes: [UInt8])?

  init(format: InputFormat, textField: String) {
    self.format = format
    self.textField = textField
  }

  mutating func items(of input: InputDocument) -> [DocumentItem] {
    var items: [DocumentItem] = []
    if source != input.source {
      items = finish()
      (source, table, isUnusable) = (input.source, nil, false)
    }
    switch input.content {
    case .failure(let error):
      open = nil
      return items + [.failure(DocumentFailure(input, error))]
    case .success(let line):
      if isUnusable || (open == nil && line.allSatisfy(\.isWhitespace)) { return items }
      let start = open?.line ?? input.line
      let bytes = (open.map { $0.bytes + [0x0A] } ?? []) + Array(line.utf8)
      return items + record(bytes, line: start)
    }
  }

  mutating func finish() -> [DocumentItem] {
    guard let (line, _) = open else { return [] }
    open = nil
    return [failure(line, "a quote that is not closed")]
  }

  private func failure(_ line: Int?, _ problem: String) -> DocumentItem {
    .failure(DocumentFailure(source: source ?? "", line: line, problem: problem))
  }

  private mutating func record(_ bytes: [UInt8], line: Int?) -> [DocumentItem] {
    let text = String(decoding: bytes, as: UTF8.self)
    let table = table ?? TableHeader(text, format: format, textField: textField)
    switch table.fields(of: bytes) {
    case .open:
      open = (line, bytes)
      return []
    case .malformed(let reason):
      open = nil
      return [failure(line, reason)]
    case .complete(let fields):
      open = nil
      if self.table == nil {
        if table.isSeparatorLine { return [] }
        self.table = table
        guard table.textColumn == nil else { return [] }
        isUnusable = true
        return [
          failure(
            line,
            "no column is called '\(textField)'; name the one of the text with --text-field")
        ]
      }
      guard fields.count == table.names.count, let column = table.textColumn else {
        return [failure(line, "\(fields.count) columns instead of \(table.names.count)")]
      }
      var object = JSONObject()
      for (name, field) in zip(table.names, fields) { object.set(name, to: .string(field)) }
      return [
        .record(
          DocumentRecord(
            line: line, document: Document(text: fields[column]), origin: .object(object)))
      ]
    }
  }
}
