import NLPToolkit
import Synchronization

/// A stored corpus that remembers which documents of a split it has handed out.
///
/// A model's predictions come in the order of the documents; each goes to the first that has none
/// yet.
final class RowTrackingCorpus: Corpus {
  let corpus: StoredCorpus
  private let split: Split
  /// The row identifiers of documents without predictions, the oldest first.
  private let waiting = Mutex<[Int]>([])

  init(_ corpus: StoredCorpus, split: Split) {
    self.corpus = corpus
    self.split = split
  }

  var name: String { corpus.name }

  func fingerprint(of split: Split) throws -> String { try corpus.fingerprint(of: split) }

  func forEachDocument(in split: Split, _ body: (Document) throws -> Void) throws {
    guard split == self.split else { return try corpus.forEachDocument(in: split, body) }
    try corpus.forEachRow(in: split) { row in
      waiting.withLock { $0.append(row.id) }
      try body(row.document)
    }
  }

  /// The row of the document that the next prediction is about.
  func nextRow() -> Int { waiting.withLock { $0.removeFirst() } }
}

/// The predictions of a model for a split of a stored corpus, stored as a run where one is asked
/// for.
struct RunPredictions {
  let corpus: RowTrackingCorpus
  let run: CorpusRun?
  let progress: Progress

  func add(spans: [Span]) throws {
    let row = corpus.nextRow()
    try run?.add(document: row, spans: spans)
    progress.advance()
  }

  func add(_ classification: Classification, labels: [String]) throws {
    let row = corpus.nextRow()
    try run?.add(
      document: row,
      labels: classification.assigned.map {
        (label: labels[$0], score: Double(classification.probabilities[$0]))
      })
    progress.advance()
  }
}
