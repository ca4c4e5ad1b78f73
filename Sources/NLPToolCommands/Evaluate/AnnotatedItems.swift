import NLPToolkit

/// A text with its entities.
struct AnnotatedItem {
  var id: String?
  /// `nil` where a file of predictions has only offsets.
  var text: String?
  /// In the unit of `--offsets`.
  var entities: [Span]
  /// `FILE:LINE` of its start.
  var location: String
  /// Whether the file itself says that it is not to be used: then it is not gold.
  var isRejected = false
}

/// The items of a file with entities, in any format that `nlptool ingest` reads.
final class AnnotatedItems {
  private enum Source {
    /// JSON lines, which may be predictions without their texts.
    case lines(SourceLines)
    case documents(any DocumentReader)
  }

  let name: String
  private let source: Source
  private let settings: PredictionFileSettings
  private let record: JSONRecord

  /// - Throws: status 65 for a file that is not of the format.
  init(_ file: PredictionFile, format: InputFormat, settings: PredictionFileSettings) throws {
    name = file.name
    self.settings = settings
    var reading = settings.readingSettings
    reading.format = format
    record = JSONRecord(settings: reading)
    source =
      switch file {
      case .lines(let lines) where format == .jsonl: .lines(lines)
      case .lines(let lines):
        .documents(try DocumentReaders.reader(of: lines.input.stream, settings: reading))
      case .folder(let path):
        .documents(try DocumentReaders.reader(ofFile: path, settings: reading))
      }
  }

  func next() throws -> AnnotatedItem? {
    try Interruption.check()
    switch source {
    case .lines(let lines): return try next(of: lines)
    case .documents(let reader):
      return try reader.next().map { try item($0) }
    }
  }

  private func next(of lines: SourceLines) throws -> AnnotatedItem? {
    while try lines.advance() {
      if lines.text.allSatisfy(\.isWhitespace) { continue }
      do { return try item(JSONObject(parsing: lines.text), lines) } catch let error as JSONError {
        throw CommandError.badData("\(lines.location): \(error)")
      } catch let problem as RecordProblem {
        throw CommandError.badData("\(lines.location): \(problem.reason)")
      }
    }
    return nil
  }

  private func item(_ object: JSONObject, _ lines: SourceLines) throws -> AnnotatedItem {
    let text = object[settings.textField]?.string
    if let reason = object["error"]?.string, text == nil {
      throw CommandError.badData("\(lines.location): not predicted: \(reason)")
    }
    var item = AnnotatedItem(
      id: object[settings.idField]?.serialized, text: text, entities: [], location: lines.location,
      isRejected: record.refusal(in: object) != nil)
    if item.isRejected { return item }
    if let entities = (object[settings.entitiesField] ?? object["spans"])?.array {
      item.entities = try entities.flatMap { value in
        let entity = try JSONEntity(value)
        return entity.labels.map {
          Span(range: entity.start..<entity.end, label: $0, score: entity.score)
        }
      }
      return item
    }
    // The other shapes of records: tasks of annotation tools, rows of words and tags.
    var record = record
    guard let document = try? record.document(of: lines.text),
      document.hasGoldTokens || !document.spans.isEmpty || object.contains("data")
    else {
      throw CommandError.badData(
        "\(lines.location): no list '\(settings.entitiesField)'; add it, or name the field with "
          + "--entities-field")
    }
    item.text = document.text
    item.entities = inUnit(document)
    return item
  }

  private func item(_ record: InputRecord) throws -> AnnotatedItem {
    let location = "\(name):\(record.line)"
    guard let document = try record.accepted(from: name) else {
      return AnnotatedItem(entities: [], location: location, isRejected: true)
    }
    return AnnotatedItem(
      id: document.identifier.map { JSONValue.string($0).serialized }, text: document.text,
      entities: inUnit(document), location: location)
  }

  private func inUnit(_ document: Document) -> [Span] {
    var offsets = OffsetConverter(document.text, to: settings.offsets)
    return document.spans.map {
      Span(range: offsets.convert($0.range), label: $0.label, score: $0.score)
    }
  }
}
