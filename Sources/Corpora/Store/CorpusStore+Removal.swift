import GRDB
import Text

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

  /// Divides the documents anew by a hash of their texts.
  ///
  /// - Returns: how many documents went to another split.
  public func divide(
    _ rule: SplitRule, isIncluded: (Split) -> Bool = { _ in true }
  ) throws(CorporaError) -> Int {
    try store.write { db in
      let texts = try PreparedStatement(
        db, "SELECT id, split, text FROM document WHERE corpus = ? AND id > ? ORDER BY id LIMIT 500"
      )
      let update = try PreparedStatement(db, "UPDATE document SET split = ? WHERE id = ?")
      var last = 0
      var changed = 0
      while true {
        var moves: [(id: Int, split: Split)] = []
        var count = 0
        texts.bind(identifier, at: 1)
        texts.bind(last, at: 2)
        while try texts.nextRow() {
          count += 1
          last = texts.integer(0)
          guard let old = Split(rawValue: texts.text(1)), isIncluded(old) else { continue }
          let new = rule.split(of: texts.text(2))
          if new != old { moves.append((last, new)) }
        }
        for move in moves {
          update.bind(move.split.rawValue, at: 1)
          update.bind(move.id, at: 2)
          try update.run()
        }
        changed += moves.count
        if count < 500 { return changed }
      }
    }
  }
}
