import NLPToolCommands
import NLPToolkit

/// A request for answers to texts.
struct AnswerRequest: Sendable {
  var texts: [String]
  /// Whether there is one text, whose answer is an object rather than an array of objects.
  var isSingle: Bool
  var lane: BatchLane

  /// - Throws: 404 for a model that is not served, 422 for what cannot be done.
  init(
    _ fields: RequestFields, task: ServedTask, models: ModelStore.Models, limits: ServiceLimits
  ) throws(ServiceError) {
    var fields = fields
    try fields.refuseNull("text", "texts")
    let text = try fields.string("text")
    let several = try fields.strings("texts")
    lane = try BatchLane(&fields, task: task, models: models)
    try fields.finish()
    switch (text, several) {
    case (let text?, nil): (texts, isSingle) = ([text], true)
    case (nil, let several?): (texts, isSingle) = (several, false)
    case (nil, nil): throw .unprocessable("no text; give \"text\" or an array \"texts\"")
    default: throw .unprocessable("\"text\" and \"texts\" exclude each other; give one of them")
    }
    guard texts.count <= limits.texts else {
      throw .beyond(
        "max-texts", limits.texts,
        "\(texts.count) texts; give at most \(limits.texts), or a stream of lines "
          + "(application/x-ndjson)")
    }
    for (index, text) in texts.enumerated() {
      let place = isSingle ? "\"text\"" : "\"texts\"[\(index)]"
      let limit = min(limits.textBytes, task.maximumBytes)
      guard text.utf8.count <= limit else {
        throw .beyond(
          "max-text", limit, "\(place) has \(text.utf8.count) bytes; give at most \(limit)")
      }
      if let problem = lane.model.problem(of: text) {
        throw .unprocessable("\(place): \(problem)")
      }
    }
  }

  var records: [DocumentRecord] {
    texts.map { DocumentRecord(document: Document(text: $0), origin: .text) }
  }
}

extension BatchLane {
  /// The model and the options that a request names.
  init(
    _ fields: inout RequestFields, task: ServedTask, models: ModelStore.Models
  ) throws(ServiceError) {
    self.task = task
    let name = try fields.string("model")
    let language = task.takesLanguage ? try Self.language(&fields) : nil
    let isAutomatic = language == LanguageOptions.automatic
    model = try models.model(named: name, for: task, language: language)
    languages = isAutomatic ? try models.languages(named: name, model, for: task) : nil
    var options = AnswerOptions()
    options.language = language
    options.offsets = try fields.choice("offsets", of: OffsetUnit.self) ?? .scalar
    switch task {
    case .tag:
      options.nBest = try fields.integer("n_best", in: 1...100)
    case .classify, .sentiment:
      if task == .classify { options.top = try fields.integer("top", in: 1...10_000) }
      options.threshold = try fields.number("threshold", in: 0...1)
      options.explain = try fields.flag("explain")
      options.sentences = try fields.flag("sentences")
    case .tokenize:
      options.style = try fields.choice("style", of: Tokenizer.Style.self) ?? .unicode
    case .language:
      options.top = try fields.integer("top", in: 1...10_000)
      options.among = try fields.names("among")
      if options.among?.isEmpty == true {
        throw .unprocessable("\"among\" is empty; name one or more, such as de")
      }
    case .analyze:
      options.layers = try fields.names("layers")
      if options.layers?.isEmpty == true {
        throw .unprocessable("\"layers\" is empty; name one or more, such as upos")
      }
    case .translate:
      options.beam = try fields.integer("beam", in: 1...64) ?? options.beam
    case .score, .generate: break
    }
    for model in languages?.models ?? [model] {
      if let problem = model.problem(of: options) { throw .unprocessable(problem) }
    }
    self.options = options
    entities =
      options.layers?.contains("entities") == true
      ? try models.model(named: nil, for: .tag, language: language) : nil
  }

  /// The tag of a language, or `auto`.
  private static func language(_ fields: inout RequestFields) throws(ServiceError) -> String? {
    guard let language = try fields.string("language") else { return nil }
    guard isTag(language) else {
      throw .unprocessable(
        "\"language\": '\(language)'; give a tag such as sv or zh-Hant, or auto")
    }
    return language
  }

  private static func isTag(_ text: String) -> Bool {
    (1...35).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        byte == 0x2D || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
      }
  }
}
