import GRDB
import Text
import TextInput

extension CorpusStore {
  /// Removes a corpus with all that belongs to it.
  ///
  /// - Returns: the number of its documents.
  /// - Throws: `noSuchCorpus`.
  public func removeCorpus(named name: String) throws(CorporaError) -> Int {
    let corpus = try corpus(named: name)
    return try write { db in
      let count =
        try Int.fetchOne(
          db, sql: "SELECT count(*) FROM document WHERE corpus = ?",
          arguments: [corpus.identifier]) ?? 0
      try db.execute(sql: "DELETE FROM document WHERE corpus = ?", arguments: [corpus.identifier])
      try db.execute(sql: "DELETE FROM corpus WHERE id = ?", arguments: [corpus.identifier])
      return count
    }
  }

  /// Gives the space of what was removed back to the file system.
  public func vacuum() throws(CorporaError) {
    try Self.translating(path) { try queue.vacuum() }
  }
}

extension StoredCorpus {
  /// Removes the documents of one source; it can then be ingested again with other settings.
  ///
  /// - Parameter path: as given to the ingestion, or as ``sources()`` has it.
  /// - Returns: the number of its documents, `nil` if there is no such source.
  public func removeSource(_ path: String) throws(CorporaError) -> Int? {
    try store.write { db in
      guard
        let source = try Int.fetchOne(
          db, sql: "SELECT id FROM source WHERE corpus = ? AND path IN (?, ?)",
          arguments: [identifier, path, canonicalPath(path)])
      else { return nil }
      try db.execute(sql: "DELETE FROM document WHERE source = ?", arguments: [source])
      let count = db.changesCount
      try db.execute(sql: "DELETE FROM source WHERE id = ?", arguments: [source])
      return count
    }
  }
}
