import GRDB
import Text

/// What a corpus holds, in numbers.
public struct CorpusSummary: Sendable, Hashable {
  /// The numbers of a split.
  public struct Counts: Sendable, Hashable {
    /// Documents of the split.
    public var documents = 0
    /// Sentences of all documents.
    public var sentences = 0
    /// Tokens of all documents.
    public var tokens = 0
    /// Gold entities.
    public var entities = 0
    /// Documents whose tokens came with the corpus.
    public var goldTokenDocuments = 0
  }

  /// The name of the corpus.
  public var name: String
  /// The numbers of each split that has documents.
  public var counts: [Split: Counts]
  /// Files that were ingested, and standard input.
  public var sources: Int
  /// Records that could not be used.
  public var rejected: Int

  /// The documents of all splits.
  public var documents: Int { counts.values.reduce(0) { $0 + $1.documents } }
}

/// A source of a corpus, as the store knows it.
public struct SourceSummary: Sendable, Hashable {
  /// The path, or `standard input` and its split.
  public var path: String
  /// What was recognised, in words.
  public var layout: String
  /// The split that its documents went to, or the rule that divided them.
  public var split: String
  /// Whether it was read to its end.
  public var isComplete: Bool
  /// The documents that came from it.
  public var documents: Int
  /// Records that could not be used.
  public var rejected: Int
}

/// A record that was set aside, or a tag that was read otherwise than it is written.
public struct RejectedRecord: Sendable, Hashable {
  /// The file, or `standard input`.
  public var path: String
  /// The line on which the record starts, from 1.
  public var line: Int
  /// What is wrong with it, or how it was read instead.
  public var reason: String
}

extension CorpusStore {
  /// All corpora by name.
  ///
  /// - Complexity: O(n) in the documents, whose texts are not read.
  public func corpora() throws(CorporaError) -> [CorpusSummary] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT id, name FROM corpus ORDER BY name").map {
        try summary(db, id: $0["id"], name: $0["name"])
      }
    }
  }

  private func summary(_ db: Database, id: Int, name: String) throws -> CorpusSummary {
    var counts: [Split: CorpusSummary.Counts] = [:]
    try forEachSplit(
      db, corpus: id,
      sql: """
        SELECT split, count(*), sum(sentence_count), sum(token_count), sum(has_gold_tokens)
        FROM document WHERE corpus = ? GROUP BY split
        """
    ) { split, row in
      counts[split] = CorpusSummary.Counts(
        documents: row[1], sentences: row[2], tokens: row[3], goldTokenDocuments: row[4])
    }
    try forEachSplit(
      db, corpus: id,
      sql: """
        SELECT document.split, count(*) FROM annotation
        JOIN document ON document.id = annotation.document
        WHERE document.corpus = ? AND annotation.layer = 'gold' GROUP BY document.split
        """
    ) { split, row in counts[split]?.entities = row[1] }
    let sources =
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM source WHERE corpus = ?", arguments: [id]) ?? 0
    let rejected =
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM rejected JOIN source ON source.id = rejected.source
          WHERE source.corpus = ?
          """, arguments: [id]) ?? 0
    return CorpusSummary(name: name, counts: counts, sources: sources, rejected: rejected)
  }
}

extension StoredCorpus {
  /// The corpus in numbers.
  ///
  /// - Complexity: O(n) in the documents of the store, whose texts are not read.
  public func summary() throws(CorporaError) -> CorpusSummary {
    guard let summary = try store.corpora().first(where: { $0.name == name }) else {
      throw .noSuchCorpus(name: name, store: store.path, known: [])
    }
    return summary
  }

  /// The tokens of documents of a split at the least, a quarter, the half, three quarters, 95 % and
  /// the most of their order; `nil` for a split without documents.
  ///
  /// - Complexity: O(n) in the documents of the split, whose texts are not read.
  public func lengthQuantiles(in split: Split) throws(CorporaError) -> [Int]? {
    let lengths = try store.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT token_count, count(*) FROM document WHERE corpus = ? AND split = ?
          GROUP BY token_count ORDER BY token_count
          """, arguments: [identifier, split.rawValue]
      ).map { (length: $0[0] as Int, count: $0[1] as Int) }
    }
    let total = lengths.reduce(0) { $0 + $1.count }
    if total == 0 { return nil }
    return [0, 0.25, 0.5, 0.75, 0.95, 1].map { share in
      var rank = Int((Double(total - 1) * share).rounded())
      for (length, count) in lengths {
        if rank < count { return length }
        rank -= count
      }
      return lengths[lengths.count - 1].length
    }
  }

  /// The number of different words of a split.
  ///
  /// - Complexity: O(n) in the tokens, all of which are read; memory holds each word once.
  public func typeCount(in split: Split) throws -> Int {
    var words: Set<String> = []
    try forEachDocument(in: split) { document in
      for token in document.tokens where token.kind != .whitespace {
        words.insert(document.slice(token.range))
      }
    }
    return words.count
  }

  /// Entities of each label.
  public func entityCounts(in split: Split? = nil) throws(CorporaError) -> [String: Int] {
    try counts(
      """
      SELECT label, count(*) FROM annotation JOIN document ON document.id = annotation.document
      WHERE corpus = ? AND layer = 'gold' AND (?2 IS NULL OR split = ?2) GROUP BY label
      """, split)
  }

  /// Documents of each class.
  public func labelCounts(in split: Split? = nil) throws(CorporaError) -> [String: Int] {
    try counts(
      """
      SELECT label, count(*) FROM document_label
      JOIN document ON document.id = document_label.document
      WHERE corpus = ? AND layer = 'gold' AND (?2 IS NULL OR split = ?2) GROUP BY label
      """, split)
  }

  private func counts(_ sql: String, _ split: Split?) throws(CorporaError) -> [String: Int] {
    try store.read { db in
      var counts: [String: Int] = [:]
      let rows = try Row.fetchCursor(db, sql: sql, arguments: [identifier, split?.rawValue])
      while let row = try rows.next() { counts[row[0]] = row[1] }
      return counts
    }
  }

  /// The sources in the order in which they came.
  public func sources() throws(CorporaError) -> [SourceSummary] {
    try store.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT path, format, split, is_complete,
            (SELECT count(*) FROM document WHERE document.source = source.id),
            (SELECT count(*) FROM rejected WHERE rejected.source = source.id)
          FROM source WHERE corpus = ? ORDER BY id
          """, arguments: [identifier]
      ).map {
        SourceSummary(
          path: $0[0], layout: $0[1], split: $0[2], isComplete: $0[3], documents: $0[4],
          rejected: $0[5])
      }
    }
  }

  /// The records that were set aside, in order.
  public func rejectedRecords(limit: Int = .max) throws(CorporaError) -> [RejectedRecord] {
    try records("rejected", limit)
  }

  /// The tags that could not stand where they do, and how they were read, in order.
  public func repairedRecords(limit: Int = .max) throws(CorporaError) -> [RejectedRecord] {
    try records("repaired", limit)
  }

  private func records(_ table: String, _ limit: Int) throws(CorporaError) -> [RejectedRecord] {
    try store.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT path, \(table).line, reason FROM \(table) JOIN source ON source.id = source
          WHERE corpus = ? ORDER BY \(table).id LIMIT ?
          """, arguments: [identifier, Int64(clamping: limit)]
      ).map { RejectedRecord(path: $0[0], line: $0[1], reason: $0[2]) }
    }
  }
}
