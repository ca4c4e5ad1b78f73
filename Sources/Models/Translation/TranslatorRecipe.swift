import Neural
import Text

/// Everything about the training of a ``Translator`` but the pairs: what a configuration file says.
public struct TranslatorRecipe: Sendable, Hashable, Codable {
  /// The sizes of the network.
  public var model = TranslatorConfiguration()
  /// With 0 epochs there are as many as the number of pairs asks for, see ``fitted(toPairs:)``.
  public var training: TrainerConfiguration
  /// The pairs in a batch.
  public var batchSize = 64
  /// The subwords of both languages together; 0 for characters.
  public var subwords = 8000
  /// Rarer characters are left to their bytes, and rarer neighbours are not joined.
  public var minimumCount = 2
  /// Pairs with more subwords on a side are not trained on.
  public var maximumLength = 100
  /// The share of the sources that validates, by a hash of the source.
  public var validation = 0.01
  /// The share of the sources that training leaves alone, by the same hash.
  public var test = 0.01

  /// The settings that suit most pairs of languages.
  public init() {
    training = TrainerConfiguration()
    training.epochs = 0
    training.learningRate = 0.002
    training.clip = 1
    training.averageDecay = 0.999
  }

  /// A setting that is missing keeps its default, so that files of earlier versions can be read.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.model, into: &model)
    try values.read(.training, into: &training)
    try values.read(.batchSize, into: &batchSize)
    try values.read(.subwords, into: &subwords)
    try values.read(.minimumCount, into: &minimumCount)
    try values.read(.maximumLength, into: &maximumLength)
    try values.read(.validation, into: &validation)
    try values.read(.test, into: &test)
  }

  /// The recipe with what it leaves open settled for so many pairs to train on.
  ///
  /// Few pairs are read more often, 10 / √(n / 170 000) times, 4 to 60. The average of the weights
  /// reaches over a twentieth of the steps at most, since it would keep what a short training has
  /// left behind long ago.
  public func fitted(toPairs count: Int) -> TranslatorRecipe {
    var recipe = self
    if training.epochs == 0 {
      let epochs = 10 / (Double(max(1, count)) / 170_000).squareRoot()
      recipe.training.epochs = min(60, max(4, Int(epochs.rounded())))
    }
    let batches = (max(1, count) + batchSize - 1) / batchSize
    let steps = Double(recipe.training.epochs) * Double(batches)
    recipe.training.averageDecay = min(training.averageDecay, max(0, 1 - 20 / max(1, steps)))
    return recipe
  }

  /// How pairs are divided into splits.
  public var shares: SplitShares {
    SplitShares(validation: validation, test: test, seed: training.seed)
  }

  /// What is wrong with the settings and what to do, or `nil`.
  public var problem: String? {
    let checks: [(name: String, isFine: Bool, range: String)] = [
      ("batchSize", (1...65536).contains(batchSize), "1 to 65536"),
      ("subwords", subwords == 0 || (512...1 << 18).contains(subwords), "0, or 512 to \(1 << 18)"),
      ("minimumCount", (1...1 << 30).contains(minimumCount), "1 to \(1 << 30)"),
      ("maximumLength", (1...10_000).contains(maximumLength), "1 to 10000"),
      ("validation", (0..<1).contains(validation), "0 to below 1"),
      ("test", (0..<1).contains(test), "0 to below 1"),
      ("validation + test", validation + test < 1, "below 1"),
    ]
    if let failed = checks.first(where: { !$0.isFine }) {
      return "\(failed.name) must be \(failed.range)"
    }
    return training.problem ?? model.problem
  }
}
