import Text

/// The tokens that documents came with, while a tagger reads their characters.
struct GivenTokens {
  /// By the index of the document.
  private var tokens: [Int: (tokens: [Token], sentences: [Sentence])] = [:]

  /// - Parameter areDivided: whether the tagger divides tokens; nothing is kept if it does not.
  init(_ documents: [Document], areDivided: Bool) {
    guard areDivided else { return }
    for (index, document) in documents.enumerated() where document.hasGoldTokens {
      tokens[index] = (document.tokens, document.sentences)
    }
  }

  /// Gives the documents their tokens back. Spans that end within one are widened to all of it; one
  /// that then overlaps the span before it is dropped.
  func restore(in documents: inout [Document]) {
    for (index, given) in tokens {
      documents[index].tokens = given.tokens
      documents[index].sentences = given.sentences
      documents[index].spans = widened(documents[index].spans, to: given.tokens)
    }
  }

  /// - Parameter spans: ordered by start, without overlap.
  private func widened(_ spans: [Span], to tokens: [Token]) -> [Span] {
    var widened: [Span] = []
    var token = 0
    for span in spans {
      while token < tokens.count, tokens[token].range.upperBound <= span.range.lowerBound {
        token += 1
      }
      var last = token
      while last + 1 < tokens.count, tokens[last + 1].range.lowerBound < span.range.upperBound {
        last += 1
      }
      guard token < tokens.count else { break }
      let start = tokens[token].range.lowerBound
      if let before = widened.last, before.range.upperBound > start { continue }
      widened.append(
        Span(range: start..<tokens[last].range.upperBound, label: span.label, score: span.score))
    }
    return widened
  }
}
