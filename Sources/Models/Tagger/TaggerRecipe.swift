import Neural
import Text
import Tokenization

/// Everything about the training of a ``SequenceTagger`` but the data: what a configuration file
/// says.
public struct TaggerRecipe: Sendable, Hashable, Codable {
  /// The network.
  public var tagger = TaggerConfiguration()
  /// With 0 epochs there are as many as the size of the corpus asks for, see ``epochs(batches:)``.
  public var training = TrainerConfiguration()
  /// Sentences in a batch.
  public var batchSize = 16
  /// How raw text is tokenized, in training and in use.
  public var tokenizer = Tokenizer.Configuration()
  /// Train and score on the corpus's own tokens rather than on those of the tokenizer.
  public var goldTokens = false
  /// What the corpus's labels are called in the model, for those that it is to learn; empty for
  /// all, as they are. Spans of other labels are read as if they were not marked.
  public var labels: [String: String] = [:]
  /// The layers of tokens that are learned, such as `upos` and `lemma`, in place of spans; empty
  /// for spans.
  public var tokenLayers: [String] = []
  /// The share of the training documents that validates where the corpus has no validation split.
  public var heldOut = 0.1
  /// Copies of training sentences in other cases and with small faults.
  public var augmentation = SentenceAugmentation()

  /// Every setting at its default.
  public init() {
    training.epochs = 0
    training.checkpointStart = 0.5
  }

  /// A setting that is missing keeps its default, so that files of earlier versions can be read.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.tagger, into: &tagger)
    try values.read(.training, into: &training)
    try values.read(.batchSize, into: &batchSize)
    try values.read(.tokenizer, into: &tokenizer)
    try values.read(.goldTokens, into: &goldTokens)
    try values.read(.labels, into: &labels)
    try values.read(.tokenLayers, into: &tokenLayers)
    try values.read(.heldOut, into: &heldOut)
    try values.read(.augmentation, into: &augmentation)
  }

  /// The epochs of a training where none are given: so many that the weights are updated 3,000
  /// times, but 15 at least and 60 at most. Small corpora gain from more, larger ones are learned
  /// by heart.
  package static func epochs(batches: Int) -> Int { min(60, max(15, 3000 / max(1, batches))) }

  /// The spans of a corpus as the model is to see them.
  public func mapped(_ spans: [Span]) -> [Span] {
    if labels.isEmpty { return spans }
    return spans.compactMap { span in
      labels[span.label].map { Span(range: span.range, label: $0, score: span.score) }
    }
  }

  /// The most layers of tokens that one network learns.
  static let maximumTokenLayers = 16

  /// What is wrong with the settings and what to do, or `nil`.
  public var problem: String? {
    let checks: [(name: String, isFine: Bool, range: String)] = [
      ("batchSize", (1...65536).contains(batchSize), "1 to 65536"),
      ("wordDropout", (0...1e6).contains(tagger.wordDropout), "0 to 1000000"),
      ("heldOut", heldOut > 0 && heldOut < 1, "between 0 and 1"),
      (
        "tokenLayers",
        tokenLayers.count <= Self.maximumTokenLayers && Set(tokenLayers).count == tokenLayers.count
          && !tokenLayers.contains(""), "up to \(Self.maximumTokenLayers) different names"
      ),
    ]
    if let failed = checks.first(where: { !$0.isFine }) {
      return "\(failed.name) must be \(failed.range)"
    }
    return augmentation.problem ?? training.problem ?? tagger.problem
  }
}
