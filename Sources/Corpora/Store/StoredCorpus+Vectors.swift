import GRDB
import Text
import TextInput

/// Pretrained vectors stand beside the vocabulary whose words they are of.
extension StoredCorpus {
  /// Keeps the vectors of the words that the stored vocabulary has, in the place of those that it
  /// had.
  ///
  /// A word of the vocabulary that the file lacks takes the vector of its small letters.
  ///
  /// - Parameter progress: called now and then with the number of vectors that were read; what it
  ///   throws ends the import, and nothing is changed.
  /// - Returns: how many words have a vector.
  /// - Complexity: O(n) in the length of the file; memory holds the vocabulary.
  /// - Throws: ``CorporaError``, what the reader throws, and what `progress` throws.
  public func importVectors(
    _ reader: WordVectorReader, progress: (Int) throws -> Void = { _ in }
  ) throws -> Int {
    let words = try vocabulary()
    var bySmallLetters: [String: [Int]] = [:]
    for (index, word) in words.words.enumerated().dropFirst() {
      let small = word.lowercased()
      if small != word { bySmallLetters[small, default: []].append(index) }
    }
    return try store.transaction { db -> Int in
      let id =
        try Int.fetchOne(
          db, sql: "SELECT id FROM vocabulary WHERE corpus = ?", arguments: [identifier]) ?? 0
      try db.execute(sql: "DELETE FROM vector WHERE vocabulary = ?", arguments: [id])
      let exact = try PreparedStatement(
        db, "INSERT OR REPLACE INTO vector (vocabulary, number, value) VALUES (?, ?, ?)")
      let fallback = try PreparedStatement(
        db, "INSERT OR IGNORE INTO vector (vocabulary, number, value) VALUES (?, ?, ?)")
      exact.bind(id, at: 1)
      fallback.bind(id, at: 1)
      var read = 0
      while let entry = try reader.next() {
        let (word, vector) = (entry.word, entry.vector)
        read += 1
        if read % 4096 == 0 { try progress(read) }
        let index = words[word]
        let others = bySmallLetters[word] ?? []
        if index == Vocabulary.unknown, others.isEmpty { continue }
        let bytes = vector.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
        if index != Vocabulary.unknown {
          exact.bind(index, at: 2)
          try exact.withBinding(bytes, at: 3) { try exact.run() }
        }
        for other in others {
          fallback.bind(other, at: 2)
          try fallback.withBinding(bytes, at: 3) { try fallback.run() }
        }
      }
      return try Int.fetchOne(
        db, sql: "SELECT count(*) FROM vector WHERE vocabulary = ?", arguments: [id]) ?? 0
    }
  }

  /// The vectors by the indices of their words; empty if none were imported.
  public func vectors() throws(CorporaError) -> [Int: [Float]] {
    try store.read { db in
      var vectors: [Int: [Float]] = [:]
      let rows = try PreparedStatement(
        db,
        """
        SELECT number, value FROM vector JOIN vocabulary ON vocabulary.id = vector.vocabulary
        WHERE corpus = ?
        """)
      rows.bind(identifier, at: 1)
      defer { rows.reset() }
      while try rows.nextRow() {
        vectors[rows.integer(0)] = rows.withBlob(1) { bytes in
          (0..<bytes.count / 4).map {
            Float(
              bitPattern: UInt32(
                littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
          }
        }
      }
      return vectors
    }
  }
}
