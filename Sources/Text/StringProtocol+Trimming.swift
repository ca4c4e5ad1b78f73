extension StringProtocol {
  /// The text without the spaces, tabs and carriage returns around it.
  ///
  /// Bytes are looked at, not characters: a mark may combine with a space.
  ///
  /// - Complexity: O(n).
  package func trimmingBlanks() -> String {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    var bytes = Array(utf8)[...].drop(while: isBlank)
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
