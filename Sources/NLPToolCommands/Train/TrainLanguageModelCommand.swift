import ArgumentParser
import NLPToolkit

/// `nlptool train language-model`
struct TrainLanguageModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "language-model",
    abstract: "Train a model that predicts and writes text, character by character.",
    discussion: """
      With --input the text of the files is taken in order: the first part teaches, the last tenth \
      (--validation) chooses the epoch. With a store the documents of its splits are one text.
      --time-budget lets the learning rate come down within the time, so that the model is complete \
      then. Ctrl-C keeps the best model so far; --resume goes on from it.

      Example:
        nlptool train language-model --input shakespeare.txt --output shakespeare.nlpmodel
        nlptool generate --model shakespeare.nlpmodel --prompt "ROMEO:"
      """,
    aliases: ["lm"])

  @OptionGroup var text: TrainingTextOptions

  @Option(help: "The share of the characters of --input, the last of them, that validates.")
  var validation = 0.1

  @Option(
    help: "The share of the characters of --input, behind those that validate, to leave alone.")
  var test = 0.0

  @OptionGroup(title: "Training") var settings: LanguageModelSettings

  @Option(
    help: ArgumentHelp(
      "After each epoch, show so many characters that the model writes.", valueName: "n"))
  var sampleLength = 160

  @OptionGroup var options: TrainingOptions

  func validate() throws {
    if settings.file.printConfig { return }
    try text.checkGiven()
    guard (0..<1).contains(validation), (0..<1).contains(test), validation + test < 1 else {
      throw ValidationError("--validation and --test are shares from 0 to below 1, also together")
    }
    if !(0...1_000_000).contains(sampleLength) {
      throw ValidationError("--sample-length \(sampleLength): give 0 to 1000000")
    }
  }

  func run() async throws {
    let diagnostics = options.diagnosticOptions.makeDiagnostics()
    let recipe = try settings.recipe(seed: options.seed.seed)
    let lock = try options.reserve(reading: text.files + settings.files, settings.file)
    defer { withExtendedLifetime(lock) {} }
    let base = try settings.openBase()
    let trainer: LanguageModelTrainer
    if let joined = try text.openCorpora() {
      trainer = try LanguageModelTrainer(
        try CorpusText(joined, separator: recipe.separator, heldOut: recipe.heldOut),
        recipe: recipe, from: base)
    } else {
      trainer = try LanguageModelTrainer(
        try TextFiles(text.input, name: text.corpus.first, validation: validation, test: test),
        recipe: recipe, from: base)
    }
    let summary = trainer.summary
    let isOfBytes = trainer.recipe.model.symbol == .byte
    let unit = isOfBytes ? "bytes" : "characters"
    diagnostics.note(
      "\(summary.symbols) \(unit) to train on, \(summary.validationSymbols) for validation"
        + (summary.unknown > 0 ? " (\(summary.unknown) unknown)" : "")
        + "; \(summary.classes) different, \(summary.parameters) parameters")
    let run = TrainingRun(
      options: options, diagnostics: diagnostics,
      score: .loss(isOfBytes ? "nats/byte" : "nats/char"), rateUnit: unit,
      items: (unit, summary.symbols), epochs: trainer.recipe.training.epochs)
    try run.run(
      trainer,
      onEpoch: {
        guard sampleLength > 0, diagnostics.verbosity >= .normal else { return }
        let text = trainer.sample(length: sampleLength)
        for line in text.split(separator: "\n") { diagnostics.note("  | \(line)") }
      }
    ) { text in
      let model = trainer.model(
        name: options.model.modelName, summary: text.summary, sources: text.corpora,
        notes: text.notes)
      try model.write(to: options.model.output)
      let scores = model.card.metrics.map { metric in
        metric.name.replacing("validation ", with: "").replacing(" per ", with: "/") + " "
          + (metric.value.map { DecimalText.fixed($0, digits: 4) } ?? "n/a")
      }
      if !scores.isEmpty { diagnostics.note("validation: " + scores.joined(separator: ", ")) }
    }
  }
}
