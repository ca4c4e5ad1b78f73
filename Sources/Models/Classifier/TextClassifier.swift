import Neural
import Text
import Tokenization

/// Gives texts labels, such as topics, intents or sentiments.
///
/// A classifier is a value to share: all its methods may be called from any thread.
public final class TextClassifier: Sendable {
  public let card: ModelCard
  /// How the classifier was made.
  public let recipe: ClassifierRecipe
  /// Whether a text may have several labels, or none.
  public let isMultilabel: Bool
  public let calibration: ClassifierCalibration
  public let tokenizer: Tokenizer
  let features: ClassifierFeatures
  let network: ClassifierNetwork<Float>
  let weights: Weights<Float>
  private let encoders: Reserve<TextEncoder>
  private let scorer: ClassifierScorer

  init(
    card: ModelCard, recipe: ClassifierRecipe, isMultilabel: Bool,
    calibration: ClassifierCalibration, features: ClassifierFeatures,
    network: ClassifierNetwork<Float>, weights: Weights<Float>
  ) {
    self.card = card
    self.recipe = recipe
    self.isMultilabel = isMultilabel
    self.calibration = calibration
    let tokenizer = Tokenizer(recipe.tokenizer)
    self.tokenizer = tokenizer
    self.features = features
    self.network = network
    self.weights = weights
    scorer = ClassifierScorer(
      network: network, weights: weights, configuration: recipe.classifier)
    encoders = Reserve { TextEncoder(features: features, tokenizer: tokenizer) }
  }

  /// The labels, sorted.
  public var labels: [String] { card.labels }

  /// What the classifier says of a text.
  public func classify(_ text: String) -> Classification { classify([text])[0] }

  /// What the classifier says of each text.
  ///
  /// It depends on neither the other texts of the call nor the number of threads.
  ///
  /// - Complexity: O(tokens), in memory too: pass long inputs piece by piece.
  public func classify(_ texts: [String], threads pool: ThreadPool = .serial) -> [Classification] {
    let scores = scores(of: texts, pool)
    return texts.indices.map { text in
      let probabilities = calibration.probabilities(
        scores, text: text, isMultilabel: isMultilabel)
      var result = Classification(probabilities: probabilities, assigned: [])
      result.assigned =
        isMultilabel
        ? result.ranking.filter { probabilities[$0] >= calibration.thresholds[$0] }
        : [result.best]
      return result
    }
  }

  /// Texts that are encoded together.
  private static let encodingSize = 16

  func scores(of texts: [String], _ pool: ThreadPool) -> ClassScores {
    let size = Self.encodingSize
    let encoded = Collected<EncodedText>(count: texts.count, empty: EncodedText())
    pool.forEach((texts.count + size - 1) / size) { task in
      encoders.with { encoder in
        for text in task * size..<min((task + 1) * size, texts.count) {
          encoded[text] = encoder.encode(texts[text], network, weights)
        }
      }
    }
    let result = encoded.elements
    return scorer.scores(
      tokenCounts: result.map(\.tokenCount), ngrams: result.map(\.ngramScores), pool
    ) { name, text, token in result[text].attributes[name * result[text].tokenCount + token] }
  }
}

/// A text as the network reads it.
struct EncodedText: Sendable {
  var tokenCount = 0
  /// By attribute, then by token.
  var attributes: [Int32] = []
  /// The class scores of its n-grams.
  var ngramScores: [Float] = []
}

/// Encodes texts; it remembers words, and is for one call at a time.
final class TextEncoder {
  private let tokenizer: Tokenizer
  private let features: ClassifierFeatures
  private var words: WordTable<ClassifierFeatures.Encoding>
  private var ngrams: NGramFeatures

  /// With so many words, a service that runs for ever forgets them all.
  private static let maximumWords = 1 << 16

  init(features: ClassifierFeatures, tokenizer: Tokenizer) {
    self.features = features
    self.tokenizer = tokenizer
    words = WordTable { features.encode($0) }
    ngrams = NGramFeatures(features: features)
  }

  func encode(
    _ text: String, _ network: ClassifierNetwork<Float>, _ weights: Weights<Float>
  ) -> EncodedText {
    if words.count > Self.maximumWords { words = WordTable { [features] in features.encode($0) } }
    let types = words.numbers(in: text, tokenizer: tokenizer)
    var encoded = EncodedText(tokenCount: types.count)
    for attribute in features.attributes.indices {
      for type in types {
        encoded.attributes.append(words.encodings[Int(type)].attributes[attribute])
      }
    }
    if features.configuration.hasNGrams {
      var made = SparseFeatures()
      var random = RandomSource(seed: 0)
      ngrams.append(
        types: types[...], encodings: words.encodings, to: &made, random: &random)
      encoded.ngramScores = network.ngramScores(weights, made, item: 0)
    }
    return encoded
  }
}
