/// A long run of symbol indices, in a byte each where there are few symbols and in two otherwise.
struct SymbolSequence: Sendable {
  private var narrow: [UInt8] = []
  private var wide: [UInt16] = []
  private let isNarrow: Bool

  /// - Parameter symbols: the indices are below this; at most 65,536.
  init(symbols: Int) {
    precondition(symbols <= 1 << 16)
    isNarrow = symbols <= 1 << 8
  }

  var count: Int { isNarrow ? narrow.count : wide.count }

  @inline(__always)
  subscript(index: Int) -> Int32 { isNarrow ? Int32(narrow[index]) : Int32(wide[index]) }

  @inline(__always)
  mutating func append(_ symbol: Int32) {
    if isNarrow { narrow.append(UInt8(symbol)) } else { wide.append(UInt16(symbol)) }
  }

  /// Turns the order round.
  mutating func reverse() {
    narrow.reverse()
    wide.reverse()
  }
}
