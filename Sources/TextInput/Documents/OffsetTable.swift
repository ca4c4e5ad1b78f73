import Text

/// Converts offsets into a text from any unit to UTF-8 bytes; `OffsetConverter` goes the other way.
package struct OffsetTable {
  let unit: OffsetUnit
  /// The length of the text in the unit.
  let count: Int
  /// UTF-8 offset of each offset of the unit, -1 inside of a scalar; empty where both are equal.
  private let table: [Int]
  /// For texts that are not ASCII: whether a scalar starts at each byte.
  private let starts: [Bool]

  /// - Complexity: O(n) in the length of the text.
  package init(_ text: String, unit: OffsetUnit) {
    self.unit = unit
    let length = text.utf8.count
    var table: [Int] = []
    var starts: [Bool] = []
    if !text.utf8.allSatisfy({ $0 < 0x80 }) {
      if unit == .utf8 {
        starts = text.utf8.map { $0 & 0xC0 != 0x80 } + [true]
      } else {
        table.reserveCapacity(length + 1)
        var byte = 0
        for scalar in text.unicodeScalars {
          table.append(byte)
          if unit == .utf16, scalar.value > 0xFFFF { table.append(-1) }
          byte += UTF8.width(scalar)
        }
        table.append(byte)
      }
    }
    self.table = table
    self.starts = starts
    count = table.isEmpty ? length : table.count - 1
  }

  /// The UTF-8 offset, or `nil` if there is no scalar at that place.
  package func utf8(_ offset: Int) -> Int? {
    guard offset >= 0, offset <= count else { return nil }
    if !starts.isEmpty { return starts[offset] ? offset : nil }
    if table.isEmpty { return offset }
    return table[offset] >= 0 ? table[offset] : nil
  }

  var unitName: String {
    switch unit {
    case .utf8: "UTF-8 bytes"
    case .utf16: "UTF-16 units"
    case .scalar: "scalars"
    }
  }
}
