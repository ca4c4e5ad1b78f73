/// The words of a table of vectors, numbered from 0, looked up by their bytes without allocation.
struct VectorWords: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Where each word starts in `bytes`, and the end.
  private(set) var starts: [Int] = [0]
  private var slots: [Int32]

  init(minimumCapacity: Int = 512) {
    var size = 1024
    while size < 2 * minimumCapacity { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
  }

  var count: Int { starts.count - 1 }

  subscript(number: Int) -> String {
    String(decoding: bytes[starts[number]..<starts[number + 1]], as: UTF8.self)
  }

  func number(of word: UnsafeBufferPointer<UInt8>) -> Int? {
    let number = slots[slot(of: word)]
    return number < 0 ? nil : Int(number)
  }

  /// Adds a word.
  ///
  /// - Returns: its number, or `nil` if the word is there already.
  mutating func append(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
    let slot = slot(of: word)
    if slots[slot] >= 0 { return nil }
    let number = count
    slots[slot] = Int32(number)
    bytes.append(contentsOf: word)
    starts.append(bytes.count)
    if 2 * count > slots.count { grow() }
    return number
  }

  @inline(__always)
  func withBytes<Result>(of number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[starts[number]..<starts[number + 1]]))
    }
  }

  /// The slot that has the word, or the empty one where it belongs.
  private func slot(of word: UnsafeBufferPointer<UInt8>) -> Int {
    var slot = Self.hash(word) & (slots.count - 1)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      let start = starts[number]
      if starts[number + 1] - start == word.count {
        var place = 0
        while place < word.count, bytes[start + place] == word[place] { place += 1 }
        if place == word.count { return slot }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: 2 * slots.count)
    for number in 0..<count {
      var slot = withBytes(of: number) { Self.hash($0) } & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }

  private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: hash ^ (hash >> 29))
  }
}

/// A word in lower case, if asked with each ASCII digit as 0.
enum FoldedWord {
  /// Calls `body` with the bytes of the folded word, which live on the stack.
  static func withBytes<Result>(
    of word: UnsafeBufferPointer<UInt8>, foldingDigits: Bool,
    _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    // A scalar grows to at most three times its bytes in lower case.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3 * word.count + 1) { buffer in
      var count = 0
      var place = 0
      while place < word.count {
        let byte = word[place]
        if byte < 0x80 {
          buffer[count] =
            byte >= 0x41 && byte <= 0x5A
            ? byte + 0x20 : foldingDigits && byte >= 0x30 && byte <= 0x39 ? 0x30 : byte
          count += 1
          place += 1
          continue
        }
        var end = place + 1
        while end < word.count, word[end] & 0xC0 == 0x80 { end += 1 }
        count = appendLowercase(word, place..<end, to: buffer, at: count)
        place = end
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
    for place in range {
      buffer[count] = word[place]
      count += 1
    }
    return count
  }
}
