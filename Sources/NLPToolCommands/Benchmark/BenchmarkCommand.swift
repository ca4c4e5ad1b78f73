import ArgumentParser

/// `nlptool benchmark`: the speed of the toolkit on this machine.
package struct BenchmarkCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Measures the toolkit's own speed on this machine.",
    discussion: """
      Each subcommand prints one JSON object: its settings, the number of runs, and the median of the \
      rate with its least and greatest value. Rates of two programs can be compared only if both were \
      measured on the same machine in the same minutes.
      """,
    subcommands: [
      BenchmarkTrainCommand.self, BenchmarkTrainTaggerCommand.self, BenchmarkTagCommand.self,
      BenchmarkGenerateCommand.self, BenchmarkTokenizeCommand.self,
      BenchmarkIngestCommand.self, BenchmarkClassifyCommand.self, BenchmarkEvaluateCommand.self,
      BenchmarkTranslateCommand.self, BenchmarkActivationsCommand.self,
    ])

  package init() {}
}
