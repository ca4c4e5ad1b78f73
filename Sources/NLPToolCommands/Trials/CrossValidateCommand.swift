import ArgumentParser
import NLPToolkit

/// `nlptool cross-validate`: scores that do not hang on one division of the data or on one seed.
struct CrossValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cross-validate",
    abstract: "Trains on all but one part of a corpus and scores on that one, for each part.",
    subcommands: [CrossValidateClassifierCommand.self, CrossValidateTaggerCommand.self])

  /// What the help of both subcommands says.
  static let explanation = """
    The training and the validation split are divided into folds, by a hash of the text: texts that \
    differ in case and punctuation alone stay together, and each label is spread over all folds. The \
    test split is not looked at. Shown are the scores of each training and their mean and standard \
    deviation. With --compare a second setting is trained on the same folds, and the difference is \
    tested, over the trainings and over the documents. No model is written.
    """
}

struct CrossValidateClassifierCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classifier",
    abstract: "Cross-validate a classifier of texts.",
    discussion: CrossValidateCommand.explanation + """


      Examples:
        nlptool cross-validate classifier tickets.db --corpus tickets
        nlptool cross-validate classifier tickets.db --corpus tickets --folds 10 --seeds 3
        nlptool cross-validate classifier tickets.db --corpus tickets --compare "--architecture ngrams"
        nlptool cross-validate classifier tickets.db --corpus tickets --own-splits --seeds 5
      """)

  @OptionGroup var corpora: TrainingCorpusOptions
  @OptionGroup var settings: ClassifierTrialSettings
  @OptionGroup(title: "Trials") var trials: TrialOptions
  @OptionGroup var comparison: TrialComparisonOptions
  @OptionGroup var format: FormatOptions<TrialFormat>

  func run() async throws {
    try CrossValidation(
      corpora: corpora, settings: settings, options: trials, comparison: comparison,
      format: format.format
    ).run()
  }
}

struct CrossValidateTaggerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tagger",
    abstract: "Cross-validate a tagger of entities, or of a layer of tokens.",
    discussion: CrossValidateCommand.explanation + """


      Examples:
        nlptool cross-validate tagger news.db --corpus news
        nlptool cross-validate tagger news.db --corpus news --cell lstm --compare "--cell gru"
        nlptool cross-validate tagger trees.db --corpus trees --layer upos --time-budget 2m
      """)

  @OptionGroup var corpora: TrainingCorpusOptions
  @OptionGroup var settings: TaggerTrialSettings
  @OptionGroup(title: "Trials") var trials: TrialOptions
  @OptionGroup var comparison: TrialComparisonOptions
  @OptionGroup var format: FormatOptions<TrialFormat>

  func run() async throws {
    try CrossValidation(
      corpora: corpora, settings: settings, options: trials, comparison: comparison,
      format: format.format
    ).run()
  }
}

/// A second setting on the same data.
struct TrialComparisonOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Try these options, too, in place of those given, and test the difference. They are one "
        + "argument: --compare \"--cell gru --hidden 64\".", valueName: "options"))
  var compare: String?

  @Option(help: ArgumentHelp("How often the test over documents draws anew.", valueName: "n"))
  var samples = 1000

  func validate() throws {
    if !(1...1_000_000).contains(samples) {
      throw ValidationError("--samples \(samples): give a number from 1 to 1000000")
    }
  }
}
