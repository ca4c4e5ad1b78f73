import ArgumentParser
import NLPToolkit

/// `--language`: what chooses the model and the rules of words.
package struct LanguageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The language of the text, such as sv, or auto, which has it told for each document. It chooses the "
        + "rules of words and, unless --model gives one, the model.", valueName: "tag|auto"))
  package var language: String?

  /// The value that has languages told.
  package static let automatic = "auto"

  package init() {}

  package func validate() throws {
    guard let language else { return }
    let isTag = language.utf8.allSatisfy { byte in
      byte == 0x2D || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }
    if language.isEmpty || !isTag || language.utf8.count > 35 {
      throw ValidationError("--language \(language): give a tag such as sv or zh-Hant, or auto")
    }
  }

  /// Makes a router that opens models of a kind as languages ask for them.
  ///
  /// - Parameters:
  ///   - options: the model that was given, and where others are found.
  ///   - standard: the name of the model where neither model nor language is given.
  ///   - fits: whether a model does what is to be done, by its card.
  ///   - open: makes the model of a file.
  func router<Model: AnyObject>(
    _ options: ModelOptions, standard: String, fits: @escaping (ModelCard) -> Bool,
    isStrict: Bool, diagnostics: Diagnostics, open: @escaping (ModelFile) throws -> Model
  ) throws -> LanguageRouter<Model> {
    guard let language else {
      return LanguageRouter(try open(options.open(standard: standard)))
    }
    let catalog = try options.folder.catalog()
    let given = try options.model.map { try catalog.open($0) }
    guard language == Self.automatic else {
      guard let file = given ?? catalog.model(for: language, where: fits) else {
        throw CommandError.noInput(
          "no model for text in \(language); 'nlptool model list' shows those there are, and --model "
            + "names one")
      }
      return LanguageRouter(try open(file), name: try file.card().name, language: language)
    }
    /// By the names of their files: languages share a model.
    var models: [String: Model] = [:]
    let languages =
      try given.map { try $0.card() }.map { Set($0.languages ?? [$0.language]) }
      ?? catalog.languages(where: fits)
    return LanguageRouter(
      recognizer: try Self.recognizer(in: catalog), languages: languages, isStrict: isStrict,
      diagnostics: diagnostics
    ) { language in
      var file = given
      if let given, let language, try !given.card().reads(language) { file = nil }
      if given == nil { file = catalog.model(for: language, where: fits) }
      guard let file else { return nil }
      let model = try models[file.name] ?? open(file)
      models[file.name] = model
      return (model, try file.card().name)
    }
  }

  /// The recognizer that tells languages.
  static func recognizer(in catalog: ModelCatalog) throws -> LanguageRecognizer {
    try LanguageRecognizer(catalog.named(ModelOptions.standardLanguageRecognizer))
  }
}
