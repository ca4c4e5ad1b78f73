import Neural
import Synchronization
import Text
import Tokenization

/// Gives texts labels, such as topics, intents or sentiments.
///
/// A classifier is a value to share: all its methods may be called from any thread.
public final class TextClassifier: Sendable {
  /// What the classifier is and was made from.
  public let card: ModelCard
  /// How the classifier was made.
  public let recipe: ClassifierRecipe
  /// Whether a text may have several labels, or none.
  public let isMultilabel: Bool
  /// How scores become probabilities.
  public let calibration: ClassifierCalibration
  /// Divides texts into words as in training.
  public let tokenizer: Tokenizer
  let features: ClassifierFeatures
  let network: ClassifierNetwork<Float>
  let weights: Weights<Float>
  private let inference: ClassifierInference
  private let gradientWeights = Mutex<Weights<Float>?>(nil)

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
    inference = ClassifierInference(
      network: network, weights: weights, features: features, tokenizer: tokenizer)
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
    let scores = inference.scores(of: texts, pool)
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

  /// This classifier with matrix products in another precision.
  package func computing(with precision: WeightPrecision) -> TextClassifier {
    let rounded = Weights<Float>(
      layout: network.layout, forTraining: false, precision: precision)
    rounded.copy(from: weights)
    return TextClassifier(
      card: card, recipe: recipe, isMultilabel: isMultilabel, calibration: calibration,
      features: features, network: network, weights: rounded)
  }

  /// Weights that can be differentiated: packed in both directions, as floats. They are made when
  /// the first text is explained, since most classifiers never explain one.
  var weightsForGradients: Weights<Float> {
    gradientWeights.withLock { made in
      if let made { return made }
      let weights = Weights<Float>(layout: network.layout, forTraining: true)
      weights.copy(from: self.weights)
      made = weights
      return weights
    }
  }
}
