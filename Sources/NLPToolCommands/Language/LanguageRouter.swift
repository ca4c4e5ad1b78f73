import NLPToolkit

extension Array {
  /// The elements that each model is for, by their indices; those without a model are left out.
  func indices<Model: AnyObject>(
    byModel model: (Element) -> Model?
  ) -> [(model: Model, indices: [Int])] {
    var groups: [ObjectIdentifier: (model: Model, indices: [Int])] = [:]
    for index in indices {
      guard let model = model(self[index]) else { continue }
      groups[ObjectIdentifier(model), default: (model, [])].indices.append(index)
    }
    return Array<(model: Model, indices: [Int])>(groups.values)
  }
}

/// Chooses a model for each document, by its language if that counts.
struct LanguageRouter<Model: AnyObject> {
  /// What is done with a document.
  struct Route {
    /// `und` where it cannot be told; `nil` where it does not count.
    var language: String?
    /// `nil` if no model reads the language.
    var model: Model?
    /// The name of the model.
    var name: String?

    /// Whose rules divide the text into words; `nil` for the model's own.
    var locale: String? { language == LanguageRecognizer.undetermined ? nil : language }

    /// What the output says of it.
    var choice: DocumentRecord.Choice? {
      language.map { DocumentRecord.Choice(language: $0, model: name) }
    }
  }

  /// The route of all documents.
  private let single: Route?
  private let recognizer: LanguageRecognizer?
  /// How many times as probable languages are that some model reads.
  private let hints: [String: Double]
  private let isStrict: Bool
  private let diagnostics: Diagnostics?
  /// The model for a language, or for text whose language cannot be told, and its name.
  private let find: (String?) throws -> (Model, String)?
  private var routes: [RouteKey: Route] = [:]

  /// A router that takes all documents to one model.
  init(_ model: Model, name: String? = nil, language: String? = nil) {
    single = Route(language: language, model: model, name: name)
    recognizer = nil
    hints = [:]
    isStrict = false
    diagnostics = nil
    find = { _ in nil }
  }

  /// A router that tells the languages of documents.
  ///
  /// - Parameters:
  ///   - languages: those that some model reads. Of languages that look alike, such as Hindi and
  ///     Awadhi, it is likelier one of them.
  ///   - isStrict: whether a language that no model reads is an error.
  ///   - diagnostics: is told once of each language that no model reads.
  ///   - find: gets a language, or `nil` for text whose language cannot be told.
  init(
    recognizer: LanguageRecognizer, languages: some Sequence<String>, isStrict: Bool,
    diagnostics: Diagnostics?,
    find: @escaping (String?) throws -> (Model, String)?
  ) {
    single = nil
    self.recognizer = recognizer
    hints = Dictionary(languages.map { ($0, Self.hint) }) { first, _ in first }
    self.isStrict = isStrict
    self.diagnostics = diagnostics
    self.find = find
  }

  /// The model that takes all documents; `nil` if there are several.
  var model: Model? { single?.model }

  /// So many characters tell the language of a text.
  private static var readCharacters: Int { 2000 }
  /// Chosen on sentences of 24 languages with models, full of names, and of 9 without: 94.3 and
  /// 99.2 % of them are told rightly, without a hint and with the usual threshold 90.1 and 99.7 %.
  private static var hint: Double { 8 }
  private static var minimumProbability: Double { 0.4 }

  /// - Throws: what opening a model throws, and in a strict run status 65 for a language that no
  ///   model reads, which says on which line of the input the text is.
  mutating func route(_ text: String, line: Int?) throws -> Route {
    if let single { return single }
    let best = recognizer?.hypotheses(
      for: String(text.prefix(Self.readCharacters)), maximumCount: 1, hints: hints
    ).first
    let isTold = best.map { $0.probability >= Self.minimumProbability } ?? false
    return try route(RouteKey(language: best?.language, isTold: isTold), line: line)
  }

  /// The route of a text whose language another router has told.
  ///
  /// - Parameter language: `nil` if it cannot be told.
  mutating func route(in language: String?, line: Int?) throws -> Route {
    if let single { return single }
    return try route(RouteKey(language: language, isTold: language != nil), line: line)
  }

  private mutating func route(_ key: RouteKey, line: Int?) throws -> Route {
    let route = try routes[key] ?? makeRoute(key)
    routes[key] = route
    if route.model == nil, isStrict {
      throw CommandError.badData(
        "\(line.map { "line \($0): " } ?? "")no model reads text in \(key.name); 'nlptool model "
          + "list' shows those there are")
    }
    return route
  }

  /// - Returns: for text whose language cannot be told, the model of the likeliest language if
  ///   there is one.
  private mutating func makeRoute(_ key: RouteKey) throws -> Route {
    var found = try key.language.flatMap { try find($0) }
    if found == nil, !key.isTold { found = try find(nil) }
    guard let (model, name) = found else {
      diagnostics?.warning(
        "no model reads text in \(key.name); 'nlptool model list' shows those there are")
      return Route(language: key.name)
    }
    return Route(language: key.name, model: model, name: name)
  }
}

/// What a route depends on.
private struct RouteKey: Hashable {
  /// The likeliest language; `nil` for text without letters.
  var language: String?
  /// Whether it is likely enough to be told.
  var isTold: Bool

  /// The tag that the output has.
  var name: String {
    isTold ? language ?? LanguageRecognizer.undetermined : LanguageRecognizer.undetermined
  }
}
