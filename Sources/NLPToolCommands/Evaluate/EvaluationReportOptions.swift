import ArgumentParser
import NLPToolkit

/// The forms of a report.
package enum EvaluationFormat: String, OutputFormat {
  case text, jsonl, html, conlleval
  package static let standard = EvaluationFormat.text
}

/// What is reported, and how, whatever was scored.
package struct EvaluationReportOptions: ParsableArguments {
  @OptionGroup package var output: FormatOptions<EvaluationFormat>

  @Option(
    help: ArgumentHelp(
      "A second system on the same data: a prediction file, or a model. Tests the difference.",
      valueName: "path"))
  package var compare: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "More runs of the same system, such as other seeds: prediction files, or models. Adds mean and "
        + "deviation of every score.", valueName: "path"))
  package var runs: [String] = []

  @Option(
    help: ArgumentHelp(
      "A training curve for the page of --format html, as train writes it beside a model "
        + "(MODEL.curve.jsonl).", valueName: "file"),
    completion: .file())
  package var curve: String?

  @Option(help: "How the difference is tested: approximate-randomization or paired-bootstrap.")
  package var test: Resampling.Test = .approximateRandomization

  @Flag(help: "Add confidence intervals (bootstrap over sentences or items).")
  package var intervals = false

  @Option(help: ArgumentHelp("How often items are drawn anew.", valueName: "n"))
  package var samples = 1000

  @Option(help: ArgumentHelp("How much of a distribution an interval covers.", valueName: "p"))
  package var confidence = 0.95

  @Option(
    help: ArgumentHelp(
      "Add F-scores in which recall counts so many times as much as precision: with 2 there are f2, "
        + "f2_macro and so on.", valueName: "b"))
  package var beta: Double?

  @Option(
    help: ArgumentHelp(
      "Show the confusion matrix as shares: each row sums to 1 (gold), each column (predicted), or "
        + "the whole (all).", valueName: "by"))
  package var normalize: ConfusionMatrix.Normalization?

  @Option(
    help: ArgumentHelp(
      "Exit with 1 if the score is lower, or undefined; f1=0.9, f1:PER=0.8. May be repeated.",
      valueName: "metric=value"))
  package var failUnder: [ScoreThreshold] = []

  @Option(
    help: ArgumentHelp(
      "Exit with 1 if the score is higher, or undefined; perplexity=20. May be repeated.",
      valueName: "metric=value"))
  package var failOver: [ScoreThreshold] = []

  package init() {}

  package func validate() throws {
    if !(1...1_000_000).contains(samples) {
      throw ValidationError("--samples \(samples): give a number from 1 to 1000000")
    }
    if !(confidence > 0 && confidence < 1) {
      throw ValidationError("--confidence \(confidence): give a number between 0 and 1")
    }
    if let beta, !(beta > 0 && beta <= 1000) {
      throw ValidationError("--beta \(beta): give a number above 0, at most 1000")
    }
    if curve != nil && output.format != .html {
      throw ValidationError("--curve is drawn on a page; add --format html")
    }
    if !runs.isEmpty && output.format == .conlleval {
      throw ValidationError("--format conlleval reports one run; leave out --runs")
    }
    if compare != nil && output.format == .conlleval {
      throw ValidationError("--format conlleval reports one system; leave out --compare")
    }
  }

  /// Whether sentences or items have to be kept.
  package var needsItems: Bool { intervals || compare != nil }

  /// How scores are resampled; used for intervals if `--intervals` was given, and for comparisons.
  package func makeResampling(seed: UInt64, threads: Int) -> Resampling {
    Resampling(samples: samples, seed: seed, confidence: confidence, threads: threads)
  }

  /// What is to be reported, whatever is scored.
  package func makeContext(_ resampling: Resampling) -> EvaluationContext {
    EvaluationContext(
      resampling: intervals ? resampling : nil, beta: beta, normalization: normalize)
  }

  /// - Parameter runs: more runs of the first system.
  package func print(
    _ systems: [EvaluatedSystem], runs: [EvaluatedSystem] = [], resampling: Resampling
  ) throws {
    let comparison = try compared(systems, resampling)
    let summary = runs.isEmpty ? nil : RunSummary([systems[0].result] + runs.map(\.result))
    switch output.format {
    case .text:
      if let comparison { try Output.standard.writeLine(comparison.text + "\n") }
      for system in systems {
        if systems.count > 1 { try Output.standard.writeLine(system.name) }
        for table in EvaluationReport(system.result).tables {
          try Output.standard.writeLine(table.text())
        }
        if let headline = system.result.headline {
          try Output.standard.writeLine("signature  \(headline.signature)\n")
        }
      }
      if let summary {
        try Output.standard.writeLine(summary.table.text())
        if let headline = summary.rows.first {
          try Output.standard.writeLine("signature  \(summary.signature(of: headline))\n")
        }
      }
    case .jsonl:
      for system in systems {
        for score in system.result.scores {
          try Output.standard.writeLine(
            score.jsonLine(
              task: system.result.task, system: systems.count > 1 ? system.name : nil))
        }
      }
      for row in summary?.rows ?? [] {
        try Output.standard.writeLine(
          row.jsonLine(task: systems[0].result.task, signature: summary?.signature(of: row)))
      }
      if let comparison { try Output.standard.writeLine(comparison.jsonLine) }
    case .html:
      let task = systems[0].result.task.rawValue.replacing("-", with: " ")
      var pages = systems.map {
        HTMLReport.System(name: $0.name, report: EvaluationReport($0.result))
      }
      if let curve { pages[0].report.figures.append(try TrainingHistory(curve).figure) }
      if let summary { pages[0].report.tables.append(summary.table) }
      let report = HTMLReport(
        title: "Evaluation: \(task)", systems: pages, remark: comparison?.text)
      try Output.standard.write(report.html)
    case .conlleval:
      guard let report = systems[0].result.entityReport else {
        throw CommandError.usage("--format conlleval is for --task tagging; choose text or jsonl")
      }
      try Output.standard.write(report.conllevalText)
    }
  }

  private func compared(_ systems: [EvaluatedSystem], _ resampling: Resampling) throws
    -> SystemComparison?
  {
    guard systems.count == 2 else { return nil }
    return try SystemComparison(systems[0], systems[1], test: test, resampling: resampling)
  }

  /// - Throws: status 1 if a threshold is missed, 64 if there is no such score.
  package func checkThresholds(_ result: EvaluationResult) throws {
    var misses: [String] = []
    for (thresholds, isUpper) in [(failUnder, false), (failOver, true)] {
      for threshold in thresholds {
        guard let score = result[threshold.metric] else {
          let known = result.scores.filter { $0.label == nil }.map(\.metric)
          throw CommandError.usage(
            "no score '\(threshold.metric)'; there are \(known.joined(separator: ", "))"
              + (result.scores.contains { $0.label != nil } ? ", and f1:LABEL and the like" : ""))
        }
        let isMet =
          score.value.map { isUpper ? $0 <= threshold.value : $0 >= threshold.value } ?? false
        if !isMet {
          let value = DecimalText.fixed(score.value, digits: 4)
          misses.append(
            "\(threshold.metric) is \(value), \(isUpper ? "over" : "under") \(threshold.value)")
        }
      }
    }
    if !misses.isEmpty { throw CommandError(.no, misses.joined(separator: "; ")) }
  }
}

extension Resampling.Test: ExpressibleByArgument {}
extension ConfusionMatrix.Normalization: ExpressibleByArgument {}

/// `METRIC=VALUE`.
package struct ScoreThreshold: ExpressibleByArgument, Sendable, Hashable {
  package var metric: String
  package var value: Double

  package init?(argument: String) {
    guard let sign = argument.lastIndex(of: "="), sign != argument.startIndex,
      let value = Double(argument[argument.index(after: sign)...]), value.isFinite
    else { return nil }
    metric = String(argument[..<sign])
    self.value = value
  }
}
