import NLPToolkit

/// JSON lines: the object that came in, or a new one with its text, with `sentences` of tokens that
/// have their layers, and `entities` where they were asked for.
struct JSONAnalysisWriter: AnalysisWriter {
  let output: Output
  let unit: OffsetUnit
  /// Whether failures have to name their file.
  let namesFiles: Bool
  /// Whether entities were looked for.
  let hasEntities: Bool

  func write(_ record: DocumentRecord, tokenizer: Tokenizer) throws {
    let document = record.document
    var converter = OffsetConverter(document.text, to: unit)
    var json = "["
    for (number, sentence) in document.sentences.enumerated() {
      let range = converter.convert(sentence.range)
      json += number > 0 ? "," : ""
      json += "{\"start\":\(range.lowerBound),\"end\":\(range.upperBound),\"tokens\":["
      for index in sentence.tokens {
        let token = document.tokens[index]
        let range = converter.convert(token.range)
        json += index > sentence.tokens.lowerBound ? "," : ""
        json += "{\"start\":\(range.lowerBound),\"end\":\(range.upperBound),\"text\":"
        JSONValue.write(document.slice(token.range), to: &json)
        for layer in document.layers {
          if layer.name == TokenLayer.words, layer.values[index] == TokenLayer.itself { continue }
          json += ","
          JSONValue.write(layer.name, to: &json)
          json += ":"
          if let value = layer.values[index] {
            JSONValue.write(value, to: &json)
          } else {
            json += "null"
          }
        }
        json += "}"
      }
      json += "]}"
    }
    var object = record.object
    record.choice?.set(in: &object)
    object.set("sentences", toRaw: json + "]")
    if hasEntities { object.set("entities", toRaw: entities(of: document)) }
    try output.writeLine(object.serialized)
  }

  private func entities(of document: Document) -> String {
    JSONTagWriter(output: output, unit: unit, namesFiles: namesFiles)
      .entities(document.spans, of: document)
  }

  func writeBlank() throws { try output.writeLine("") }

  func write(_ failure: DocumentFailure) throws -> Bool {
    try output.writeLine(failure.object(namesFile: namesFiles).serialized)
    return true
  }
}
