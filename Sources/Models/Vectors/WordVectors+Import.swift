import TextInput

extension WordVectors {
  /// Reads vectors from a model file of kind `vectors`, from what GloVe, word2vec and fastText
  /// write as text or word2vec as binary, compressed or not, or from a model of fastText (`.bin`)
  /// with its n-grams.
  ///
  /// - Parameter precision: that of rows that are floats in the file.
  /// - Throws: ``ModelError`` or ``TextInputError`` for a file that is missing or holds no vectors.
  public convenience init(contentsOf path: String, precision: Precision = .int8) throws {
    // Opened once: what a pipe gave is gone.
    let stream = PeekableStream(try FileStream(path: path))
    let head = try stream.peek(9)
    let isRegular = FileStatus(path: path)?.isRegular == true
    if head.starts(with: Self.fastTextMagic), isRegular {
      try self.init(fastText: path, precision: precision)
      return
    }
    // The length of a header below 16 MiB, and the brace that opens it.
    if head.count == 9, head[4..<8].allSatisfy({ $0 == 0 }), head[8] == 0x7B {
      try self.init(ModelFile(contentsOf: path))
      return
    }
    let reader = try WordVectorReader(stream)
    var builder = WordVectorsBuilder(dimension: reader.dimension, precision: precision)
    while let entry = try reader.next() { builder.append(entry.word, entry.vector) }
    self.init(builder.vectors)
  }
}
