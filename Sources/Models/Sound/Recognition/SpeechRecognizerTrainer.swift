import Evaluation
import Neural
import Sound
import Text
import Tokenization

/// Trains a ``SpeechRecognizer`` on recordings and what is spoken in them.
///
/// Recordings are divided by a hash of who speaks, so that no speaker is in two splits. The
/// validation split chooses the epoch; the test split is not looked at.
public final class SpeechRecognizerTrainer: CheckpointedTrainer<SpeechRecognizerRecipe> {
  /// What was found in the recordings.
  public let summary: Summary
  private let model: SpeechTrainingTask
  private let symbols: SpeechSymbols
  private let words: SpeechWords?

  /// What was found in the recordings.
  public struct Summary: Sendable, Hashable {
    /// The recordings of each split.
    public var recordings: RecordingCounts
    /// The characters that the model writes.
    public var characters: String
    /// The words of a small vocabulary, sorted; empty where the model may write others.
    public var words: [String]
    /// The number of weights.
    public var parameters: Int
  }

  /// Divides and reads the recordings, and initializes the network.
  ///
  /// - Throws: ``SoundCollectionError``, and `NeuralError` if there is not enough memory.
  /// - Complexity: two bytes of memory for each sample.
  public init(
    _ collection: SoundCollection, recipe given: SpeechRecognizerRecipe,
    pool: ThreadPool = .serial
  ) throws {
    var recipe = given
    let divided = try DividedRecordings(
      collection, sampleRate: recipe.features.sampleRate, recipe.division,
      longest: recipe.longest, pool)
    recipe.features.sampleRate = divided.sampleRate
    let train = divided.train
    let texts = train.recordings.map { recipe.normalized($0.text) }
    if recipe.joining == 0 {
      recipe.joining = texts.contains { $0.contains(" ") } ? 1 : Self.joinedWords
    }
    let symbols = SpeechSymbols(texts: texts)
    var unwritable = 0
    func labelled(_ clips: SoundClips) -> [SpeechTrainingTask.Clip] {
      zip(clips.recordings, clips.samples).compactMap { recording, samples in
        let target = symbols.encode(recipe.normalized(recording.text))
        if target == nil { unwritable += 1 }
        return target.map { .init(samples: samples, target: $0) }
      }
    }
    let known = labelled(divided.validation)
    if known.isEmpty { recipe.training.checkpoint = .last }
    model = try SpeechTrainingTask(
      train: labelled(train), validation: known, symbols: symbols, recipe: recipe, pool)
    var counts = divided.counts
    counts.validation = known.count
    counts.unusable += unwritable
    if unwritable > 0, counts.firstProblem == nil {
      counts.firstProblem = "a validation text has characters that no training text has"
    }
    let words = SpeechWords(ofTexts: texts, symbols)
    summary = Summary(
      recordings: counts, characters: symbols.text(1..<Int32(symbols.count)),
      words: words?.words ?? [],
      parameters: model.network.layout.entries.reduce(0) { $0 + $1.count })
    self.symbols = symbols
    self.words = words
    super.init(
      recipe: recipe, corpora: [divided.corpus],
      trainer: Trainer(recipe.training, model: model), layout: model.network.layout)
  }

  /// The most single words that training reads as one string.
  private static let joinedWords = 5

  /// The recognizer as trained so far.
  ///
  /// - Parameters:
  ///   - name: of the model.
  ///   - language: of what is spoken, as a BCP 47 tag.
  ///   - sources: what the licences of the corpora are and whom they ask to name, by the names of
  ///     the corpora.
  public func recognizer(
    name: String, summary text: String = "", language: String = "und",
    sources: [String: ModelCard.Source] = [:], notes: [String] = []
  ) -> SpeechRecognizer {
    let weights = Weights<Float>(layout: model.network.layout, forTraining: false)
    weights.copy(from: model.weights)
    let card = ModelCard(
      kind: .speechRecognizer, name: name, summary: text, language: language,
      toolkitVersion: ToolkitVersion.current, icuVersion: Tokenizer.icuVersion,
      corpora: corpora.map { $0.naming(sources) }, seed: recipe.training.seed,
      metrics: metrics(), notes: notes)
    return SpeechRecognizer(
      card: card, recipe: recipe, symbols: symbols, words: words,
      normalization: model.normalization,
      network: model.network, weights: weights)
  }

  private func metrics() -> [ModelCard.Metric] {
    guard let score = history.last(where: \.isBest)?.validationScore else { return [] }
    let signature = Signature(
      metric: "character_error_rate",
      split: corpora.first?.fingerprints[Split.validation.rawValue], seed: recipe.training.seed,
      more: [.init("part", "validation"), .init("joining", "\(recipe.joining)")])
    return [
      ModelCard.Metric(
        name: "validation character error rate", value: 1 - score, signature: "\(signature)")
    ]
  }
}
