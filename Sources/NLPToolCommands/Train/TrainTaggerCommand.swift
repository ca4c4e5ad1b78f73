import ArgumentParser
import Glibc
import NLPToolkit

struct TrainTaggerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tagger",
    abstract: "Train a tagger of named entities, or of any other spans.",
    discussion: """
      The training split teaches, the validation split (or a held-out tenth of the training split) \
      chooses the epoch, and the test split is not looked at. Ctrl-C keeps the best model so far; \
      --resume goes on to the same bytes as a run without a break.

      Example:
        nlptool ingest news.db train.conll --corpus news
        nlptool train tagger news.db --corpus news --output news.nlpmodel
      """)

  @Argument(help: "The corpus store.")
  var database: String

  @Option(help: "The corpus to train on; several are joined.")
  var corpus: [String]

  @Option(name: .shortAndLong, help: "The model file to write.")
  var output: String

  @Option(
    help: ArgumentHelp(
      "A YAML file with what the model's card says of it: summary, corpora, notes.",
      valueName: "file"))
  var card: String?

  @Option(help: "The name on the model's card (default: that of the file).")
  var name: String?

  @OptionGroup(title: "Training") var settings: TaggerSettings

  @Flag(help: "Go on from the checkpoint that a stopped run has left beside the output.")
  var resume = false

  @Option(help: "Stop after this time and keep the best so far: 90s, 5m, 2h.")
  var timeBudget: TimeBudget?

  @Flag(help: "Exit with status 65 if a span does not fit the tokens.")
  var strict = false

  @OptionGroup var seed: SeedOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnosticOptions: DiagnosticOptions

  func validate() throws {
    guard !output.isEmpty, !output.hasSuffix("/") else {
      throw ValidationError("--output \(output): name a file, such as news.nlpmodel")
    }
  }

  func run() async throws {
    let diagnostics = diagnosticOptions.makeDiagnostics()
    let recipe = try settings.recipe(seed: seed.seed)
    let store = try CorpusStore(path: database, mode: .readOnly)
    let trainer = try TaggerTrainer(
      JoinedCorpus(try corpus.map { try store.corpus(named: $0) }), recipe: recipe)
    try report(trainer.summary, to: diagnostics)

    let checkpoint = output + ".checkpoint"
    if resume {
      try trainer.resume(from: checkpoint)
      diagnostics.note("resuming after epoch \(trainer.history.count)")
    }
    try Self.checkWritable(output)
    let pool = ThreadPool(threads: threads.count)
    let isComplete = try Interruption.whilePolling {
      try train(trainer, pool: pool, checkpoint: checkpoint, diagnostics: diagnostics)
    }
    guard !trainer.history.isEmpty else {
      throw CommandError.interrupted()
    }
    let said = try card.map { try RecipeFile(path: $0).apply(to: CardText()) } ?? CardText()
    let tagger = trainer.tagger(
      name: name ?? Self.modelName(of: output), summary: said.summary, sources: said.sources,
      notes: said.notes)
    try tagger.write(to: output)
    try TrainingCurve(trainer.history, title: tagger.card.name, score: "validation F1")
      .write(beside: output)
    report(trainer.history, isComplete: isComplete, to: diagnostics)
    if Interruption.isRequested { throw CommandError.interrupted(resume: resumeCommand) }
    if isComplete { unlink(checkpoint) }
  }

  private func train(
    _ trainer: TaggerTrainer, pool: ThreadPool, checkpoint: String, diagnostics: Diagnostics
  ) throws -> Bool {
    let clock = ContinuousClock()
    let deadline = timeBudget.map { clock.now + $0.duration }
    let progress = diagnostics.progress(
      "Training", total: trainer.summary.sentences * trainer.recipe.training.epochs,
      unit: "sentences")
    defer { progress.finish() }
    return try trainer.run(
      pool: pool, checkpoint: checkpoint,
      onEvent: { event in
        switch event {
        case .step(let epoch, let batch, let batches, let loss):
          let share = (Double(epoch - 1) + Double(batch) / Double(batches))
          progress.update(
            to: Int(share * Double(trainer.summary.sentences)),
            remark: "epoch \(epoch), loss \(DecimalText.fixed(loss, digits: 3))")
        case .epoch(let epoch):
          diagnostics.note(Self.line(epoch))
        }
      },
      shouldStop: {
        Interruption.isRequested || deadline.map { clock.now >= $0 } ?? false
      })
  }

  private static func line(_ epoch: EpochSummary) -> String {
    let score = epoch.validationScore.map { DecimalText.fixed(100 * $0, digits: 2) } ?? "n/a"
    let rate = epoch.seconds > 0 ? Double(epoch.units) / epoch.seconds : 0
    return
      "epoch \(epoch.epoch): loss \(DecimalText.fixed(epoch.loss, digits: 3)), validation F1 \(score)"
      + (epoch.isBest ? " (best)" : "") + ", \(Progress.abbreviated(rate)) tokens/s"
  }

  private func report(_ summary: TaggerTrainer.Summary, to diagnostics: Diagnostics) throws {
    let part = summary.isValidationHeldOut ? "held out" : "for validation"
    diagnostics.note(
      "\(corpus.joined(separator: ", ")): \(summary.sentences) sentences (\(summary.tokens) tokens) to train on, "
        + "\(summary.validationSentences) \(part); "
        + "\(summary.labels.count) labels: \(summary.labels.joined(separator: " "))")
    diagnostics.detail("\(summary.words) words, \(summary.parameters) parameters")
    let misaligned = summary.misaligned
    guard !misaligned.isEmpty else { return }
    let text =
      "\(misaligned.count) of \(summary.spans) spans do not fit the tokens and are left out"
    let shown = diagnostics.verbosity == .verbose ? misaligned.count : 10
    for span in misaligned.prefix(shown) { diagnostics.note("  \(span)") }
    if misaligned.count > shown {
      diagnostics.note("  and \(misaligned.count - shown) more; --verbose lists all")
    }
    if strict {
      throw CommandError.badData(
        "corpus \(corpus.joined(separator: ", ")): \(text); see the list above")
    }
    diagnostics.warning(text)
  }

  private func report(
    _ history: [EpochSummary], isComplete: Bool, to diagnostics: Diagnostics
  ) {
    guard let best = history.last(where: \.isBest) else { return }
    let score = best.validationScore.map { DecimalText.fixed(100 * $0, digits: 2) } ?? "n/a"
    let seconds = history.reduce(0) { $0 + $1.seconds }
    diagnostics.note(
      "\(output): the weights of epoch \(best.epoch), validation F1 \(score), "
        + "trained in \(Progress.clock(seconds: seconds))")
    if !isComplete { diagnostics.note("stopped early; to go on: \(resumeCommand)") }
  }

  /// The command line that goes on from the checkpoint.
  private var resumeCommand: String {
    let arguments = CommandLine.arguments.dropFirst().filter { $0 != "--resume" }
    let quoted = arguments.map { argument in
      argument.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,".contains($0) }
        ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
    }
    return (["nlptool"] + quoted + ["--resume"]).joined(separator: " ")
  }

  /// Fails before the training rather than after it.
  private static func checkWritable(_ path: String) throws {
    var folder = "."
    if let slash = path.lastIndex(of: "/") { folder = String(path[...slash]) }
    guard access(folder, W_OK) == 0 else {
      throw CommandError.cannotCreate(
        "\(path): \(systemErrorText(errno)); choose a place that can be written")
    }
  }

  private static func modelName(of path: String) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? path
    if name.hasSuffix(".nlpmodel") { name.removeLast(".nlpmodel".count) }
    return name
  }
}

/// What people have to say about a model.
private struct CardText: Codable {
  var summary = ""
  /// By the name of the corpus.
  var corpora: [String: Source] = [:]
  var notes: [String] = []

  struct Source: Codable {
    var licence: String
    var attribution: String
  }

  var sources: [String: (licence: String, attribution: String)] {
    corpora.mapValues { ($0.licence, $0.attribution) }
  }
}

extension MisalignedSpan: CustomStringConvertible {
  /// The span in one line: where, what, why, and what would fit.
  public var description: String {
    let place = document.map { "\($0): " } ?? ""
    let why =
      switch reason {
      case .splitsToken: "splits a token"
      case .coversNoToken: "covers no token"
      case .overlaps: "overlaps the span before it"
      case .crossesSentences: "crosses the end of a sentence"
      }
    let fits = nearest.map { ", nearest \($0.lowerBound)..<\($0.upperBound)" } ?? ""
    return "\(place)\(label) \"\(text)\" at bytes \(range.lowerBound)..<\(range.upperBound) "
      + "\(why)\(fits)"
  }
}
