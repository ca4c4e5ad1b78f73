import Neural
import Text

/// The input projections of words, bias + vector · weight_ihᵀ, in each direction of the encoder's
/// first layer.
///
/// The cache is bounded: when there is no room for the words of a batch, it is emptied.
package final class InputProjectionCache<Encoding> {
  /// The projections of each direction, [capacity, G·H], by the words' indices.
  package let projections: [Matrix<Float>]
  private let capacity: Int
  private let encode: (String) -> Encoding
  private var words: WordTable<Encoding>

  /// - Parameters:
  ///   - capacity: rows, no fewer than the words of a batch. Their memory is taken as words come.
  ///   - encode: the features of a word, which its projections are computed from.
  package init(widths: [Int], capacity: Int, encode: @escaping (String) -> Encoding) {
    self.capacity = capacity
    self.encode = encode
    words = WordTable(encode: encode)
    projections = widths.map {
      Matrix(pointer: .allocate(capacity: capacity * $0), rows: capacity, columns: $0)
    }
  }

  deinit {
    for matrix in projections { matrix.pointer.deallocate() }
  }

  /// The indices of the words of sentences, one sentence after the other.
  ///
  /// - Precondition: the words are no more than the capacity.
  /// - Parameter fill: is called at most once, to compute the projections of new words.
  package func indices(
    of sentences: [TokenizedSentence], fill: (Range<Int>, ArraySlice<Encoding>) -> Void
  ) -> [Int32] {
    var known = words.count
    var indices: [Int32] = []
    if !append(sentences, to: &indices) {
      words = WordTable(encode: encode)
      known = 0
      indices.removeAll(keepingCapacity: true)
      precondition(append(sentences, to: &indices), "a batch has more words than there are rows")
    }
    let added = known..<words.count
    if !added.isEmpty { fill(added, words.encodings[added]) }
    return indices
  }

  /// Whether there was room.
  private func append(_ sentences: [TokenizedSentence], to indices: inout [Int32]) -> Bool {
    for sentence in sentences {
      sentence.forEachWord { indices.append(words.index(of: $0)) }
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

  var words: [String] { tokens.map { $0.word(in: text) } }

  /// Calls `body` with the bytes of each word.
  func forEachWord(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    var text = text
    text.withUTF8 { bytes in
      for token in tokens {
        guard token.kind != .whitespace else {
          var space = Token.space
          space.withUTF8(body)
          continue
        }
        body(UnsafeBufferPointer(rebasing: bytes[token.range]))
      }
    }
  }
}

extension Token {
  /// What taggers read white space as, which corpora of characters have, too.
  fileprivate static let space = "␣"

  /// The word that taggers read.
  func word(in text: String) -> String {
    kind == .whitespace ? Self.space : text.slice(utf8: range)
  }
}
