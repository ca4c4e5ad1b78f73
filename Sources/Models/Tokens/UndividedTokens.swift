import Text
import Tokenization

/// The tokens of a tokenizer that are several tokens of a corpus each: what a model has to divide
/// into words, since its tokens come from the tokenizer.
struct UndividedTokens {
  /// The corpus's tokens of each, in order.
  private let ranges: [Range<Int>]

  /// - Complexity: O(tokens).
  init(of document: Document, by tokenizer: Tokenizer) {
    var ranges: [Range<Int>] = []
    var first = 0
    let own = document.tokens
    for token in tokenizer.tokens(in: document.text) {
      while first < own.count, own[first].range.lowerBound < token.range.lowerBound { first += 1 }
      guard first < own.count, own[first].range.lowerBound == token.range.lowerBound else {
        continue
      }
      var last = first
      while last + 1 < own.count, own[last].range.upperBound < token.range.upperBound,
        own[last + 1].range.lowerBound == own[last].range.upperBound
      { last += 1 }
      if last > first, own[last].range.upperBound == token.range.upperBound {
        ranges.append(first..<last + 1)
      }
    }
    self.ranges = ranges
  }

  /// Those within a sentence, counted from its first token.
  func words(in sentence: Range<Int>) -> [Range<Int>] {
    ranges.filter { sentence.lowerBound <= $0.lowerBound && $0.upperBound <= sentence.upperBound }
      .map { $0.lowerBound - sentence.lowerBound..<$0.upperBound - sentence.lowerBound }
  }
}

extension LabelledSentence {
  /// How its undivided tokens are divided.
  var splits: [WordSplit] { undivided.compactMap { WordSplit(into: Array(words[$0])) } }

  /// Joins the words of undivided tokens whose split is one of these. A value of the token is the
  /// words' values, apart by spaces.
  ///
  /// - Parameter wordLayer: the layer of words; a word that has words of its own is not joined.
  mutating func joinUndivided(_ known: Set<WordSplit>, wordLayer: Int) {
    for range in undivided.reversed() {
      guard let split = WordSplit(into: Array(words[range])), known.contains(split),
        labels[wordLayer][range].allSatisfy({ $0 ?? TokenLayer.itself == TokenLayer.itself })
      else { continue }
      for layer in labels.indices {
        let values = labels[layer][range]
        let joined =
          layer == wordLayer
          ? words[range].joined(separator: " ")
          : values.allSatisfy { $0 == nil }
            ? nil : values.map { $0 ?? "_" }.joined(separator: " ")
        labels[layer].replaceSubrange(range, with: [joined])
      }
      words.replaceSubrange(range, with: [words[range].joined()])
    }
    undivided = []
  }
}
