import GRDB
import Text

/// The subwords of a corpus stand beside its vocabulary, and are learned from the training split
/// only.
extension StoredCorpus {
  /// Learns subwords from the texts of the training split and their targets.
  ///
  /// - Parameters:
  ///   - size: how many at most, the end and the 256 bytes included; 0 for characters.
  ///   - minimumCount: rarer characters are left to their bytes, and rarer neighbours not joined.
  /// - Complexity: O(n) in the characters of the split, and the different words in memory.
  public func learnSubwords(
    size: Int, minimumCount: Int = 2, isCancelled: () -> Bool = { false }
  ) throws -> SubwordTable {
    var learner = SubwordLearner()
    try forEachDocument(in: .train) { document in
      if isCancelled() { throw CancellationError() }
      learner.add(document.text)
      if let target = document.target { learner.add(target) }
    }
    return learner.table(size: size, minimumCount: minimumCount)
  }

  /// Puts subwords in the place of those that the corpus has.
  public func store(_ subwords: SubwordTable) throws(CorporaError) {
    try store.write { db in
      try db.execute(sql: "DELETE FROM subword WHERE corpus = ?", arguments: [identifier])
      let insert = try PreparedStatement(
        db, "INSERT INTO subword (corpus, number, word) VALUES (?, ?, ?)")
      for (index, word) in subwords.words.enumerated() {
        insert.bind(identifier, at: 1)
        insert.bind(SubwordTable.firstWord + index, at: 2)
        insert.bind(word, at: 3)
        try insert.run()
      }
    }
  }

  /// The subwords that were stored; `nil` if there are none.
  public func subwords() throws(CorporaError) -> SubwordTable? {
    let words = try store.read { db in
      try String.fetchAll(
        db, sql: "SELECT word FROM subword WHERE corpus = ? ORDER BY number",
        arguments: [identifier])
    }
    if words.isEmpty { return nil }
    guard let table = SubwordTable(words: words) else {
      throw .damagedStore(path: store.path, reason: "the subwords of '\(name)' are none")
    }
    return table
  }
}
