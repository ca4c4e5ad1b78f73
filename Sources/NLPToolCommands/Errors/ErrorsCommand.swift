import ArgumentParser
import NLPToolkit

/// The forms of an analysis of errors.
package enum ErrorsFormat: String, OutputFormat {
  case text, jsonl, html

  package static let standard = Self.text
}

/// `nlptool errors`: what a model gets wrong, and of which mistakes it is surest.
struct ErrorsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "errors",
    abstract: "Show what a classifier or a tagger gets wrong, and its surest mistakes.",
    discussion: """
      First come the confusions, the most frequent first, with examples; then the mistakes of which the \
      model was surest. Many of these are mistakes of the gold data. In JSON lines each confusion \
      ("type":"confusion") and each mistake ("type":"mistake") is an object.

      A model on the test split of a stored corpus:
        nlptool errors --model news.nlpmodel --database news.db --corpus news

      The same on the training split, which finds wrong labels in it:
        nlptool errors --model news.nlpmodel --database news.db --corpus news --split train --limit 200

      Predictions in files, as a page to look through:
        nlptool errors --gold gold.jsonl --predicted first.jsonl --task classification \\
          --format html > errors.html
      """)

  @OptionGroup(title: "A model on a corpus") var models: ErrorModelOptions
  @OptionGroup(title: "Predictions in files") var files: PredictionFileOptions
  @OptionGroup var format: FormatOptions<ErrorsFormat>

  @Option(
    help: ArgumentHelp("Show so many of the surest mistakes.", valueName: "n"))
  var limit = 20

  @Option(help: ArgumentHelp("Show so many confusions, the most frequent first.", valueName: "n"))
  var confusions = 15

  @Option(help: ArgumentHelp("Show so many examples of each confusion.", valueName: "n"))
  var examples = 3

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    for (name, value, range) in [
      ("limit", limit, 0...100_000), ("confusions", confusions, 0...10_000),
      ("examples", examples, 0...1000),
    ] where !range.contains(value) {
      throw ValidationError(
        "--\(name) \(value): give a number from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  func run() async throws {
    let diagnostics = diagnostics.makeDiagnostics()
    let analysis = ErrorAnalysis(mistakes: limit, examplesPerConfusion: examples)
    let found: AnalyzedErrors
    if models.isChosen {
      if files.gold != nil || files.predicted != nil {
        throw CommandError.usage("analyse either a model or a file of predictions, not both")
      }
      found = try models.errors(in: analysis, threads: threads.count, diagnostics: diagnostics)
    } else {
      found = try errorsOfFiles(in: analysis, diagnostics)
    }
    try write(found)
  }

  private func errorsOfFiles(
    in analysis: ErrorAnalysis, _ diagnostics: Diagnostics
  ) throws -> AnalyzedErrors {
    guard files.gold != nil else {
      throw CommandError.usage(
        "nothing to analyse; give --model, --database and --corpus, or --gold and --predicted")
    }
    if let task = files.task, task != .tagging, task != .classification {
      throw CommandError.usage(
        "--task \(task.rawValue): errors are told of tagging and classification")
    }
    let evaluation = try files.makeEvaluation(
      keepsItems: false, keepsExamples: true, errors: analysis, context: EvaluationContext(),
      diagnostics: diagnostics)
    let system = try evaluation.evaluate(files.predicted)
    return AnalyzedErrors(name: system.name, analysis: system.result.errors ?? analysis)
  }

  private func write(_ found: AnalyzedErrors) throws {
    let report = ErrorReport(found.analysis, confusions: confusions)
    switch format.format {
    case .text:
      let style = diagnostics.makeStyle()
      for line in ErrorText(report, style: style).lines { try Output.standard.writeLine(line) }
    case .jsonl:
      for confusion in report.confusions {
        try Output.standard.writeLine(confusion.object.serialized)
      }
      for mistake in found.analysis.mistakes {
        try Output.standard.writeLine(mistake.object(files.offsets.offsets).serialized)
      }
    case .html:
      try Output.standard.write(ErrorPage(title: "Errors: \(found.name)", report: report).html)
    }
  }
}

/// The errors of a system, by the name that the user gave it.
struct AnalyzedErrors {
  var name: String
  var analysis: ErrorAnalysis
}
