import Evaluation
import Neural
import Text
import Tokenization

/// Trains a ``CharacterLanguageModel``.
///
/// The validation part of the text chooses the epoch; a test part is not looked at.
public final class LanguageModelTrainer: CheckpointedTrainer<LanguageModelRecipe> {
  /// What was found in the text.
  public let summary: Summary
  private let model: LanguageModelTrainingTask
  private let symbols: SymbolTable
  /// The corpora of the model that this one started from.
  private let inherited: [ModelCard.Corpus]

  /// What was found in the text.
  public struct Summary: Sendable, Hashable {
    /// Symbols to train on: characters, or bytes.
    public var symbols: Int
    /// The symbols that validate.
    public var validationSymbols: Int
    /// The characters that validate.
    public var validationCharacters: Int
    /// The UTF-8 bytes that validate.
    public var validationBytes: Int
    /// Symbols of the validation text that training did not see.
    public var unknown: Int
    /// Different symbols, the class of unknown ones included.
    public var classes: Int
    /// The number of weights.
    public var parameters: Int
  }

  /// Reads the text, counts its characters and initializes the network.
  ///
  /// - Parameter base: the model to start from (Howard and Ruder 2018), whose architecture takes
  ///   the place of the recipe's, and whose characters are known beside those of the text.
  /// - Throws: ``LanguageModelError``, and what reading the text throws.
  public init(
    _ text: some LanguageModelText, recipe given: LanguageModelRecipe,
    from base: CharacterLanguageModel? = nil
  ) throws {
    var recipe = given
    if let base { recipe.model = base.recipe.model }
    let isBackward = recipe.model.direction == .backward
    let own =
      recipe.model.symbol == .byte
      ? .bytes
      : SymbolTable(
        scalarCounts: try text.scalarCounts(of: .train), minimumCount: recipe.minimumCount,
        maximumCharacters: recipe.maximumCharacters)
    symbols = base.map { own.adding($0.symbols) } ?? own
    var train = try text.symbols(of: .train, symbols)
    var validation = try text.symbols(of: .validation, symbols)
    guard train.count >= Self.minimumSymbols else {
      throw LanguageModelError.tooShort(
        text: text.name, characters: train.count, needed: Self.minimumSymbols)
    }
    recipe = recipe.fitted(toSymbols: train.count)
    if isBackward {
      train.reverse()
      validation.reverse()
    }
    let network = LanguageModelNetwork<Float>(
      configuration: recipe.model, symbolCount: symbols.count)
    model = try LanguageModelTrainingTask(
      train: train, validation: validation, start: symbols.start,
      unknown: symbols.unknown, network: network,
      batchSize: recipe.batchSize, bptt: recipe.bptt, precision: recipe.training.precision,
      seed: recipe.training.seed)
    base?.transferWeights(to: model.weights, symbols: symbols)
    inherited = base?.card.corpora ?? []
    let unknown = symbols.unknown
    let size = try text.size(of: .validation)
    summary = Summary(
      symbols: train.count, validationSymbols: validation.count,
      validationCharacters: size.characters, validationBytes: size.bytes,
      unknown: (0..<validation.count).count { validation[$0] == unknown },
      classes: symbols.count,
      parameters: network.layout.entries.reduce(0) { $0 + $1.count })
    super.init(
      recipe: recipe, corpora: try text.corpora(),
      trainer: Trainer(recipe.training, model: model), layout: network.layout)
  }

  /// Text of two windows of two symbols.
  private static let minimumSymbols = 4

  /// The model in training itself: its weights change with the next step.
  var unnamedModel: CharacterLanguageModel { model(name: "", weights: model.weights) }

  /// The model as trained so far.
  ///
  /// - Parameters:
  ///   - name: of the model.
  ///   - sources: what the licences of the corpora are and whom they ask to name, by the names of
  ///     the corpora.
  public func model(
    name: String, summary text: String = "",
    sources: [String: ModelCard.Source] = [:], notes: [String] = []
  ) -> CharacterLanguageModel {
    let weights = Weights<Float>(layout: model.network.layout, forTraining: false)
    weights.copy(from: model.weights)
    return model(name: name, weights: weights, text, sources, notes)
  }

  private func model(
    name: String, weights: Weights<Float>, _ text: String = "",
    _ sources: [String: ModelCard.Source] = [:], _ notes: [String] = []
  ) -> CharacterLanguageModel {
    let card = ModelCard(
      kind: .languageModel, name: name, summary: text, toolkitVersion: ToolkitVersion.current,
      icuVersion: Tokenizer.icuVersion,
      corpora: inherited.filter { old in !corpora.contains { $0.name == old.name } }
        + corpora.map { $0.naming(sources) },
      seed: recipe.training.seed,
      metrics: metrics(), notes: notes)
    return CharacterLanguageModel(
      card: card, recipe: recipe, symbols: symbols, network: model.network, weights: weights)
  }

  /// How well the validation text is predicted, in all units, that of the symbols first.
  private func metrics() -> [ModelCard.Metric] {
    guard let score = history.last(where: \.isBest)?.validationScore else { return [] }
    let nats = -score * Double(summary.validationSymbols)
    let fields = [
      Signature.Field("unit", recipe.model.symbol.rawValue),
      Signature.Field("part", "validation"), Signature.Field("state", "carried"),
    ]
    var units = [
      ("character", summary.validationCharacters), ("byte", summary.validationBytes),
    ]
    if recipe.model.symbol == .byte { units.reverse() }
    return units.flatMap { unit, count in
      [("nats", 1), ("bits", 1.442695040888963)].map { name, factor in
        let signature = Signature(
          metric: "\(name)_per_\(unit)", seed: recipe.training.seed, more: fields)
        return ModelCard.Metric(
          name: "validation \(name) per \(unit)",
          value: count == 0 ? nil : nats * factor / Double(count), signature: "\(signature)")
      }
    }
  }
}
