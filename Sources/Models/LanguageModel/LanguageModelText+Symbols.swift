import Text

extension LanguageModelText {
  /// Calls `body` with each scalar of a split.
  ///
  /// - Throws: ``LanguageModelError/notUTF8(text:split:byte:)``, and what reading throws.
  func forEachScalar(of split: Split, _ body: (Unicode.Scalar) -> Void) throws {
    var position = 0
    try forEachPiece(of: split) { piece in
      if let offset = piece.forEachScalar(body) {
        throw LanguageModelError.notUTF8(
          text: name, split: split.rawValue, byte: position + offset)
      }
      position += piece.count
    }
  }

  /// How often each scalar of a split occurs.
  func scalarCounts(of split: Split) throws -> [Unicode.Scalar: Int] {
    var ascii = [Int](repeating: 0, count: 128)
    var others: [Unicode.Scalar: Int] = [:]
    try forEachScalar(of: split) { scalar in
      if scalar.isASCII { ascii[Int(scalar.value)] += 1 } else { others[scalar, default: 0] += 1 }
    }
    for (value, count) in ascii.enumerated() where count > 0 {
      others[Unicode.Scalar(UInt8(value))] = count
    }
    return others
  }

  /// The bytes of a split, and its characters: the bytes that continue none.
  func size(of split: Split) throws -> (characters: Int, bytes: Int) {
    var size = (characters: 0, bytes: 0)
    try forEachPiece(of: split) { piece in
      size.bytes += piece.count
      size.characters += piece.count { $0 & 0xC0 != 0x80 }
    }
    return size
  }

  /// The symbols of a split.
  func symbols(of split: Split, _ table: SymbolTable) throws -> SymbolSequence {
    var symbols = SymbolSequence(symbols: table.count)
    if table.areBytes {
      try forEachPiece(of: split) { piece in
        for byte in piece { symbols.append(Int32(byte)) }
      }
    } else {
      try forEachScalar(of: split) { symbols.append(table.index(of: $0)) }
    }
    return symbols
  }
}

extension SymbolTable {
  /// The scalars that occur often enough, ordered as a ``Vocabulary`` has them.
  init(scalarCounts: [Unicode.Scalar: Int], minimumCount: Int, maximumCharacters: Int) {
    var counts: [String: Int] = [:]
    // In a fixed order: of scalars that are canonically equivalent the first is kept.
    for (scalar, count) in scalarCounts.sorted(by: { $0.key < $1.key }) {
      counts[String(scalar), default: 0] += count
    }
    let vocabulary = Vocabulary(
      counts: counts, minimumCount: minimumCount, maximumSize: maximumCharacters)
    // Every key is one scalar.
    self = SymbolTable(vocabulary)!
  }
}

extension UnsafeRawBufferPointer {
  /// Decodes UTF-8.
  ///
  /// - Returns: the offset of the first byte that is ill-formed (Unicode Standard, table 3-7), if
  ///   any.
  fileprivate func forEachScalar(_ body: (Unicode.Scalar) -> Void) -> Int? {
    var position = 0
    while position < count {
      let first = self[position]
      if first < 0x80 {
        body(Unicode.Scalar(first))
        position += 1
        continue
      }
      let length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
      guard length > 0, position + length <= count else { return position }
      var value = UInt32(first) & (0x7F >> UInt32(length))
      for offset in 1..<length {
        let byte = self[position + offset]
        guard byte & 0xC0 == 0x80 else { return position }
        value = value << 6 | UInt32(byte & 0x3F)
      }
      let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
      guard value >= least, let scalar = Unicode.Scalar(value) else { return position }
      body(scalar)
      position += length
    }
    return nil
  }
}
