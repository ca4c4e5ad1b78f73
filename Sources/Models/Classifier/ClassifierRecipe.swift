import Neural
import Text
import Tokenization

/// Everything about the training of a ``TextClassifier`` but the data: what a configuration file
/// says.
public struct ClassifierRecipe: Sendable, Hashable, Codable {
  /// The sizes of the network.
  public var classifier = ClassifierConfiguration()
  /// How the network is trained.
  public var training = TrainerConfiguration()
  /// The greatest learning rate of the weights of n-grams, which go down the plain gradient.
  public var ngramLearningRate = 16.0
  /// What an n-gram that a text has counts.
  public var ngramScale = NGramScale.rarity
  /// Texts in a batch, at most; see `minimumBatches`.
  public var batchSize = 32
  /// Small corpora have batches of fewer texts, but of no fewer than four, so that an epoch has so
  /// many: with twenty texts in one batch an epoch would be a single step. 0 keeps `batchSize` for
  /// all corpora.
  public var minimumBatches = 20
  /// Large corpora are read less often than `training.epochs` says, so that no more tokens are read
  /// in all, but at least four times.
  public var maximumTokensRead = 30_000_000
  /// How raw text is tokenized, in training and in use.
  public var tokenizer = Tokenizer.Configuration()
  /// How many labels a text has.
  public var labelling = Labelling.automatic
  /// The share of a text's class that training gives to all classes alike.
  public var labelSmoothing = 0.05
  /// How much the loss of a text counts, by its class.
  public var classWeights = ClassWeights.none
  /// Weights of single classes, on top of `classWeights`.
  public var weights: [String: Double] = [:]
  /// How far rare classes are drawn more often: from 0, not at all, to 1, as often as the most
  /// frequent one.
  public var oversampling = 0.0
  /// The share of the loss that is of the class scores of both parts together; the rest is of each
  /// part's own scores, which keeps one part from leaving the work to the other.
  public var jointLoss = 0.25
  /// What the best epoch is the best in.
  public var metric = Metric.accuracy
  /// The share of the training texts that validates where the corpus has no validation split.
  public var heldOut = 0.1

  /// What an n-gram that a text has counts.
  public enum NGramScale: String, Sendable, Hashable, Codable, CaseIterable {
    /// How rare it is.
    case rarity
    /// By how much it speaks for some class: the greatest of its absolute log-count ratios of naive
    /// Bayes, of each class against the rest (Wang and Manning 2012).
    case ratio
    /// The product of both.
    case product
  }

  /// How many labels a text may have.
  public enum Labelling: String, Sendable, Hashable, Codable, CaseIterable {
    /// Several, if a text of the training split has none or more than one.
    case automatic
    case single
    case several
  }

  /// How much the errors of each label count.
  public enum ClassWeights: String, Sendable, Hashable, Codable, CaseIterable {
    case none
    /// n / (K · n of the class) for n texts and K classes.
    case balanced
  }

  /// What chooses the epoch.
  public enum Metric: String, Sendable, Hashable, Codable, CaseIterable {
    /// The share of texts whose labels are all right.
    case accuracy
    /// The mean of the classes' F1.
    case macroF1 = "macro-f1"
    /// The negative validation loss.
    case loss
  }

  /// The settings that suit most corpora.
  public init() {
    training.epochs = 12
    training.learningRate = 0.003
    training.averageDecay = 0.995
    training.patience = 6
  }

  /// A setting that is missing keeps its default, so that files of earlier versions can be read.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.classifier, into: &classifier)
    try values.read(.training, into: &training)
    try values.read(.ngramLearningRate, into: &ngramLearningRate)
    try values.read(.ngramScale, into: &ngramScale)
    try values.read(.batchSize, into: &batchSize)
    try values.read(.minimumBatches, into: &minimumBatches)
    try values.read(.maximumTokensRead, into: &maximumTokensRead)
    try values.read(.tokenizer, into: &tokenizer)
    try values.read(.labelling, into: &labelling)
    try values.read(.labelSmoothing, into: &labelSmoothing)
    try values.read(.classWeights, into: &classWeights)
    try values.read(.weights, into: &weights)
    try values.read(.oversampling, into: &oversampling)
    try values.read(.jointLoss, into: &jointLoss)
    try values.read(.metric, into: &metric)
    try values.read(.heldOut, into: &heldOut)
  }

  /// Whether training counts which classes have an n-gram.
  var readsRatios: Bool { classifier.hasNGrams && ngramScale != .rarity }

  /// The texts in a batch for so many texts to train on.
  func batchSize(for texts: Int) -> Int {
    minimumBatches == 0
      ? batchSize : min(batchSize, max(Self.leastBatchSize, texts / minimumBatches))
  }

  private static let leastBatchSize = 4

  /// What is wrong with the settings and what to do, or `nil`.
  public var problem: String? {
    let checks: [(name: String, isFine: Bool, range: String)] = [
      ("epochs", (1...1_000_000).contains(training.epochs), "1 to 1000000"),
      ("batchSize", (1...65536).contains(batchSize), "1 to 65536"),
      ("minimumBatches", (0...65536).contains(minimumBatches), "0 to 65536"),
      (
        "ngramLearningRate", ngramLearningRate > 0 && ngramLearningRate <= 1e6,
        "above 0, at most 1000000"
      ),
      ("labelSmoothing", (0..<1).contains(labelSmoothing), "0 to below 1"),
      ("oversampling", (0...1).contains(oversampling), "0 to 1"),
      ("jointLoss", (0...1).contains(jointLoss), "0 to 1"),
      ("weights", weights.values.allSatisfy { (0...1e6).contains($0) }, "0 to 1000000"),
      ("heldOut", heldOut > 0 && heldOut < 1, "between 0 and 1"),
    ]
    if let failed = checks.first(where: { !$0.isFine }) {
      return "\(failed.name) must be \(failed.range)"
    }
    return training.problem ?? classifier.problem
  }
}
