/// What an offset counts.
public enum OffsetUnit: String, Sendable, Hashable, CaseIterable {
  /// Bytes, which is what the toolkit uses inside.
  case utf8
  /// What Java, JavaScript and Windows count.
  case utf16
  /// What Python counts.
  case scalar
}

/// Converts UTF-8 byte offsets of a text to another unit.
public struct OffsetConverter: Sendable {
  private let bytes: [UInt8]
  private let unit: OffsetUnit
  private let isIdentity: Bool
  private var position = 0
  private var converted = 0

  /// - Complexity: O(n) in the length of the text.
  public init(_ text: String, to unit: OffsetUnit) {
    self.unit = unit
    isIdentity = unit == .utf8 || text.utf8.allSatisfy { $0 < 0x80 }
    bytes = isIdentity ? [] : Array(text.utf8)
  }

  /// The offset in the other unit. A scalar that the offset falls into the middle of does count.
  ///
  /// - Parameter offset: in UTF-8 bytes, in 0...n.
  /// - Complexity: O(d) in the distance to the offset that was converted before, O(1) for ASCII.
  public mutating func convert(_ offset: Int) -> Int {
    if isIdentity { return offset }
    precondition((0...bytes.count).contains(offset), "an offset outside of the text")
    while position < offset {
      converted += width(bytes[position])
      position += 1
    }
    while position > offset {
      position -= 1
      converted -= width(bytes[position])
    }
    return converted
  }

  /// The range in the other unit, between the same characters.
  public mutating func convert(_ range: Range<Int>) -> Range<Int> {
    let start = convert(range.lowerBound)
    return start..<convert(range.upperBound)
  }

  /// How many units the scalar that starts with the byte has; 0 for the bytes that go on.
  private func width(_ byte: UInt8) -> Int {
    if byte & 0xC0 == 0x80 { return 0 }
    return unit == .utf16 && byte >= 0xF0 ? 2 : 1
  }
}
