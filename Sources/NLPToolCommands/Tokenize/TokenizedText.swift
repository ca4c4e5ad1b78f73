import NLPToolkit

/// The tokens and sentences of a text, as they are in its normal form and as they lie in the raw text.
struct TokenizedText {
  /// The raw text.
  var text: String
  /// The normal form that was divided.
  var normal: NormalizedText
  /// Tokens and sentences of the normal form.
  var document: Document

  init(_ text: String, tokenizer: Tokenizer, normalizer: Normalizer) {
    self.text = text
    normal = normalizer.align(text)
    document = tokenizer.document(normal.text)
  }
}
