import ArgumentParser
import NLPToolkit

/// `--into`, `--corpus`, `--split` and `--run`: predictions that are stored beside the gold
/// annotations.
struct StoredRunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The store that predictions go into.", valueName: "db"),
    completion: .file())
  var into: String?

  @Option(help: ArgumentHelp("The corpus whose documents are read.", valueName: "name"))
  var corpus: String?

  @Option(help: "The split that is read: train, validation or test.")
  var split: Split = .test

  @Option(help: ArgumentHelp("The name that the predictions are stored under.", valueName: "name"))
  var run: String?

  func validate() throws {
    if (into == nil) != (run == nil) || (into == nil) != (corpus == nil) {
      throw ValidationError("--into, --corpus and --run belong together; give all three")
    }
  }

  /// Stores what a model says of each document of the split.
  ///
  /// - Parameters:
  ///   - work: what is done, for the progress bar.
  ///   - predict: takes the documents of the corpus's split through the model.
  /// - Returns: how many documents were read and the name of the run.
  func store(
    _ work: String, _ file: ModelFile, diagnostics: Diagnostics,
    predict: (RunPredictions, Split) throws -> Void
  ) throws -> (documents: Int, run: String) {
    guard let into, let name = corpus, let runName = run else {
      preconditionFailure("validate() asks for all three")
    }
    // Only `ingest` makes stores.
    _ = try CorpusStore(path: into, mode: .readOnly).corpus(named: name)
    let corpus = try CorpusStore(path: into, mode: .readWriteCreate).corpus(named: name)
    let documents = try corpus.documentCount(in: split)
    guard documents > 0 else {
      throw CommandError.badData(
        "corpus \(name): the \(split.rawValue) split is empty; name another with --split")
    }
    let run = try CorpusRun(named: runName, of: corpus, model: "\(file.name) \(file.hash)")
    let progress = diagnostics.progress(work, total: documents, unit: "documents")
    try Interruption.whilePolling {
      try predict(
        RunPredictions(
          corpus: RowTrackingCorpus(corpus, split: split), run: run, progress: progress), split)
      try run.flush()
    }
    progress.finish()
    return (documents, runName)
  }
}
