import ArgumentParser
import NLPToolkit

/// `--into`, `--corpus`, `--split` and `--run`: predictions that are stored beside the gold
/// entities.
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

  /// Tags the documents of the split.
  func run(
    _ file: ModelFile, _ gazetteer: GazetteerOptions, threads: Int, diagnostics: Diagnostics
  ) throws {
    guard let into, let name = corpus, let runName = run else { return }
    // Only `ingest` makes stores.
    _ = try CorpusStore(path: into, mode: .readOnly).corpus(named: name)
    let tagger = try gazetteer.apply(to: SequenceTagger(file))
    let corpus = try CorpusStore(path: into, mode: .readWriteCreate).corpus(named: name)
    let run = try CorpusRun(named: runName, of: corpus, model: "\(file.name) \(file.hash)")
    let progress = diagnostics.progress(
      "Tagging", total: try corpus.documentCount(in: split), unit: "documents")
    let stored = RunPredictions(
      corpus: RowTrackingCorpus(corpus, split: split), run: run, progress: progress)
    var documents = 0
    var entities = 0
    try Interruption.whilePolling {
      try tagger.predict(on: stored.corpus, split: split, threads: ThreadPool(threads: threads)) {
        _, spans in
        try Interruption.check()
        try stored.add(spans: spans)
        documents += 1
        entities += spans.count
      }
      try run.flush()
    }
    progress.finish()
    diagnostics.note("\(entities) entities in \(documents) documents stored as run '\(runName)'")
  }
}
