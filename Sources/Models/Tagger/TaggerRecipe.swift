import Neural
import Tokenization

/// Everything about the training of a ``SequenceTagger`` but the data: what a configuration file says.
public struct TaggerRecipe: Sendable, Hashable, Codable {
  public var tagger = TaggerConfiguration()
  public var training = TrainerConfiguration()
  /// Sentences in a batch.
  public var batchSize = 32
  /// How raw text is tokenized, in training and in use.
  public var tokenizer = Tokenizer.Configuration()
  /// Train and score on the corpus's own tokens rather than on those of the tokenizer.
  public var goldTokens = false
  /// The share of the training documents that validates where the corpus has no validation split.
  public var heldOut = 0.1

  public init() {}
}
