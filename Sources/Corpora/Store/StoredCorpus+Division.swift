import GRDB
import Text

extension StoredCorpus {
  /// Divides the documents anew.
  ///
  /// - Parameters:
  ///   - ownSources: whether only documents of sources that came in with this rule are divided.
  ///   - isIncluded: the splits whose documents are divided; those of others stay.
  /// - Returns: how many documents went to another split.
  /// - Complexity: O(n log n) in the documents; a stratified division holds eight bytes of each.
  public func divide(
    _ rule: SplitRule, ownSources: Bool = false, isIncluded: (Split) -> Bool = { _ in true }
  ) throws(CorporaError) -> Int {
    if case .hashed(let proportions) = rule, proportions.isStratified {
      return try divideByClass(
        proportions, source: ownSources ? rule.description : nil, isIncluded: isIncluded)
    }
    return try store.write { db in
      let update = try PreparedStatement(db, "UPDATE document SET split = ? WHERE id = ?")
      var changed = 0
      try forEachText(db, source: ownSources ? rule.description : nil) { id, old, document in
        let new = rule.split(of: document)
        guard isIncluded(old), new != old else { return }
        try move(id, to: new, update)
        changed += 1
      }
      return changed
    }
  }

  /// Orders the documents of each class by their hashes, and cuts that order in the proportions.
  private func divideByClass(
    _ proportions: SplitProportions, source: String?, isIncluded: (Split) -> Bool
  ) throws(CorporaError) -> Int {
    try store.write { db in
      var classes: [String: [(hash: Double, id: Int, old: Split)]] = [:]
      let label = try PreparedStatement(
        db,
        """
        SELECT label FROM document_label WHERE document = ? AND layer = 'gold' ORDER BY ordinal LIMIT 1
        """)
      try forEachText(db, source: source) { id, old, document in
        guard isIncluded(old) else { return }
        label.bind(id, at: 1)
        let name = try label.nextRow() ? label.text(0) : ""
        label.reset()
        classes[name, default: []].append((proportions.hash(of: document), id, old))
      }
      let update = try PreparedStatement(db, "UPDATE document SET split = ? WHERE id = ?")
      var changed = 0
      for name in classes.keys.sorted() {
        let ordered = (classes[name] ?? []).sorted { ($0.hash, $0.id) < ($1.hash, $1.id) }
        let count = Double(ordered.count)
        let tests = Int((count * proportions.test).rounded())
        let others = tests + Int((count * proportions.validation).rounded())
        for (index, entry) in ordered.enumerated() {
          let new: Split = index < tests ? .test : index < others ? .validation : .train
          if new == entry.old { continue }
          try move(entry.id, to: new, update)
          changed += 1
        }
      }
      return changed
    }
  }

  private func move(_ id: Int, to split: Split, _ update: PreparedStatement) throws {
    update.bind(split.rawValue, at: 1)
    update.bind(id, at: 2)
    try update.run()
  }

  /// Calls `body` with the number, split, and the identifier, text and speaker of each document.
  /// Documents may be changed in it.
  ///
  /// - Parameter source: the split rule of the sources whose documents they are; `nil` is all.
  private func forEachText(
    _ db: Database, source: String?,
    _ body: (_ id: Int, _ split: Split, _ document: Document) throws -> Void
  ) throws {
    let texts = try PreparedStatement(
      db,
      """
      SELECT id, split, identifier, text,
        (SELECT speaker FROM recording WHERE recording.document = document.id)
      FROM document WHERE corpus = ?1 AND id > ?2
        AND (?3 IS NULL OR source IN (SELECT id FROM source WHERE corpus = ?1 AND split = ?3))
      ORDER BY id LIMIT 500
      """)
    var last = 0
    while true {
      var rows: [(Int, Split, Document)] = []
      texts.bind(identifier, at: 1)
      texts.bind(last, at: 2)
      texts.bind(source, at: 3)
      while try texts.nextRow() {
        last = texts.integer(0)
        guard let split = Split(rawValue: texts.text(1)) else { continue }
        var document = Document(identifier: texts.optionalText(2), text: texts.text(3))
        document.recording = texts.optionalText(4).map {
          Recording(path: "", speaker: $0, sampleRate: 1, frameCount: 0, digest: "")
        }
        rows.append((last, split, document))
      }
      for row in rows { try body(row.0, row.1, row.2) }
      if rows.count < 500 { return }
    }
  }
}
