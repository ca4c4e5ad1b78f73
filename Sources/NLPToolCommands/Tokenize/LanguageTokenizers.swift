import NLPToolkit
import Synchronization

/// Tokenizers for the languages of documents, which it tells.
final class LanguageTokenizers: Sendable {
  private let recognizer: LanguageRecognizer
  private let configuration: Tokenizer.Configuration
  /// By language.
  private let tokenizers = Mutex<[String: Tokenizer]>([:])

  /// So many characters tell the language of a text.
  private static let readCharacters = 2000

  /// - Parameter configuration: of all tokenizers, apart from the locale; of texts whose language
  ///   cannot be told, with it.
  init(recognizer: LanguageRecognizer, configuration: Tokenizer.Configuration) {
    self.recognizer = recognizer
    self.configuration = configuration
  }

  /// The language of a text, `und` if it cannot be told, and the tokenizer for it.
  func choice(for text: String) -> (language: String, tokenizer: Tokenizer) {
    let language = recognizer.language(of: String(text.prefix(Self.readCharacters)))
    let tokenizer = tokenizers.withLock { tokenizers in
      if let tokenizer = tokenizers[language] { return tokenizer }
      var configuration = configuration
      if language != LanguageRecognizer.undetermined { configuration.locale = language }
      let tokenizer = Tokenizer(configuration)
      tokenizers[language] = tokenizer
      return tokenizer
    }
    return (language, tokenizer)
  }
}
