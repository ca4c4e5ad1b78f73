import Neural
import Text

/// Gives probabilities to text, character by character, and writes text of its own.
///
/// A model is a value to share: all its methods may be called from any thread.
public final class CharacterLanguageModel: Sendable {
  /// What the model is and was made from.
  public let card: ModelCard
  /// How the model was made.
  public let recipe: LanguageModelRecipe
  let symbols: SymbolTable
  let network: LanguageModelNetwork<Float>
  let weights: Weights<Float>

  /// Puts a model together from its parts.
  package init(
    card: ModelCard, recipe: LanguageModelRecipe, symbols: SymbolTable,
    network: LanguageModelNetwork<Float>, weights: Weights<Float>
  ) {
    self.card = card
    self.recipe = recipe
    self.symbols = symbols
    self.network = network
    self.weights = weights
  }

  /// Whether the model reads texts from their end to their start.
  public var isBackward: Bool { recipe.model.direction == .backward }

  /// The characters that the model knows; `nil` where its symbols are bytes, so that it knows all.
  public var characters: [Unicode.Scalar]? {
    symbols.vocabulary.map { $0.words.dropFirst().compactMap(\.unicodeScalars.first) }
  }

  /// The symbols of a text in the order in which the model reads them.
  func read(_ text: String) -> [Int32] {
    let indices = symbols.indices(of: text)
    return isBackward ? indices.reversed() : indices
  }

  /// Copies the weights into those of a new model with the same architecture, and those of symbols
  /// by what they stand for.
  func transferWeights(to weights: Weights<Float>, symbols new: SymbolTable) {
    let known = new.vocabulary.flatMap { vocabulary in
      symbols.vocabulary.map { vocabulary.indices(in: $0) }
    }
    weights.transfer(from: self.weights) { entry in
      switch entry.name {
      case "embedding.weight", "output.weight": (known, nil)
      case "output.bias": (nil, known)
      default: (nil, nil)
      }
    }
  }
}

/// What a language model says of a text.
public struct TextScore: Sendable, Hashable {
  /// The natural logarithm of the probability of each symbol given those that the model reads
  /// before it, in the order of the text. Symbols are scalars, or bytes, as the model has it.
  public var logProbabilities: [Double]
  /// The Unicode scalars of the text.
  public var scalars: Int
  /// The UTF-8 bytes of the text.
  public var bytes: Int
  /// How many characters the model does not know; each counts as one of the class of all such.
  public var unknown: Int

  /// The natural logarithm of the probability of the text.
  public var logProbability: Double { logProbabilities.reduce(0, +) }

  /// Minus the mean base-two logarithm of the probability of a character; `nil` for the empty text.
  public var bitsPerCharacter: Double? {
    scalars == 0 ? nil : -logProbability / Double(scalars) * 1.442695040888963
  }
}

extension CharacterLanguageModel {
  /// Scores texts, each on its own, as if a line feed came before it.
  ///
  /// Neither the other texts of the call nor the number of threads change a score by more than the
  /// rounding of a product.
  ///
  /// - Complexity: O(characters), in memory too.
  public func score(_ texts: [String], threads pool: ThreadPool = .serial) -> [TextScore] {
    let scorer = SymbolScorer(network: network, weights: weights, start: symbols.start)
    let read = texts.map { self.read($0) }
    let losses = scorer.losses(of: read, pool: pool)
    let unknown = symbols.unknown
    var scores: [TextScore] = []
    for (index, text) in texts.enumerated() {
      var logProbabilities = losses[index].map { -Double(max(0, $0)) }
      if isBackward { logProbabilities.reverse() }
      scores.append(
        TextScore(
          logProbabilities: logProbabilities, scalars: text.unicodeScalars.count,
          bytes: text.utf8.count, unknown: read[index].count { $0 == unknown }))
    }
    return scores
  }

  /// Scores a text as if a line feed came before it.
  public func score(_ text: String, threads pool: ThreadPool = .serial) -> TextScore {
    score([text], threads: pool)[0]
  }
}
