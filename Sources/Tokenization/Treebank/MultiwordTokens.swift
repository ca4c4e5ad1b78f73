import Text

extension Tokenizer {
  /// The runs of tokens that are written as one word: "do" and "n't", "cannot" as "can" and "not",
  /// "Ada" and "'s". What Universal Dependencies calls a multiword token.
  ///
  /// Where a document has the layer `upos`, an apostrophe that is a particle ("parents'") belongs
  /// to the word before it. Only English in the style of treebanks has such tokens.
  ///
  /// - Parameter document: has the tokens of this tokenizer.
  /// - Returns: ranges of two tokens or more, in order.
  /// - Complexity: O(tokens).
  public func multiwordTokens(of document: Document) -> [Range<Int>] {
    guard configuration.style == .treebank,
      case .english = TreebankTokenizer.Language(locale: configuration.locale)
    else { return [] }
    let parts = document.values(of: "upos")
    var text = document.text
    return text.withUTF8 { bytes in
      var found: [Range<Int>] = []
      for sentence in document.sentences {
        for index in sentence.tokens.dropFirst() {
          let (before, token) = (document.tokens[index - 1], document.tokens[index])
          guard before.range.upperBound == token.range.lowerBound,
            bytes.isContracted(before, token, isParticle: parts?[index] == "PART")
          else { continue }
          if let last = found.last, last.upperBound == index {
            found[found.count - 1] = last.lowerBound..<index + 1
          } else {
            found.append(index - 1..<index + 1)
          }
        }
      }
      return found
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether a token is contracted with the one before, which it touches.
  fileprivate func isContracted(_ before: Token, _ token: Token, isParticle: Bool) -> Bool {
    guard before.kind == .word || before.kind == .number else { return false }
    let range = token.range
    let mark = apostropheLength(at: range.lowerBound, before: range.upperBound)
    guard mark == 0 else {
      let rest = lowercased(range.lowerBound + mark..<range.upperBound)
      return rest.isEmpty ? isParticle : TreebankWords.clitics.contains(rest)
    }
    // Between letters there is a boundary only where a rule has made one.
    return before.kind == .word && self[before.range.upperBound - 1].isLetterByte
      && self[range.lowerBound].isLetterByte
  }
}
