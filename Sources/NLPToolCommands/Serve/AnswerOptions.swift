import NLPToolkit

/// What a request asks for beside its texts, by the names of the commands' options.
package struct AnswerOptions: Sendable, Hashable {
  /// What offsets count.
  package var offsets = OffsetUnit.scalar
  /// The language of the text, whose rules divide it into words; `nil` for the model's.
  package var language: String?
  /// How many alternative taggings each text gets; `nil` for none.
  package var nBest: Int?
  /// How many labels, or languages, have their probabilities shown; `nil` for all, or one.
  package var top: Int?
  /// Below this probability a text has no label.
  package var threshold: Double?
  /// Whether what speaks for a label is shown.
  package var explain = false
  /// Whether each sentence gets a label, too.
  package var sentences = false
  /// The layers of tokens that are shown, `entities` among them; `nil` for all layers.
  package var layers: Set<String>?
  /// How words are divided.
  package var style = Tokenizer.Style.unicode
  /// The only languages that come into question; `nil` for all.
  package var among: Set<String>?
  /// How many beginnings of translations are followed.
  package var beam = 5

  /// What an answer is written as.
  package var form = Form.jsonl

  /// The forms of answers.
  package enum Form: Sendable, Hashable {
    /// The objects of `--format jsonl`.
    case jsonl
    /// Tokens and their tags, or the columns of Universal Dependencies.
    case conll, conllu
    /// Tokens as elements, within those of their entities.
    case xml
    /// An entity a line, with the numbers of its tokens.
    case vertical
  }

  package init() {}
}
