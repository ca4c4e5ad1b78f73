/// A word in lower case, and, if asked for, with each ASCII digit as 0.
enum FoldedWord {
  /// Calls `body` with the bytes of the folded word, which live on the stack.
  static func withBytes<Result>(
    of word: UnsafeBufferPointer<UInt8>, foldingDigits: Bool,
    _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    // A scalar grows to at most three times its bytes in lower case.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3 * word.count + 1) { buffer in
      var count = 0
      var offset = 0
      while offset < word.count {
        let byte = word[offset]
        if byte < 0x80 {
          buffer[count] =
            byte >= 0x41 && byte <= 0x5A
            ? byte + 0x20 : foldingDigits && byte >= 0x30 && byte <= 0x39 ? 0x30 : byte
          count += 1
          offset += 1
          continue
        }
        var end = offset + 1
        while end < word.count, word[end] & 0xC0 == 0x80 { end += 1 }
        count = appendLowercase(word, offset..<end, to: buffer, at: count)
        offset = end
      }
      return body(UnsafeBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// Strings of up to fifteen bytes, which hold the mapping of one scalar, are not on the heap.
  private static func appendLowercase(
    _ word: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
    to buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int
  ) -> Int {
    var count = start
    var decoder = UTF8()
    var iterator = word[range].makeIterator()
    if range.count <= 4, case .scalarValue(let scalar) = decoder.decode(&iterator) {
      let lower = scalar.properties.lowercaseMapping
      if lower.utf8.count <= 3 * range.count {
        for byte in lower.utf8 {
          buffer[count] = byte
          count += 1
        }
        return count
      }
    }
    for offset in range {
      buffer[count] = word[offset]
      count += 1
    }
    return count
  }
}
