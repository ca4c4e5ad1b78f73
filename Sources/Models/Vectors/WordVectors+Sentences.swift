import Tokenization

extension WordVectors {
  /// The vector of a text: the mean of the unit vectors of its words, a word with share p of the
  /// training text weighted by a / (a + p), a = 0.001 (Arora et al. 2017). Words that nothing is
  /// known of do not count; all zeros if that leaves none.
  ///
  /// The words of a table without counts are taken to follow Zipf's law.
  public func sentenceVector(of text: String, tokenizer: Tokenizer = Tokenizer()) -> [Float] {
    var text = text
    let tokens = tokenizer.tokens(in: text)
    var sum = [Float](repeating: 0, count: dimension)
    var total: Float = 0
    var vector = [Float](repeating: 0, count: dimension)
    text.withUTF8 { bytes in
      for token in tokens {
        let word = UnsafeBufferPointer(rebasing: bytes[token.range])
        let isKnown = vector.withUnsafeMutableBufferPointer {
          copyVector(of: word, into: $0.baseAddress!)
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if !isKnown || length == 0 { continue }
        let weight = Self.smoothing / (Self.smoothing + share(of: word))
        total += weight
        for column in 0..<dimension { sum[column] += weight / length * vector[column] }
      }
    }
    if total > 0 { for column in 0..<dimension { sum[column] /= total } }
    return sum
  }

  /// The cosine of the vectors of two texts, from -1 to 1; 0 where nothing is known of one.
  public func similarity(ofText a: String, andText b: String) -> Float {
    Self.cosine(sentenceVector(of: a), sentenceVector(of: b))
  }

  private static let smoothing: Float = 1e-3

  /// A word's share of the training text; that of a word outside the table is 0.
  private func share(of word: UnsafeBufferPointer<UInt8>) -> Float {
    guard let index = index(ofBytes: word) else { return 0 }
    if !counts.isEmpty { return Float(counts[index]) / Float(max(1, totalCount)) }
    return 0.1 / Float(index + 1)
  }
}
