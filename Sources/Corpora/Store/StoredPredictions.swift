import GRDB
import Text

/// The documents that a run has been over, with what its model predicted in place of the gold
/// annotations.
public struct StoredPredictions: Corpus {
  /// The name of the run.
  public let run: String
  let corpus: StoredCorpus

  /// The run's name.
  public var name: String { run }

  public func forEachDocument(in split: Split, _ body: (Document) throws -> Void) throws {
    try corpus.forEachRow(in: split, run: run) { try body($0.document) }
  }
}

extension CorpusStore {
  /// The predictions of a run.
  ///
  /// - Throws: `invalidSetting` if there is no run of this name; it lists those that there are.
  public func predictions(ofRun name: String) throws(CorporaError) -> StoredPredictions {
    let (corpus, known) = try read { db in
      (
        try String.fetchOne(
          db,
          sql:
            "SELECT corpus.name FROM run JOIN corpus ON corpus.id = run.corpus WHERE run.name = ?",
          arguments: [name]),
        try String.fetchAll(db, sql: "SELECT name FROM run ORDER BY name")
      )
    }
    guard let corpus else {
      throw .invalidSetting(
        "there is no run '\(name)' in \(path); "
          + (known.isEmpty
            ? "make one with `tag --into`" : "the runs are: \(known.joined(separator: ", "))"))
    }
    return StoredPredictions(run: name, corpus: try self.corpus(named: corpus))
  }
}
