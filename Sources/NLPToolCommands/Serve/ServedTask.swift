import NLPToolkit

/// What a server does with texts, by the names of the commands that do it.
package enum ServedTask: String, Sendable, Hashable, CaseIterable {
  case tag, classify, sentiment, tokenize, language, analyze, score, generate, translate

  /// The name of the embedded model that does it where a request names none; `nil` if no model does
  /// it, or none is embedded.
  package var standardModel: String? {
    switch self {
    case .tag: ModelOptions.standardTagger
    case .classify: ModelOptions.standardClassifier
    case .sentiment: ModelOptions.standardSentiment
    case .language: ModelOptions.standardLanguageRecognizer
    case .analyze: ModelOptions.standardTokenTagger
    case .score, .generate: ModelOptions.standardLanguageModel
    case .tokenize, .translate: nil
    }
  }

  /// A longer text would keep a thread busy for more than a few seconds.
  package var maximumBytes: Int {
    switch self {
    case .score: 1 << 16
    default: .max
    }
  }

  /// Whether a request may name the language of its texts.
  package var takesLanguage: Bool {
    switch self {
    case .tag, .classify, .sentiment, .tokenize, .analyze: true
    case .language, .score, .generate, .translate: false
    }
  }

  /// Whether a language may choose the model of a card for the task.
  package func isFor(_ card: ModelCard) -> Bool {
    switch self {
    case .tag: card.isTaggerOfNames
    case .classify: card.isClassifierOfTopics
    case .sentiment: card.isClassifierOfSentiments
    case .analyze: card.isTaggerOfWords
    case .tokenize, .language, .score, .generate, .translate: false
    }
  }

  /// Whether a model is needed.
  package var needsModel: Bool { self != .tokenize }
}
