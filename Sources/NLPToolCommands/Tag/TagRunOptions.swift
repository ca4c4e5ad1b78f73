import ArgumentParser
import NLPToolkit

/// `--into`, `--corpus`, `--split` and `--run`: predictions that are stored beside the gold entities.
struct TagRunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The store that predictions go into.", valueName: "db"),
    completion: .file())
  var into: String?

  @Option(help: ArgumentHelp("The corpus whose documents are tagged.", valueName: "name"))
  var corpus: String?

  @Option(help: "The split that is tagged: train, validation or test.")
  var split: Split = .test

  @Option(help: ArgumentHelp("The name that the predictions are stored under.", valueName: "name"))
  var run: String?

  func validate() throws {
    if (into == nil) != (run == nil) || (into == nil) != (corpus == nil) {
      throw ValidationError("--into, --corpus and --run belong together; give all three")
    }
  }

  private static let batchCount = 256

  /// Tags the documents of the split.
  func run(_ file: ModelFile, threads: Int, diagnostics: Diagnostics) throws {
    guard let into, let corpus, let run else { return }
    // Only `ingest` makes stores.
    _ = try CorpusStore(path: into, mode: .readOnly).corpus(named: corpus)
    let tagger = try SequenceTagger(file)
    let stored = try CorpusStore(path: into, mode: .readWriteCreate).corpus(named: corpus)
    let predictions = try CorpusRun(named: run, of: stored, model: "\(file.name) \(file.hash)")
    let pool = ThreadPool(threads: threads)
    let progress = diagnostics.progress(
      "Tagging", total: try stored.documentCount(in: split), unit: "documents")
    var batch: [StoredDocument] = []
    var documents = 0
    var entities = 0
    func tagBatch() throws {
      var tagged = batch.map(\.document)
      for index in tagged.indices { tagged[index].hasGoldTokens = false }
      tagger.annotate(&tagged, threads: pool)
      for (row, document) in zip(batch, tagged) {
        try predictions.add(document: row.id, spans: document.spans)
        entities += document.spans.count
      }
      documents += batch.count
      batch.removeAll(keepingCapacity: true)
      progress.advance(by: tagged.count)
    }
    try Interruption.whilePolling {
      try stored.forEachRow(in: split) { row in
        try Interruption.check()
        batch.append(row)
        if batch.count == Self.batchCount { try tagBatch() }
      }
      try tagBatch()
      try predictions.flush()
    }
    progress.finish()
    diagnostics.note("\(entities) entities in \(documents) documents stored as run '\(run)'")
  }
}
