/// Puts scalars together from bytes that come one by one, in either direction, and says which byte
/// may come next so that the text is well-formed (Unicode Standard, table 3-7).
struct UTF8Assembler: Sendable, Hashable, Codable {
  private let isBackward: Bool
  /// The bytes of a scalar that is not complete, in the order in which they came.
  private(set) var pending: [UInt8] = []

  init(isBackward: Bool) {
    self.isBackward = isBackward
    pending.reserveCapacity(4)
  }

  func allows(_ byte: UInt8) -> Bool {
    isBackward ? allowsBackward(byte) : allowsForward(byte)
  }

  private func allowsForward(_ byte: UInt8) -> Bool {
    guard let first = pending.first else { return byte < 0x80 || (0xC2...0xF4).contains(byte) }
    guard pending.count == 1 else { return byte & 0xC0 == 0x80 }
    return Self.seconds(of: first).contains(byte)
  }

  /// The bytes that may come second behind the first of a scalar.
  private static func seconds(of first: UInt8) -> ClosedRange<UInt8> {
    switch first {
    case 0xE0: 0xA0...0xBF
    case 0xED: 0x80...0x9F
    case 0xF0: 0x90...0xBF
    case 0xF4: 0x80...0x8F
    default: 0x80...0xBF
    }
  }

  private func allowsBackward(_ byte: UInt8) -> Bool {
    let isContinuation = byte & 0xC0 == 0x80
    guard let second = pending.last else { return byte < 0x80 || isContinuation }
    if isContinuation { return pending.count < 3 }
    return Self.length(first: byte) == pending.count + 1 && Self.seconds(of: byte).contains(second)
  }

  /// The bytes of a scalar by its first; 1 for a byte that starts none of several.
  private static func length(first: UInt8) -> Int {
    switch first {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
  }

  /// Adds a byte that is allowed.
  ///
  /// - Returns: the scalar that it completes.
  mutating func append(_ byte: UInt8) -> Unicode.Scalar? {
    if pending.isEmpty && byte < 0x80 { return Unicode.Scalar(byte) }
    pending.append(byte)
    let first = isBackward ? byte : pending[0]
    let length = Self.length(first: first)
    guard length == pending.count, length > 1 else { return nil }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for index in 1..<length {
      let byte = pending[isBackward ? length - 1 - index : index]
      value = value << 6 | UInt32(byte & 0x3F)
    }
    pending.removeAll(keepingCapacity: true)
    return Unicode.Scalar(value)
  }
}
