import Text
import Tokenization

/// Word types with indices in the order in which they come, each with what `encode` makes of it.
///
/// Looking up a known word does not allocate.
struct WordTable<Encoding> {
  /// The encoding of each word.
  private(set) var encodings: [Encoding] = []
  private let encode: (String) -> Encoding
  private var words = StringTable()

  init(encode: @escaping (String) -> Encoding) { self.encode = encode }

  var count: Int { encodings.count }

  /// The index of a word.
  mutating func index(of word: UnsafeBufferPointer<UInt8>) -> Int32 {
    let (index, isNew) = words.insert(word)
    if isNew { encodings.append(encode(String(decoding: word, as: UTF8.self))) }
    return Int32(index)
  }

  /// The indices of the words of a text.
  mutating func indices(in text: String, tokenizer: Tokenizer) -> [Int32] {
    let tokens = tokenizer.tokens(in: text)
    var text = text
    return text.withUTF8 { bytes in
      tokens.map { index(of: UnsafeBufferPointer(rebasing: bytes[$0.range])) }
    }
  }
}
