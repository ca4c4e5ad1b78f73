/// Distinct strings with indices in the order in which they came: an open-addressing hash table
/// over their UTF-8 bytes, which finds a string without allocation.
package struct StringTable: Sendable {
  /// The bytes of all strings, one after the other.
  package private(set) var bytes: [UInt8] = []
  /// The offset of each string in `bytes`, and the number of bytes.
  package private(set) var starts: [Int] = [0]
  /// Indices of strings by their hash, -1 where free; a power of two long and at most half full.
  private var slots: [Int32]

  /// A table without strings.
  package init(minimumCapacity: Int = 512) {
    var size = 1024
    while size < 2 * minimumCapacity { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
  }

  /// The number of strings.
  package var count: Int { starts.count - 1 }

  /// The string of an index.
  package subscript(index: Int) -> String {
    String(decoding: bytes[starts[index]..<starts[index + 1]], as: UTF8.self)
  }

  /// The index of a string, or `nil` if it is not there.
  package func index(of string: UnsafeBufferPointer<UInt8>) -> Int? {
    let index = slots[slot(of: string)]
    return index < 0 ? nil : Int(index)
  }

  /// Adds a string.
  ///
  /// - Returns: its index, or `nil` if it is there already.
  package mutating func append(_ string: UnsafeBufferPointer<UInt8>) -> Int? {
    let (index, isNew) = insert(string)
    return isNew ? index : nil
  }

  /// Adds a string if it is not there.
  package mutating func insert(
    _ string: UnsafeBufferPointer<UInt8>
  ) -> (index: Int, isNew: Bool) {
    let slot = slot(of: string)
    if slots[slot] >= 0 { return (Int(slots[slot]), false) }
    let index = count
    slots[slot] = Int32(index)
    bytes.append(contentsOf: string)
    starts.append(bytes.count)
    if 2 * count > slots.count { grow() }
    return (index, true)
  }

  /// Calls `body` with the bytes of the string of an index.
  package func withBytes<Result>(
    of index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    bytes.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[starts[index]..<starts[index + 1]]))
    }
  }

  /// The slot that has the string, or the free one where it belongs.
  private func slot(of string: UnsafeBufferPointer<UInt8>) -> Int {
    var slot = Self.hash(string) & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      let start = starts[index]
      if starts[index + 1] - start == string.count {
        var offset = 0
        while offset < string.count, bytes[start + offset] == string[offset] { offset += 1 }
        if offset == string.count { return slot }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: 2 * slots.count)
    for index in 0..<count {
      var slot = withBytes(of: index) { Self.hash($0) } & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index)
    }
  }

  private static func hash(_ string: UnsafeBufferPointer<UInt8>) -> Int {
    var hash = FNV1a()
    for byte in string { hash.combine(byte) }
    return Int(truncatingIfNeeded: hash.state ^ (hash.state >> 29))
  }
}
