import ArgumentParser
import NLPToolkit

/// Which trainings an experiment has, whatever is trained.
struct TrialOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Divide the corpus into so many parts.", valueName: "k"))
  var folds = 5

  @Option(help: ArgumentHelp("Train with so many seeds, from --seed on.", valueName: "n"))
  var seeds = 1

  @Flag(help: "Train on the corpus's training split and score on its test split, without folds.")
  var ownSplits = false

  @Flag(help: "Divide the test split, too, which is left alone otherwise.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "Keep documents together whose identifiers are the same up to the last of these, such as \"/\".",
      valueName: "separator"))
  var groupBy: String?

  @Option(help: "Train each model within this time: 90s, 5m.")
  var timeBudget: TimeBudget?

  @OptionGroup var seed: SeedOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    if !(2...100).contains(folds) {
      throw ValidationError("--folds \(folds): give a number from 2 to 100")
    }
    if !(1...100).contains(seeds) {
      throw ValidationError("--seeds \(seeds): give a number from 1 to 100")
    }
    if ownSplits, all || groupBy != nil {
      throw ValidationError("--own-splits makes no folds; leave out --all and --group-by")
    }
  }

  var plan: TrialPlan {
    var plan = TrialPlan()
    plan.folds = ownSplits ? nil : folds
    plan.seeds = (0..<UInt64(seeds)).map { seed.seed &+ $0 }
    if all { plan.splits.append(.test) }
    plan.foldSeed = seed.seed
    plan.groupSeparator = groupBy
    return plan
  }

  /// What the trainings have in common, in a line.
  var phrase: String {
    let seeds = seeds == 1 ? "1 seed" : "\(seeds) seeds"
    return ownSplits ? "\(seeds), the corpus's own splits" : "\(folds) folds, \(seeds)"
  }
}

/// The forms in which trials are shown.
enum TrialFormat: String, OutputFormat {
  case text, jsonl, html

  static let standard = Self.text
}
