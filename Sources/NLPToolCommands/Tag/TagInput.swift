import ArgumentParser
import NLPToolkit

/// The forms of input that `nlptool tag` reads.
enum TagInputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
  case text, jsonl, conll
}

/// Makes documents out of the lines or files of the input.
protocol TagInput {
  /// What the next line, or file, completes.
  mutating func items(of input: InputDocument) -> [TagItem]

  /// What is still open at the end of the input.
  mutating func finish() -> [TagItem]
}

/// Plain text: every line, or file, is a document.
struct PlainTagInput: TagInput {
  mutating func items(of input: InputDocument) -> [TagItem] {
    switch input.content {
    case .success(let text):
      [.record(TagRecord(line: input.line, document: Document(text: text), origin: .text))]
    case .failure(let error):
      [.failure(TagFailure(input, error))]
    }
  }

  mutating func finish() -> [TagItem] { [] }
}

/// JSON lines: every object has a text among its fields.
struct JSONTagInput: TagInput {
  let textField: String

  mutating func items(of input: InputDocument) -> [TagItem] {
    let line: String
    switch input.content {
    case .success(let text): line = text
    case .failure(let error): return [.failure(TagFailure(input, error))]
    }
    if line.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return [.blank] }
    func failure(_ problem: String) -> [TagItem] {
      [.failure(TagFailure(source: input.source, line: input.line, problem: problem))]
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
        TagRecord(line: input.line, document: Document(text: text), origin: .object(object)))
    ]
  }

  mutating func finish() -> [TagItem] { [] }
}
