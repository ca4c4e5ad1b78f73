extension [UInt8] {
  /// The bytes behind the byte order mark of UTF-8, if they start with one: it is no part of a
  /// text.
  package var withoutByteOrderMark: ArraySlice<UInt8> {
    starts(with: [0xEF, 0xBB, 0xBF]) ? self[3...] : self[...]
  }
}
