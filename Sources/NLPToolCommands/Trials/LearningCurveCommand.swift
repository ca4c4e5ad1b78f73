import ArgumentParser
import NLPToolkit

/// The forms of a learning curve.
enum LearningCurveFormat: String, OutputFormat {
  case text, jsonl, svg, html

  static let standard = Self.text
}

/// `nlptool learning-curve`: what more training data brings.
struct LearningCurveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learning-curve",
    abstract: "Trains on growing parts of a corpus: would more data help?",
    subcommands: [LearningCurveClassifierCommand.self, LearningCurveTaggerCommand.self])

  /// What the help of both subcommands says.
  static let explanation = """
    Each size is a share of the training documents; smaller ones are parts of larger ones, and each \
    label has its share. Scores are those of cross-validation, so that one division of the data \
    does not decide; --own-splits scores on the test split instead.
    """
}

struct LearningCurveClassifierCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classifier",
    abstract: "The learning curve of a classifier of texts.",
    discussion: LearningCurveCommand.explanation + """


      Examples:
        nlptool learning-curve classifier tickets.db --corpus tickets
        nlptool learning-curve classifier tickets.db --corpus tickets --sizes 5%,20%,100% --format svg > curve.svg
      """)

  @OptionGroup var corpora: TrainingCorpusOptions
  @OptionGroup var settings: ClassifierTrialSettings
  @OptionGroup var sizes: SizeOptions
  @OptionGroup(title: "Trials") var trials: TrialOptions
  @OptionGroup var format: FormatOptions<LearningCurveFormat>

  func run() async throws {
    try LearningCurve(
      corpora: corpora, settings: settings, sizes: sizes, options: trials, format: format.format
    ).run()
  }
}

struct LearningCurveTaggerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tagger",
    abstract: "The learning curve of a tagger of entities, or of a layer of tokens.",
    discussion: LearningCurveCommand.explanation + """


      Examples:
        nlptool learning-curve tagger news.db --corpus news --own-splits
        nlptool learning-curve tagger news.db --corpus news --sizes 10%,50%,100% --folds 3
      """)

  @OptionGroup var corpora: TrainingCorpusOptions
  @OptionGroup var settings: TaggerTrialSettings
  @OptionGroup var sizes: SizeOptions
  @OptionGroup(title: "Trials") var trials: TrialOptions
  @OptionGroup var format: FormatOptions<LearningCurveFormat>

  func run() async throws {
    try LearningCurve(
      corpora: corpora, settings: settings, sizes: sizes, options: trials, format: format.format
    ).run()
  }
}

/// `--sizes`.
struct SizeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The shares of the training documents, apart by commas.", valueName: "sizes")
  )
  var sizes = ShareList(shares: [0.1, 0.2, 0.4, 0.7, 1])
}

/// Shares as people write them: `10%,30%,100%`, or `0.1,0.3,1`.
struct ShareList: ExpressibleByArgument, Hashable, CustomStringConvertible {
  /// In 0...1, different and ascending.
  let shares: [Double]

  init(shares: [Double]) { self.shares = shares }

  init?(argument: String) {
    var shares: [Double] = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let text = word.trimmingBlanks()
      let isPercent = text.hasSuffix("%")
      guard let value = Double(isPercent ? String(text.dropLast()) : text) else { return nil }
      let share = isPercent ? value / 100 : value
      guard share > 0, share <= 1 else { return nil }
      shares.append(share)
    }
    self.shares = Set(shares).sorted()
    if self.shares.count > 50 { return nil }
  }

  var description: String {
    shares.map { share in
      let percent = DecimalText.fixed(100 * share, digits: 2)
      return (percent.hasSuffix(".00") ? String(percent.dropLast(3)) : percent) + "%"
    }.joined(separator: ",")
  }

  var defaultValueDescription: String { description }
}
