import Neural
import Text

/// Writes a sentence anew: in another language, in other characters, in other words.
///
/// A model is a value to share: all its methods may be called from any thread.
public final class Translator: Sendable {
  /// What the model is and was made from.
  public let card: ModelCard
  /// How the model was made.
  public let recipe: TranslatorRecipe
  /// What texts are cut into.
  public let subwords: SubwordTable
  let network: EncoderDecoder<Float>
  let weights: Weights<Float>

  /// Puts a model together from its parts.
  package init(
    card: ModelCard, recipe: TranslatorRecipe, subwords: SubwordTable,
    network: EncoderDecoder<Float>, weights: Weights<Float>
  ) {
    self.card = card
    self.recipe = recipe
    self.subwords = subwords
    self.network = network
    self.weights = weights
  }

  /// A text of more subwords is not translated: a network that learned sentences makes nothing of
  /// it.
  public static let maximumSource = 1000

  /// Why a text cannot be translated; `nil` if it can.
  ///
  /// - Complexity: O(n) in the characters of the text.
  public func problem(of text: String) -> TranslationError? {
    // A subword has a byte at least.
    if text.utf8.count < Self.maximumSource { return nil }
    let count = subwords.encode(text).count
    return count > Self.maximumSource
      ? .tooLong(subwords: count, limit: Self.maximumSource) : nil
  }
}
