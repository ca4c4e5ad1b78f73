import NLPToolkit

/// An item with its labels, and what the classifier thinks of other labels.
struct LabelledItem {
  var labels: [String]
  var id: String?
  var text: String?
  /// By label; empty if the file has no probabilities of all labels.
  var scores: [String: Double] = [:]
  /// The probability of the label alone.
  var score: Double?
  /// Whether a person did not accept it (Prodigy): then it is not gold.
  var isRejected = false
}

/// The items of a file of labels: JSON lines, fastText, columns separated by tabs or commas, or a label
/// a line.
final class LabelledItems {
  private let lines: SourceLines
  private let format: PredictionFormat
  private let settings: PredictionFileSettings
  private let column: Int?
  private var columnNames: [String]?
  private var hasStarted = false

  init(_ path: String, column: Int?, settings: PredictionFileSettings) throws {
    lines = try SourceLines(path)
    format = settings.format(of: path)
    self.settings = settings
    self.column = column
  }

  var name: String { lines.name }
  var place: String { lines.place }

  func next() throws -> LabelledItem? {
    while try lines.advance() {
      if lines.text.allSatisfy(\.isWhitespace) { continue }
      if let item = try item() { return item }
    }
    return nil
  }

  /// `nil` for a header.
  private func item() throws -> LabelledItem? {
    defer { hasStarted = true }
    switch format {
    case .jsonl:
      return try jsonItem()
    case .fasttext:
      return try fastTextItem()
    case .tsv, .conll:
      return try columnItem(tabColumns)
    case .csv:
      return try columnItem(commaColumns())
    case .text:
      return LabelledItem(labels: [trimmed(lines.text)])
    case .auto:
      if lines.text.hasPrefix("{") { return try jsonItem() }
      if lines.text.hasPrefix("__label__") { return try fastTextItem() }
      if lines.text.contains("\t") || columnNames != nil { return try columnItem(tabColumns) }
      return LabelledItem(labels: [trimmed(lines.text)])
    }
  }

  private func jsonItem() throws -> LabelledItem {
    let object: JSONObject
    do { object = try JSONObject(parsing: lines.text) } catch {
      throw CommandError.badData("\(place): \(error)")
    }
    let field = settings.labelField
    guard let value = object[field], let labels = labels(value) else {
      let reason = object["error"]?.string.map { "not predicted: \($0)" }
      throw CommandError.badData(
        "\(place): "
          + (reason ?? "no label in field '\(field)'; add it, or name the field with --label-field")
      )
    }
    var item = LabelledItem(labels: labels)
    item.id = object[settings.idField]?.serialized
    item.text = object[settings.textField]?.string
    item.score = object["score"]?.double
    if field != "answer", let answer = object["answer"]?.string {
      item.isRejected = ["reject", "ignore"].contains(answer)
    }
    if case .object(let members) = object["scores"] {
      for member in members {
        guard let value = member.value.double else {
          throw CommandError.badData(
            "\(place): the score of '\(member.name)' is not a number")
        }
        item.scores[member.name] = value
      }
    }
    return item
  }

  private func labels(_ value: JSONValue) -> [String]? {
    switch value {
    case .string(let text): [text]
    case .number(let text): [text]
    case .bool(let truth): [truth ? "true" : "false"]
    case .array(let values):
      values.reduce(into: [String]?([])) { labels, value in
        if let label = self.labels(value), label.count == 1 {
          labels?.append(label[0])
        } else {
          labels = nil
        }
      }
    default: nil
    }
  }

  private func fastTextItem() throws -> LabelledItem {
    var labels: [String] = []
    var rest = lines.text[...]
    while rest.hasPrefix("__label__") {
      let word = rest.prefix { !$0.isWhitespace }
      labels.append(String(word.dropFirst("__label__".count)))
      rest = rest[word.endIndex...].drop(while: \.isWhitespace)
    }
    if labels.isEmpty {
      throw CommandError.badData("\(place): no __label__ at its start; add the label")
    }
    return LabelledItem(labels: labels, text: rest.isEmpty ? nil : String(rest))
  }

  private var tabColumns: [String] {
    lines.text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
  }

  /// The fields of a record, which goes on over lines while a quote is open.
  private func commaColumns() throws -> [String] {
    let start = place
    var bytes = Array(lines.text.utf8)
    while true {
      switch SeparatedFields(bytes, separator: UInt8(ascii: ",")) {
      case .complete(let fields): return fields
      case .malformed(let reason): throw CommandError.badData("\(start): \(reason)")
      case .open:
        guard bytes.count < 1 << 24, try lines.advance() else {
          throw CommandError.badData("\(start): a quote that is not closed")
        }
        bytes.append(0x0a)
        bytes += Array(lines.text.utf8)
      }
    }
  }

  private func columnItem(_ columns: [String]) throws -> LabelledItem? {
    if !hasStarted, columns.contains(where: { trimmed($0) == settings.labelField }) {
      columnNames = columns.map(trimmed)
      return nil
    }
    func value(of field: String) -> String? {
      guard let index = columnNames?.firstIndex(where: { $0 == field }),
        columns.indices.contains(index)
      else { return nil }
      return columns[index]
    }
    let label =
      column.map { columns.indices.contains($0 - 1) ? columns[$0 - 1] : nil }
      ?? (columnNames == nil ? columns.last : value(of: settings.labelField))
    guard let label, !label.isEmpty else {
      throw CommandError.badData(
        "\(place): no label in its column; name it with --gold-column or --predicted-column")
    }
    let score = try value(of: "score").flatMap { text in
      guard !text.isEmpty else { return Double?.none }
      guard let score = Double(text), score.isFinite else {
        throw CommandError.badData(
          "\(place): the score '\(text)' is not a number; leave the field empty if there is none")
      }
      return score
    }
    return LabelledItem(
      labels: [trimmed(label)], id: value(of: settings.idField),
      text: value(of: settings.textField), score: score)
  }

  private func trimmed(_ text: String) -> String {
    let rest = text.drop(while: \.isWhitespace)
    guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(rest[...last])
  }
}
