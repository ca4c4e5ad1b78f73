import ArgumentParser
import NLPToolkit

/// `nlptool evaluate`: how good predictions are, with a signature on every score.
package struct EvaluateCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Scores a model or predictions against gold data.",
    discussion: """
      A model on the test split of a stored corpus:
        nlptool evaluate --model news.nlpmodel --database news.db --corpus news --split test

      The same, with what it predicts and its scores stored beside the gold annotations:
        nlptool evaluate --model news.nlpmodel --into news.db --corpus news --run first

      A language model on the last tenth of a text:
        nlptool evaluate --model m.nlpmodel --input text.txt --validation 0.1

      Entities of two column files, the tags in the last column of each:
        nlptool evaluate --gold gold.conll --predicted predicted.conll --task tagging

      Gold and predicted tags side by side in one file, as conlleval reads it:
        nlptool evaluate --gold both.conll --task tagging --format conlleval

      Is the second system better than the first, and is the first good enough?
        nlptool evaluate --gold gold.jsonl --predicted first.jsonl --task classification \\
          --compare second.jsonl --fail-under accuracy=0.9

      Mean and deviation over three seeds:
        nlptool evaluate --gold gold.conll --predicted seed1.conll --task tagging \\
          --runs seed2.conll seed3.conll
      """)

  @OptionGroup(title: "A model on a corpus") package var models: ModelEvaluationOptions
  @OptionGroup(title: "Predictions in files") package var files: PredictionFileOptions
  @OptionGroup package var report: EvaluationReportOptions
  @OptionGroup package var seed: SeedOptions
  @OptionGroup package var threads: ThreadOptions
  @OptionGroup package var diagnostics: DiagnosticOptions

  package init() {}

  package func run() async throws {
    let diagnostics = diagnostics.makeDiagnostics()
    let resampling = report.makeResampling(seed: seed.seed, threads: threads.count)
    let context = report.makeContext(resampling)
    if models.isChosen {
      if files.gold != nil || files.predicted != nil {
        throw CommandError.usage("score either a model or a file of predictions, not both")
      }
      func evaluate(_ file: ModelFile, isStored: Bool = false) throws -> EvaluatedSystem {
        try models.evaluate(
          file, isStored: isStored, keepsItems: report.needsItems,
          context: context, threads: threads.count, diagnostics: diagnostics)
      }
      let standard =
        models.input.isEmpty ? ModelOptions.standardTagger : ModelOptions.standardLanguageModel
      var systems = [try evaluate(models.model.open(standard: standard), isStored: true)]
      let folder = models.model.folder
      if let second = report.compare { systems.append(try evaluate(folder.open(second))) }
      let runs = try report.runs.map { try evaluate(folder.open($0)) }
      try report.print(systems, runs: runs, resampling: resampling)
      try report.checkThresholds(systems[0].result)
      return
    }
    let evaluation = try files.makeEvaluation(
      keepsItems: report.needsItems, keepsExamples: report.output.format == .html,
      context: context, diagnostics: diagnostics)
    var systems = [try evaluation.evaluate(files.predicted)]
    if let second = report.compare { systems.append(try evaluation.evaluate(second)) }
    let runs = try report.runs.map { try evaluation.evaluate($0) }
    try report.print(systems, runs: runs, resampling: resampling)
    try report.checkThresholds(systems[0].result)
  }
}
