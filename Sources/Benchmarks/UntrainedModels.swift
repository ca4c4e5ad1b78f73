import Models
import Neural
import Text
import Tokenization

// Models whose weights are as initialized, to measure speed with: it does not depend on the
// numbers.

extension SequenceTagger {
  /// - Parameter wordCounts: the vocabulary, as of a training split.
  package static func untrained(
    wordCounts: [String: Int], labels: [String], configuration: TaggerConfiguration
  ) -> SequenceTagger {
    var recipe = TaggerRecipe()
    recipe.tagger = configuration
    let features = TaggerFeatures(wordCounts: wordCounts, configuration: configuration)
    let tagset = Tagset(labels: labels)
    let network = TaggerNetwork<Float>(
      configuration: configuration, features: features, tagset: tagset)
    return SequenceTagger(
      card: untrainedCard(.tagger), recipe: recipe, tagset: tagset, features: features,
      network: network, weights: untrainedWeights(network.layout))
  }
}

extension CharacterLanguageModel {
  /// - Parameter characters: the vocabulary, one beside the class of all others.
  package static func untrained(
    characters: [Unicode.Scalar], configuration: LanguageModelConfiguration,
    precision: WeightPrecision = .float32
  ) -> CharacterLanguageModel {
    var recipe = LanguageModelRecipe()
    recipe.model = configuration
    let counts = Dictionary(uniqueKeysWithValues: characters.map { (String($0), 1) })
    // A vocabulary of single scalars is always a table of symbols.
    let symbols = SymbolTable(Vocabulary(counts: counts, minimumCount: 1))!
    let network = LanguageModelNetwork<Float>(
      configuration: configuration, symbolCount: symbols.count)
    return CharacterLanguageModel(
      card: untrainedCard(.languageModel), recipe: recipe, symbols: symbols, network: network,
      weights: untrainedWeights(network.layout, precision))
  }
}

private func untrainedCard(_ kind: ModelCard.Kind) -> ModelCard {
  ModelCard(
    kind: kind, name: "untrained", toolkitVersion: ToolkitVersion.current,
    icuVersion: Tokenizer.icuVersion)
}

private func untrainedWeights(
  _ layout: ParameterLayout, _ precision: WeightPrecision = .float32
) -> Weights<Float> {
  let weights = Weights<Float>(layout: layout, forTraining: false, precision: precision)
  weights.initialize(seed: 1)
  return weights
}
