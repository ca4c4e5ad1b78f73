import TextInput

extension WordVectors {
  /// Reads vectors from a model file of kind `vectors`, from what GloVe, word2vec and fastText
  /// write as text or word2vec as binary, compressed or not, or from a model of fastText (`.bin`)
  /// with its n-grams.
  ///
  /// - Parameter precision: that of rows that are floats in the file.
  /// - Throws: ``ModelError`` or ``TextInputError`` for a file that is missing or holds no vectors.
  public convenience init(contentsOf path: String, precision: Precision = .int8) throws {
    let stream = try FileStream(path: path)
    var head = [UInt8](repeating: 0, count: 9)
    let count = try head.withUnsafeMutableBytes { bytes in try stream.read(into: bytes) }
    if count >= 4, head.starts(with: Self.fastTextMagic) {
      try self.init(fastText: path, precision: precision)
      return
    }
    // The length of a header below 16 MiB, and the brace that opens it.
    if count == 9, head[4..<8].allSatisfy({ $0 == 0 }), head[8] == 0x7B {
      try self.init(ModelFile(contentsOf: path))
      return
    }
    let reader = try WordVectorReader(FileStream(path: path))
    var builder = WordVectorsBuilder(dimension: reader.dimension, precision: precision)
    while let entry = try reader.next() { builder.append(entry.word, entry.vector) }
    self.init(builder.vectors)
  }
}
