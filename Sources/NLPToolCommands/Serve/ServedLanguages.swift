import NLPToolkit

/// Chooses among the models of a server by the language of a text, as `--language auto` does.
package struct ServedLanguages: Sendable {
  let recognizer: LanguageRecognizer
  /// Those among which the language chooses.
  package let models: [ServedModel]
  /// Those for the entities of an analysis.
  package let taggers: [ServedModel]

  /// - Parameter recognizer: tells languages; `nil` is returned for a model of another kind.
  package init?(recognizer: ServedModel, models: [ServedModel], taggers: [ServedModel] = []) {
    guard case .recognizer(let recognizer) = recognizer.content else { return nil }
    self.recognizer = recognizer
    self.models = models
    self.taggers = taggers
  }

  /// A router to the networks of models.
  func router<Network: AnyObject>(
    among models: [ServedModel], _ network: @escaping (ServedModel) -> Network?
  ) -> LanguageRouter<Network> {
    LanguageRouter(
      recognizer: recognizer, languages: Set(models.flatMap(\.languages)), isStrict: false,
      diagnostics: nil
    ) { language in
      guard let model = models.model(for: language), let card = model.card else { return nil }
      return network(model).map { ($0, card.name) }
    }
  }
}

extension ServedLanguages: Equatable {
  package static func == (left: Self, right: Self) -> Bool {
    left.recognizer === right.recognizer && left.models.elementsEqual(right.models, by: ===)
      && left.taggers.elementsEqual(right.taggers, by: ===)
  }
}

extension [ServedModel] {
  /// The model for text in a language, as ``ModelCatalog/model(for:where:)`` chooses it.
  package func model(for language: String?) -> ServedModel? {
    ModelCatalog.choice(among: self, for: language) { model in
      model.card.map { (model, $0, isEmbedded: model.isEmbedded) }
    }
  }
}
