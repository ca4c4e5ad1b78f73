import NLPToolkit

/// JSON lines: the object that came in with `entities` set, or a new one with text and entities.
struct JSONTagWriter: TagWriter {
  let output: Output
  let unit: OffsetUnit
  /// Whether failures have to name their file.
  let namesFiles: Bool

  func write(_ record: DocumentRecord) throws {
    let entities = entities(record.document.spans, of: record.document)
    let alternatives = record.alternatives.map { self.alternatives($0, of: record.document) }
    let uncertainty = record.uncertainty.map { DecimalText.fixed($0, digits: 4) }
    if case .object(var object) = record.origin {
      record.choice?.set(in: &object)
      object.set("entities", toRaw: entities)
      if let alternatives { object.set("alternatives", toRaw: alternatives) }
      if let uncertainty { object.set("uncertainty", toRaw: uncertainty) }
      try output.writeLine(object.serialized)
    } else {
      var line = "{\"text\":"
      JSONValue.write(record.document.text, to: &line)
      if let choice = record.choice {
        line += ",\"language\":"
        JSONValue.write(choice.language, to: &line)
        line += ",\"model\":"
        if let model = choice.model { JSONValue.write(model, to: &line) } else { line += "null" }
      }
      line += ",\"entities\":"
      line += entities
      if let alternatives { line += ",\"alternatives\":\(alternatives)" }
      if let uncertainty { line += ",\"uncertainty\":\(uncertainty)" }
      line += "}"
      try output.writeLine(line)
    }
  }

  private func alternatives(_ taggings: [TaggingAlternative], of document: Document) -> String {
    let objects = taggings.map { tagging in
      "{\"score\":\(formattedProbability(tagging.score)),"
        + "\"entities\":\(entities(tagging.spans, of: document))}"
    }
    return "[\(objects.joined(separator: ","))]"
  }

  func entities(_ spans: [Span], of document: Document) -> String {
    if spans.isEmpty { return "[]" }
    var json = "["
    var converter = OffsetConverter(document.text, to: unit)
    for (index, span) in spans.enumerated() {
      let range = converter.convert(span.range)
      json += index > 0 ? "," : ""
      json += "{\"start\":\(range.lowerBound),\"end\":\(range.upperBound),\"label\":"
      JSONValue.write(span.label, to: &json)
      json += ",\"text\":"
      JSONValue.write(document.slice(span.range), to: &json)
      if let score = span.score { json += ",\"score\":\(formattedProbability(score))" }
      json += "}"
    }
    return json + "]"
  }

  func writeBlank() throws { try output.writeLine("") }

  func write(_ failure: DocumentFailure) throws -> Bool {
    try output.writeLine(failure.object(namesFile: namesFiles).serialized)
    return true
  }
}
