import ArgumentParser
import NLPToolkit

/// `nlptool model verify`: reads all of a model and says whether it can be used.
struct ModelVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check models: header, card, vocabularies, shapes and numbers.",
    discussion: """
      Without a model all that 'nlptool model list' shows are checked. Exits 65 if one of them can't be used.

      Example:
        nlptool model verify en-entities
      """)

  @Argument(
    help: ArgumentHelp("Model files or names of models.", valueName: "model"))
  var models: [String] = []

  @OptionGroup var folder: ModelFolderOptions

  func run() throws {
    let catalog = try folder.catalog()
    let entries = models.isEmpty ? catalog.entries() : []
    let names = models.isEmpty ? entries.map(\.name) : models
    var failures: [CommandError] = []
    for name in names {
      do {
        let file = try entries.first { $0.name == name }?.file() ?? catalog.open(name)
        let card = try file.card()
        _ = try file.vocabularies()
        try file.verify()
        switch card.kind {
        case .tagger: _ = try SequenceTagger(file)
        case .tokenTagger: _ = try TokenTagger(file)
        case .languageModel: _ = try CharacterLanguageModel(file)
        case .vectors: _ = try WordVectors(file)
        case .languageRecognizer: _ = try LanguageRecognizer(file)
        case .classifier: _ = try TextClassifier(file)
        case .translator: _ = try Translator(file)
        case .soundClassifier: _ = try SoundClassifier(file)
        case .speechRecognizer: _ = try SpeechRecognizer(file)
        }
        if !file.hasChecksum {
          Diagnostics().warning(
            "\(name): has no checksum, so that not all damage could be seen; "
              + "'nlptool model export' writes it with one")
        }
        try Output.standard.writeLine(
          "\(name): ok, \(card.kind.rawValue), \(file.tensors.count) tensors, hash \(file.hash)")
      } catch {
        failures.append(CommandError(error))
      }
    }
    guard let last = failures.popLast() else { return }
    for failure in failures { writeToStandardError("nlptool: \(failure.message)\n") }
    throw last
  }
}
