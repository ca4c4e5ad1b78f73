import NLPToolkit

/// A line of a stream of JSON objects.
package enum ServedLine: Sendable {
  case record(DocumentRecord)
  case blank
  /// What is printed in place of an answer.
  case failure([UInt8])

  /// - Parameters:
  ///   - text: the line without its end; `nil` if it is not UTF-8.
  ///   - number: counted from 1.
  ///   - textField: the field of the object that has the text.
  package init(_ text: String?, number: Int, textField: String) {
    guard let text else {
      self = .failure(problem: "not UTF-8", line: number)
      return
    }
    var parser = JSONLinesParser(textField: textField)
    let input = InputDocument(source: Self.source, line: number, content: .success(text))
    switch parser.items(of: input).first {
    case .record(let record)?: self = .record(record)
    case .failure(let failure)?: self = .failure(Array(failure.object().serialized.utf8))
    case .blank?, nil: self = .blank
    }
  }

  private static let source = "the body"

  /// The line that tells why there is no answer.
  package static func failure(problem: String, line: Int?) -> ServedLine {
    .failure(
      Array(
        DocumentFailure(source: source, line: line, problem: problem).object().serialized.utf8))
  }
}
