import GRDB
import Text

/// The predictions of a model for documents of a corpus, stored beside the gold annotations.
///
/// The views `missed_entity`, `spurious_entity` and `compared_class` show the two side by side.
public final class CorpusRun {
  /// The name of the run, which is also that of its layer of annotations.
  public let name: String
  private let corpus: StoredCorpus
  private let identifier: Int
  private var pending: [(document: Int, spans: [Span], labels: [(label: String, score: Double?)])] =
    []

  private static let batchSize = 500

  /// Starts a run, or goes on with one of that name.
  ///
  /// - Parameters:
  ///   - model: what made the predictions, such as the path of a model and its hash.
  /// - Throws: `invalidSetting` for a name that cannot be one, or is that of a run over another
  ///   corpus or by another model; what the store throws.
  public init(
    named name: String, of corpus: StoredCorpus, model: String
  ) throws(CorporaError) {
    if name.isEmpty || name == "gold" || name.utf8.contains(0) {
      throw .invalidSetting("a run cannot be called '\(name)'; choose another name")
    }
    self.name = name
    self.corpus = corpus
    identifier = try corpus.store.write { db in
      let known = try Row.fetchOne(
        db, sql: "SELECT id, corpus, model FROM run WHERE name = ?", arguments: [name])
      guard let known else {
        try db.execute(
          sql: "INSERT INTO run (name, corpus, model) VALUES (?, ?, ?)",
          arguments: [name, corpus.identifier, model])
        return Int(db.lastInsertedRowID)
      }
      let knownCorpus: Int = known["corpus"]
      let knownModel: String = known["model"]
      guard knownCorpus == corpus.identifier, knownModel == model else {
        throw CorporaError.invalidSetting(
          "there is a run '\(name)' already, of another corpus or model (\(knownModel)); choose another "
            + "name")
      }
      return known["id"]
    }
  }

  /// Adds what the model says about a document; what the run said about it before is replaced.
  ///
  /// - Parameter document: its number in the store.
  public func add(
    document: Int, spans: [Span] = [], labels: [(label: String, score: Double?)] = []
  ) throws(CorporaError) {
    pending.append((document, spans, labels))
    if pending.count >= Self.batchSize { try flush() }
  }

  /// Writes what has been added; to be called at the end.
  public func flush() throws(CorporaError) {
    if pending.isEmpty { return }
    let name = name
    try corpus.store.write { db in
      let cover = try PreparedStatement(
        db, "INSERT OR IGNORE INTO run_document (run, document) VALUES (?, ?)")
      let clearSpans = try PreparedStatement(
        db, "DELETE FROM annotation WHERE document = ? AND layer = ?")
      let clearLabels = try PreparedStatement(
        db, "DELETE FROM document_label WHERE document = ? AND layer = ?")
      let span = try PreparedStatement(
        db,
        """
        INSERT INTO annotation (document, layer, ordinal, "start", "end", label, score)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
      let label = try PreparedStatement(
        db,
        "INSERT INTO document_label (document, layer, ordinal, label, score) VALUES (?, ?, ?, ?, ?)"
      )
      cover.bind(identifier, at: 1)
      for statement in [clearSpans, clearLabels, span, label] { statement.bind(name, at: 2) }
      for entry in pending {
        cover.bind(entry.document, at: 2)
        try cover.run()
        for statement in [clearSpans, clearLabels] {
          statement.bind(entry.document, at: 1)
          try statement.run()
        }
        for (ordinal, found) in entry.spans.enumerated() {
          span.bind(entry.document, at: 1)
          span.bind(ordinal, at: 3)
          span.bind(found.range.lowerBound, at: 4)
          span.bind(found.range.upperBound, at: 5)
          span.bind(found.label, at: 6)
          span.bind(found.score, at: 7)
          try span.run()
        }
        for (ordinal, found) in entry.labels.enumerated() {
          label.bind(entry.document, at: 1)
          label.bind(ordinal, at: 3)
          label.bind(found.label, at: 4)
          label.bind(found.score, at: 5)
          try label.run()
        }
      }
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Records scores of the run; one with the same metric and signature is replaced.
  public func record(
    _ scores: [(metric: String, value: Double?, signature: String)]
  ) throws(CorporaError) {
    let identifier = identifier
    try corpus.store.write { db in
      for score in scores {
        try db.execute(
          sql: """
            INSERT INTO score (run, metric, value, signature) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET value = excluded.value
            """, arguments: [identifier, score.metric, score.value, score.signature])
      }
    }
  }
}

/// What a run scored.
public struct RunScore: Sendable, Hashable {
  /// The name of the run.
  public var run: String
  /// `f1`, or `f1:PER` for a label.
  public var metric: String
  /// `nil` if it is undefined.
  public var value: Double?
  /// What it was measured on and how.
  public var signature: String
}

/// A run over a corpus, in numbers.
public struct StoredRunSummary: Sendable, Hashable {
  /// The name of the run.
  public var name: String
  /// What made the predictions.
  public var model: String
  /// How many documents have predictions.
  public var documents: Int
}

extension StoredCorpus {
  /// The runs over the corpus, in the order of their names.
  public func runs() throws(CorporaError) -> [StoredRunSummary] {
    try store.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT name, model, (SELECT count(*) FROM run_document WHERE run = run.id) AS documents
          FROM run WHERE corpus = ? ORDER BY name
          """, arguments: [identifier]
      ).map { StoredRunSummary(name: $0["name"], model: $0["model"], documents: $0["documents"]) }
    }
  }

  /// The scores of the runs over the corpus, in the order of runs, metrics and signatures.
  public func runScores() throws(CorporaError) -> [RunScore] {
    try store.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT run.name, metric, value, signature FROM score JOIN run ON run.id = score.run
          WHERE run.corpus = ? ORDER BY run.name, metric, signature
          """, arguments: [identifier]
      ).map { RunScore(run: $0[0], metric: $0[1], value: $0[2], signature: $0[3]) }
    }
  }

  /// Removes a run with its predictions and scores.
  ///
  /// - Returns: whether there was one of that name.
  public func removeRun(named name: String) throws(CorporaError) -> Bool {
    try store.write { db in
      try db.execute(
        sql: "DELETE FROM run WHERE corpus = ? AND name = ?", arguments: [identifier, name])
      return db.changesCount > 0
    }
  }
}
