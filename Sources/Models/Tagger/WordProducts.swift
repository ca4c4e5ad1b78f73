import Neural
import Text

/// For words that were seen lately the products that they start from in the encoder's first layer, for
/// each of its directions.
///
/// Their number is bounded: when there is no room for those of a batch, all are forgotten.
package final class WordProducts<Encoding> {
  /// One for each direction: the rows are the words' numbers.
  package let products: [Matrix<Float>]
  private let capacity: Int
  private let encode: (String) -> Encoding
  private var words: WordTable<Encoding>

  /// - Parameters:
  ///   - capacity: rows, no fewer than the words of a batch. Their memory is taken as words come.
  ///   - encode: what a word's products are made from.
  package init(widths: [Int], capacity: Int, encode: @escaping (String) -> Encoding) {
    self.capacity = capacity
    self.encode = encode
    words = WordTable(encode: encode)
    products = widths.map {
      Matrix(pointer: .allocate(capacity: capacity * $0), rows: capacity, columns: $0)
    }
  }

  deinit {
    for matrix in products { matrix.pointer.deallocate() }
  }

  /// The numbers of the words of sentences, one sentence after the other.
  ///
  /// - Precondition: the words are no more than the capacity.
  /// - Parameter fill: is called at most once, to fill the rows of words that have none yet.
  package func numbers(
    of sentences: [TokenizedSentence], fill: (Range<Int>, ArraySlice<Encoding>) -> Void
  ) -> [Int32] {
    var known = words.count
    var numbers: [Int32] = []
    if !append(sentences, to: &numbers) {
      words = WordTable(encode: encode)
      known = 0
      numbers.removeAll(keepingCapacity: true)
      precondition(append(sentences, to: &numbers), "a batch has more words than there are rows")
    }
    let added = known..<words.count
    if !added.isEmpty { fill(added, words.encodings[added]) }
    return numbers
  }

  /// Whether there was room.
  private func append(_ sentences: [TokenizedSentence], to numbers: inout [Int32]) -> Bool {
    for sentence in sentences {
      sentence.forEachWord { numbers.append(words.index(of: $0)) }
      if words.count > capacity { return false }
    }
    return true
  }
}

/// A sentence as the words of a text.
package struct TokenizedSentence {
  let text: String
  package let tokens: ArraySlice<Token>

  package init(text: String, tokens: ArraySlice<Token>) {
    self.text = text
    self.tokens = tokens
  }

  var words: [String] { tokens.map { String(text.slice(utf8: $0.range)) } }

  /// Calls `body` with the bytes of each word.
  func forEachWord(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    var text = text
    text.withUTF8 { bytes in
      for token in tokens { body(UnsafeBufferPointer(rebasing: bytes[token.range])) }
    }
  }
}
