import NLPToolkit

/// An item with its labels, and what the classifier thinks of other labels.
struct LabelledItem {
  var labels: [String]
  var id: String?
  var text: String?
  /// `FILE:LINE` of its start.
  var location = ""
  /// By label; empty if the file has no probabilities of all labels.
  var scores: [String: Double] = [:]
  /// The probability of the label alone.
  var score: Double?
  /// Whether the file itself says that it is not to be used: then it is not gold.
  var isRejected = false
}

/// The items of a file with labels, in any format that `nlptool ingest` reads, or with a label a
/// line.
final class LabelledItems {
  private enum Source {
    /// A label a line, or what JSON lines and fastText have.
    case lines(SourceLines, format: InputFormat?)
    case table(LabelledTable)
    case documents(any DocumentReader)
  }

  let name: String
  private let source: Source
  private let json: LabelledJSON
  private let labelPrefix: String

  /// - Parameter column: of the label in a table, from 1; `nil` finds it by its name, or takes the
  ///   last.
  init(_ path: String, column: Int?, settings: PredictionFileSettings) throws {
    let file = try PredictionFile(path)
    let format = file.labelFormat(settings)
    name = file.name
    json = LabelledJSON(settings)
    var reading = settings.readingSettings
    reading.format = format
    labelPrefix = reading.labelPrefix
    switch file {
    case .folder(let path):
      source = .documents(try DocumentReaders.reader(ofFile: path, settings: reading))
    case .lines(let lines):
      switch format {
      case .csv?, .tsv?, .conll?, .conllu?:
        source = .table(
          LabelledTable(
            lines, format: format == .csv ? .csv : .tsv, column: column, settings: settings))
      case .json?:
        source = .documents(try DocumentReaders.reader(of: lines.input.stream, settings: reading))
      default: source = .lines(lines, format: format)
      }
    }
  }

  func next() throws -> LabelledItem? {
    switch source {
    case .table(let table): return try table.next()
    case .documents(let reader):
      try Interruption.check()
      return try reader.next().map(item)
    case .lines(let lines, let format):
      while try lines.advance() {
        if lines.text.allSatisfy(\.isWhitespace) { continue }
        var item = try item(lines, format)
        item.location = lines.location
        return item
      }
      return nil
    }
  }

  private func item(_ lines: SourceLines, _ format: InputFormat?) throws -> LabelledItem {
    switch format {
    case .jsonl?: return try json.item(of: lines)
    case .fasttext?: return try fastTextItem(lines)
    default: return LabelledItem(labels: [lines.text.trimmingBlanks()])
    }
  }

  private func item(_ record: InputRecord) throws -> LabelledItem {
    let location = "\(name):\(record.line)"
    guard let document = try record.accepted(from: name) else {
      return LabelledItem(labels: [], location: location, isRejected: true)
    }
    if document.labels.isEmpty {
      throw CommandError.badData(
        "\(location): no label; add it, or name its field with --label-field")
    }
    return LabelledItem(
      labels: document.labels, id: document.identifier.map { JSONValue.string($0).serialized },
      text: document.text, location: location)
  }

  /// Labels in front of a text, which predictions may leave out.
  private func fastTextItem(_ lines: SourceLines) throws -> LabelledItem {
    var labels: [String] = []
    var rest = lines.text[...]
    while rest.hasPrefix(labelPrefix) {
      let word = rest.prefix { !$0.isWhitespace }
      labels.append(String(word.dropFirst(labelPrefix.count)))
      rest = rest[word.endIndex...].drop(while: \.isWhitespace)
    }
    if labels.isEmpty {
      throw CommandError.badData("\(lines.location): no \(labelPrefix) at its start; add the label")
    }
    return LabelledItem(labels: labels, text: rest.isEmpty ? nil : String(rest))
  }
}
