import NLPToolkit

/// The tokens and sentences of a text, as they are in its normal form and as they lie in the raw
/// text.
struct TokenizedText {
  /// The raw text.
  var text: String
  /// The normal form that was divided.
  var normal: NormalizedText
  /// Tokens and sentences of the normal form.
  var document: Document
  /// The language that chose the tokenizer; `nil` if none did.
  var language: String?

  init(
    _ text: String, tokenizer: Tokenizer, normalizer: Normalizer, language: String? = nil
  ) {
    self.text = text
    self.language = language
    normal = normalizer.align(text)
    document = tokenizer.document(normal.text)
  }
}
