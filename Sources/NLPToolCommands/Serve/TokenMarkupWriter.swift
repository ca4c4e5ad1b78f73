import NLPToolkit

/// Entities with their tokens as NameTag writes them:
/// `<sentence><ne type="PER"><token>Ada</token> <token>Lovelace</token></ne> …</sentence>`.
struct TokenMarkupWriter: TagWriter {
  let output: Output
  var needsTokens: Bool { true }

  func write(_ record: DocumentRecord) throws {
    let document = record.document
    var spans = document.spans[...]
    var markup = ""
    var position = 0
    for sentence in document.sentences where !sentence.tokens.isEmpty {
      markup += escapedMarkup(document.slice(position..<sentence.range.lowerBound)) + "<sentence>"
      position = sentence.range.lowerBound
      for token in document.tokens[sentence.tokens] {
        markup += escapedMarkup(document.slice(position..<max(position, token.range.lowerBound)))
        if let span = spans.first, span.range.lowerBound == token.range.lowerBound {
          markup += "<ne type=\"\(escapedMarkup(span.label))\">"
        }
        markup += "<token>\(escapedMarkup(document.slice(token.range)))</token>"
        position = token.range.upperBound
        while let span = spans.first, span.range.upperBound <= position {
          markup += "</ne>"
          spans.removeFirst()
        }
      }
      markup += "</sentence>"
    }
    try output.write(markup + escapedMarkup(document.slice(position..<document.text.utf8.count)))
  }

  func write(_ failure: DocumentFailure) throws -> Bool { false }
}

/// Entities as NameTag's vertical output has them: the numbers of the tokens from 1, the label and
/// the text, divided by tabs.
struct TokenRangeWriter: TagWriter {
  let output: Output
  /// The tokens of the pieces of the document that were written before.
  private var first = 0

  init(output: Output) { self.output = output }

  var needsTokens: Bool { true }

  mutating func write(_ record: DocumentRecord) throws {
    let document = record.document
    var token = 0
    for span in document.spans {
      while token < document.tokens.count,
        document.tokens[token].range.lowerBound < span.range.lowerBound
      {
        token += 1
      }
      var numbers: [String] = []
      while token < document.tokens.count,
        document.tokens[token].range.lowerBound < span.range.upperBound
      {
        token += 1
        numbers.append(String(first + token))
      }
      try output.writeLine(
        "\(numbers.joined(separator: ","))\t\(span.label)\t\(document.slice(span.range).inOneLine)")
    }
    first += document.tokens.count
  }

  func write(_ failure: DocumentFailure) throws -> Bool { false }
}
