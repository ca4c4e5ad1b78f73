/// The checksum of a file stands in its metadata and is of all its bytes, with zeros where it
/// stands itself.
extension ModelFile {
  /// What stands before the digits, and nowhere else: within a string the quotes have backslashes.
  private static let mark = Array("\"\(MetadataKey.checksum)\":\"".utf8)
  private static let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: Checksum.digitCount)

  /// Where a checksum is still to be put.
  static let emptyChecksum = String(decoding: zeros, as: UTF8.self)

  /// Whether the file has a checksum; those of the first version of the format have none.
  public var hasChecksum: Bool { metadata[MetadataKey.checksum] != nil }

  /// Compares the file with its checksum, if it has one.
  ///
  /// - Throws: ``ModelError/damaged(file:)``.
  /// - Complexity: O(n) in the bytes of the file.
  public func checkChecksum() throws(ModelError) {
    guard let expected = metadata[MetadataKey.checksum] else { return }
    try withBytes { bytes throws(ModelError) in
      let header = UnsafeRawBufferPointer(rebasing: bytes[..<dataStart])
      guard let offset = Self.offsetOfChecksum(in: header) else { throw .damaged(file: name) }
      let end = offset + Checksum.digitCount
      var checksum = Checksum()
      checksum.combine(UnsafeRawBufferPointer(rebasing: bytes[..<offset]))
      Self.zeros.withUnsafeBytes { checksum.combine($0) }
      checksum.combine(UnsafeRawBufferPointer(rebasing: bytes[end...]))
      guard checksum.hexadecimal == expected else { throw .damaged(file: name) }
    }
  }

  private var dataStart: Int { tensors.first?.range.lowerBound ?? byteCount }

  /// Where the digits start.
  private static func offsetOfChecksum(in header: UnsafeRawBufferPointer) -> Int? {
    var start = 0
    while start + mark.count + Checksum.digitCount <= header.count {
      if header[start] == mark[0], header[start...].starts(with: mark) { return start + mark.count }
      start += 1
    }
    return nil
  }

  /// Puts the checksum into the header of a file, which has zeros there.
  static func putChecksum(into header: inout [UInt8], of tensors: [TensorContent]) {
    var checksum = Checksum()
    header.withUnsafeBytes { checksum.combine($0) }
    for tensor in tensors { tensor.elements.withBytes { checksum.combine($0) } }
    let offset = header.withUnsafeBytes { offsetOfChecksum(in: $0) }!
    header.replaceSubrange(offset..<offset + Checksum.digitCount, with: checksum.hexadecimal.utf8)
  }
}
