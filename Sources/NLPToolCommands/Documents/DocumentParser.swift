import NLPToolkit

/// Makes documents out of the lines or files of the input.
protocol DocumentParser {
  /// What the next line, or file, completes.
  mutating func items(of input: InputDocument) -> [DocumentItem]

  /// What is still open at the end of the input.
  mutating func finish() -> [DocumentItem]
}

/// Plain text: every line, or file, is a document.
struct PlainTextParser: DocumentParser {
  mutating func items(of input: InputDocument) -> [DocumentItem] {
    switch input.content {
    case .success(let text):
      [.record(DocumentRecord(line: input.line, document: Document(text: text), origin: .text))]
    case .failure(let error):
      [.failure(DocumentFailure(input, error))]
    }
  }

  mutating func finish() -> [DocumentItem] { [] }
}

/// JSON lines: every object has a text among its fields.
struct JSONLinesParser: DocumentParser {
  let textField: String

  mutating func items(of input: InputDocument) -> [DocumentItem] {
    let line: String
    switch input.content {
    case .success(let text): line = text
    case .failure(let error): return [.failure(DocumentFailure(input, error))]
    }
    if line.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return [.blank] }
    func failure(_ problem: String) -> [DocumentItem] {
      [.failure(DocumentFailure(source: input.source, line: input.line, problem: problem))]
    }
    let object: JSONObject
    do {
      object = try JSONObject(parsing: line)
    } catch {
      return failure("\(error)")
    }
    guard let value = object[textField] else {
      return failure("no field \"\(textField)\"; name the one with the text with --text-field")
    }
    guard let text = value.string else {
      return failure("the field \"\(textField)\" is not a string")
    }
    if text.utf8.contains(0) { return failure("a NUL in the text") }
    return [
      .record(
        DocumentRecord(line: input.line, document: Document(text: text), origin: .object(object)))
    ]
  }

  mutating func finish() -> [DocumentItem] { [] }
}
