import Text
import Tokenization

/// Word types, told apart by their bytes and with indices in the order in which they come, each
/// with what `encode` makes of it.
///
/// Looking up a known word makes no string.
struct WordTable<Encoding> {
  private(set) var encodings: [Encoding] = []
  private let encode: (String) -> Encoding
  /// All words' bytes, one after the other, and where each starts.
  private var bytes: [UInt8] = []
  private var starts = [0]
  private var hashes: [UInt64] = []
  private var slots = [Int32](repeating: -1, count: 1 << 10)

  init(encode: @escaping (String) -> Encoding) { self.encode = encode }

  var count: Int { encodings.count }

  /// The index of a word.
  mutating func index(of word: UnsafeBufferPointer<UInt8>) -> Int32 {
    let hash = Self.hash(word)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if hashes[index] == hash, isEqual(word, index) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    let index = Int32(encodings.count)
    slots[slot] = index
    encodings.append(encode(String(decoding: word, as: UTF8.self)))
    bytes.append(contentsOf: word)
    starts.append(bytes.count)
    hashes.append(hash)
    if 2 * encodings.count > slots.count { grow() }
    return index
  }

  /// The indices of the words of a text.
  mutating func indices(in text: String, tokenizer: Tokenizer) -> [Int32] {
    let tokens = tokenizer.tokens(in: text)
    var text = text
    return text.withUTF8 { bytes in
      tokens.map { index(of: UnsafeBufferPointer(rebasing: bytes[$0.range])) }
    }
  }

  private func isEqual(_ word: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    let range = starts[index]..<starts[index + 1]
    return range.count == word.count && bytes[range].elementsEqual(word)
  }

  private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash ^ (hash >> 29)
  }

  private mutating func grow() {
    var larger = [Int32](repeating: -1, count: 2 * slots.count)
    for (index, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (larger.count - 1)
      while larger[slot] >= 0 { slot = (slot + 1) & (larger.count - 1) }
      larger[slot] = Int32(index)
    }
    slots = larger
  }
}
