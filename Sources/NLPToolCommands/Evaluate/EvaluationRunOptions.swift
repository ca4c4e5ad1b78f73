import ArgumentParser
import NLPToolkit

/// `--into` and `--run`: what an evaluation finds is stored beside the gold annotations.
package struct EvaluationRunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The store that predictions and scores go into; it is the --database, too.", valueName: "db"),
    completion: .file())
  package var into: String?

  @Option(
    help: ArgumentHelp("The name that they are stored under.", valueName: "name"))
  package var run: String?

  package init() {}

  package func validate() throws {
    if (into == nil) != (run == nil) {
      throw ValidationError("--into and --run belong together; give both")
    }
  }

  /// The run of a model over the corpus, if one is asked for.
  func open(_ corpus: StoredCorpus, _ file: ModelFile) throws(CorporaError) -> CorpusRun? {
    guard let run else { return nil }
    return try CorpusRun(named: run, of: corpus, model: "\(file.name) \(file.hash)")
  }
}

extension CorpusRun {
  /// Records all scores of an evaluation, each with its signature.
  func record(_ result: EvaluationResult) throws(CorporaError) {
    try record(
      result.scores.map {
        (metric: $0.name, value: $0.value, signature: $0.signature.description)
      })
  }
}
