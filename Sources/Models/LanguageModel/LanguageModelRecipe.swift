import Neural

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Everything about the training of a ``CharacterLanguageModel`` but the text: what a configuration
/// file says.
public struct LanguageModelRecipe: Sendable, Hashable, Codable {
  /// The sizes of the network.
  public var model = LanguageModelConfiguration()
  /// With 0 epochs there are as many as the length of the text asks for, see
  /// ``fitted(toSymbols:)``.
  public var training: TrainerConfiguration
  /// The streams that are read side by side: the text is cut into so many parts.
  public var batchSize = 32
  /// The symbols of each stream in a step, which errors are carried back through; states are
  /// carried on from one step to the next (truncated back-propagation through time, Williams and
  /// Peng 1990).
  public var bptt = 64
  /// Rarer characters are unknown.
  public var minimumCount = 1
  /// The rarest characters beyond this number are unknown.
  public var maximumCharacters = 8192
  /// What stands behind each document of a corpus.
  public var separator = "\n"
  /// The share of the training documents, the last of them, that validates where a corpus has no
  /// validation split.
  public var heldOut = 0.1

  /// The settings that suit most texts.
  public init() {
    training = TrainerConfiguration()
    training.epochs = 0
    training.learningRate = 0.006
    training.clip = 1
  }

  /// The recipe with what it leaves open settled for a text of so many symbols to train on.
  ///
  /// A long text is read less often, and needs less to keep a network from learning it by heart:
  /// with m the symbols in millions there are 10 / m^0.4 epochs, 2 to 40, and a dropout of 0.35 /
  /// m^⅓, at most 0.5.
  public func fitted(toSymbols count: Int) -> LanguageModelRecipe {
    var recipe = self
    let millions = Double(max(1, count)) / 1e6
    if training.epochs == 0 {
      recipe.training.epochs = min(40, max(2, Int((10 / pow(millions, 0.4)).rounded())))
    }
    recipe.model.dropout = model.dropout ?? min(0.5, 0.35 / cbrt(millions))
    recipe.model.recurrentDropout = model.recurrentDropout ?? 0
    return recipe
  }

  /// What is wrong with the settings and what to do, or `nil`.
  public var problem: String? {
    let checks: [(name: String, isFine: Bool, range: String)] = [
      ("batchSize", (1...65536).contains(batchSize), "1 to 65536"),
      ("bptt", (1...65536).contains(bptt), "1 to 65536"),
      ("minimumCount", (1...1 << 30).contains(minimumCount), "1 to \(1 << 30)"),
      ("maximumCharacters", (1...65535).contains(maximumCharacters), "1 to 65535"),
      ("heldOut", heldOut > 0 && heldOut < 1, "between 0 and 1"),
    ]
    if let failed = checks.first(where: { !$0.isFine }) {
      return "\(failed.name) must be \(failed.range)"
    }
    return training.problem ?? model.problem
  }
}
