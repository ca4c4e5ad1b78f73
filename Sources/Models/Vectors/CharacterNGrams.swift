/// The buckets of a word's character n-grams, hashed as fastText hashes them: FNV-1a over the bytes
/// of `<word>`, 32 bits, bytes above 127 sign-extended.
struct CharacterNGrams: Sendable, Hashable {
  var minimum: Int
  var maximum: Int
  var buckets: Int

  /// No n-grams.
  static var none: CharacterNGrams { CharacterNGrams(minimum: 0, maximum: 0, buckets: 0) }

  var isEmpty: Bool { buckets == 0 || maximum == 0 }

  /// Calls `body` with the bucket of each n-gram of a word in UTF-8.
  @inline(__always)
  func forEachBucket(of word: UnsafeBufferPointer<UInt8>, _ body: (Int) -> Void) {
    if isEmpty { return }
    // `<`, the word, `>`.
    let count = word.count + 2
    @inline(__always) func byte(_ index: Int) -> UInt8 {
      index == 0 ? 0x3C : index == count - 1 ? 0x3E : word[index - 1]
    }
    for start in 0..<count where byte(start) & 0xC0 != 0x80 {
      var hash: UInt32 = 2_166_136_261
      var end = start
      var length = 1
      while end < count, length <= maximum {
        repeat {
          hash = (hash ^ UInt32(bitPattern: Int32(Int8(bitPattern: byte(end))))) &* 16_777_619
          end += 1
        } while end < count && byte(end) & 0xC0 == 0x80
        if length >= minimum, !(length == 1 && (start == 0 || end == count)) {
          body(Int(hash % UInt32(buckets)))
        }
        length += 1
      }
    }
  }
}
