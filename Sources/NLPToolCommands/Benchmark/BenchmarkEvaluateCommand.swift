import ArgumentParser
import NLPToolkit

/// `nlptool benchmark evaluate`: how fast entities are scored and resampled.
struct BenchmarkEvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measures how fast tags are scored, and the score resampled.",
    discussion: """
      Tokens a second through the library, with the tags of two column files in memory, and the seconds \
      of a bootstrap over their sentences:
        nlptool benchmark evaluate --gold gold.conll --predicted predicted.conll --threads 2
      """)

  @Option(help: ArgumentHelp("A column file; the last column has the tags.", valueName: "file"))
  var gold: String
  @Option(help: ArgumentHelp("The same sentences with predicted tags.", valueName: "file"))
  var predicted: String
  @Option(help: ArgumentHelp("How often sentences are drawn anew.", valueName: "n"))
  var samples = 1000
  @OptionGroup var runs: RunsOption
  @OptionGroup var seed: SeedOptions
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    if !(1...1_000_000).contains(samples) {
      throw ValidationError("--samples \(samples): give a number from 1 to 1000000")
    }
  }

  func run() async throws {
    let gold = try Self.tags(gold)
    let predicted = try Self.tags(predicted)
    guard gold.map(\.count) == predicted.map(\.count) else {
      throw CommandError.badData(
        "\(self.gold) and \(self.predicted) do not have the same sentences; see nlptool evaluate")
    }
    var scorer = EntityScorer()
    let scored = try await BenchmarkRuns(runs.runs) {
      scorer = EntityScorer()
      for (one, other) in zip(gold, predicted) { scorer.add(gold: one, predicted: other) }
    }
    var keeping = EntityScorer(keepsSentences: true)
    for (one, other) in zip(gold, predicted) { keeping.add(gold: one, predicted: other) }
    let items = ItemStatistics(keeping.sentenceCounts)
    let resampling = Resampling(samples: samples, seed: seed.seed, threads: threads.count)
    let resampled = try await BenchmarkRuns(runs.runs) {
      _ = resampling.bootstrap(items, metric: ItemStatistics.f1)
    }
    let report = scorer.report
    var record = BenchmarkRecord()
    record.set("benchmark", "evaluate")
    record.set("threads", threads.count)
    record.set("sentences", report.sequences)
    record.set("tokens", report.tokens)
    record.set("f1", report.f1 ?? 0)
    record.setRate("tokens_per_second", of: Double(report.tokens), in: scored)
    record.set("seconds", scored.median)
    record.set("samples", samples)
    record.set("bootstrap_seconds", resampled.median)
    try record.print()
  }

  private static func tags(_ path: String) throws -> [[String]] {
    let sentences = try ColumnSentences(path)
    var tags: [[String]] = []
    while let rows = try sentences.next() {
      tags.append(rows.map { String($0.columns[$0.columns.count - 1]) })
    }
    if tags.isEmpty {
      throw CommandError.badData("\(path): no tokens in it; is it the right file?")
    }
    return tags
  }
}
