import Text
import TextInput

extension Document {
  /// A hash of what a source says about the document. Tokens count only if they came with it.
  var contentHash: Int {
    var hash = WordHash(1)
    hash.combine(identifier ?? "")
    hash.combine(text)
    if hasGoldTokens {
      for token in tokens { hash.combine(token.range.lowerBound << 32 | token.range.upperBound) }
      for sentence in sentences { hash.combine(sentence.tokens.upperBound) }
    }
    for layer in layers {
      hash.combine(layer.name)
      for value in layer.values { hash.combine(value ?? "") }
    }
    for span in spans {
      hash.combine(span.range.lowerBound << 32 | span.range.upperBound)
      hash.combine(span.label)
    }
    hash.combine(spans.count)
    for label in labels { hash.combine(label) }
    if let target {
      hash.combine(-1)
      hash.combine(target)
    }
    if let recording {
      hash.combine(-2)
      hash.combine(recording.digest)
      hash.combine(recording.path)
      hash.combine(recording.speaker)
    }
    return Int(truncatingIfNeeded: hash.state ^ (hash.state >> 32))
  }
}
