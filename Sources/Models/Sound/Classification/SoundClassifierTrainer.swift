import Evaluation
import Neural
import Sound
import Text
import Tokenization

/// Trains a ``SoundClassifier`` on recordings.
///
/// Recordings are divided by a hash of who speaks, so that no speaker is in two splits. The
/// validation split chooses the epoch and calibrates the probabilities; the test split is not
/// looked at.
public final class SoundClassifierTrainer: CheckpointedTrainer<SoundClassifierRecipe> {
  /// What was found in the recordings.
  public let summary: Summary
  private let model: SoundClassifierTrainingTask

  /// What was found in the recordings.
  public struct Summary: Sendable, Hashable {
    /// The recordings of each split; those that validate have labels that training knows.
    public var recordings: RecordingCounts
    /// The labels, sorted.
    public var labels: [String]
    /// The training recordings of each label.
    public var labelCounts: [Int]
    /// The number of weights.
    public var parameters: Int
  }

  /// Divides and reads the recordings, and initializes the network.
  ///
  /// - Throws: ``SoundCollectionError``, and `NeuralError` if there is not enough memory.
  /// - Complexity: two bytes of memory for each sample.
  public init(
    _ collection: SoundCollection, recipe given: SoundClassifierRecipe, pool: ThreadPool = .serial
  ) throws {
    var recipe = given
    let divided = try DividedRecordings(
      collection, sampleRate: recipe.features.sampleRate, recipe.division,
      longest: recipe.model.longest, pool)
    recipe.features.sampleRate = divided.sampleRate
    let train = divided.train
    let labels = Set(train.recordings.map(\.text)).sorted()
    guard labels.count > 1 else {
      throw SoundCollectionError.tooFewLabels(name: collection.name, labels: labels)
    }
    let indices = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices.map { Int32($0) }))
    func labelled(_ clips: SoundClips) -> [SoundClassifierTrainingTask.Clip] {
      zip(clips.recordings, clips.samples).compactMap { recording, samples in
        indices[recording.text].map { .init(samples: samples, label: $0) }
      }
    }
    let known = labelled(divided.validation)
    if known.isEmpty { recipe.training.checkpoint = .last }
    model = try SoundClassifierTrainingTask(
      train: labelled(train), validation: known, classes: labels.count,
      background: indices[recipe.augmentation.backgroundLabel], recipe: recipe, pool)
    var counts = divided.counts
    counts.validation = known.count
    summary = Summary(
      recordings: counts, labels: labels,
      labelCounts: labels.map { label in train.recordings.count { $0.text == label } },
      parameters: model.network.layout.entries.reduce(0) { $0 + $1.count })
    super.init(
      recipe: recipe, corpora: [divided.corpus],
      trainer: Trainer(recipe.training, model: model), layout: model.network.layout)
  }

  /// The classifier as trained so far, with its probabilities calibrated on the validation
  /// recordings.
  ///
  /// - Parameters:
  ///   - name: of the model.
  ///   - language: of what is spoken, as a BCP 47 tag; `und` where it is none.
  ///   - sources: what the licences of the corpora are and whom they ask to name, by the names of
  ///     the corpora.
  public func classifier(
    name: String, summary text: String = "", language: String = "und",
    sources: [String: ModelCard.Source] = [:], notes: [String] = [], pool: ThreadPool = .serial
  ) -> SoundClassifier {
    let fit = CalibrationFit(
      model.validationScores(pool: pool), classes: model.validationClasses, isMultilabel: false,
      hasBoth: false)
    let card = ModelCard(
      kind: .soundClassifier, name: name, summary: text, language: language,
      toolkitVersion: ToolkitVersion.current, icuVersion: Tokenizer.icuVersion,
      labels: summary.labels, corpora: corpora.map { $0.naming(sources) },
      seed: recipe.training.seed, metrics: metrics(fit), notes: notes)
    let weights = Weights<Float>(layout: model.network.layout, forTraining: false)
    weights.copy(from: model.weights)
    return SoundClassifier(
      card: card, recipe: recipe, calibration: fit.calibration,
      normalization: model.normalization, network: model.network, weights: weights)
  }

  private func metrics(_ fit: CalibrationFit) -> [ModelCard.Metric] {
    let split = corpora.first?.fingerprints[Split.validation.rawValue]
    return fit.metrics.map { metric in
      let signature = Signature(
        metric: metric.name, split: split, seed: recipe.training.seed,
        more: [.init("part", "validation")]
          + (metric.isCrossFitted ? [.init("calibration", "two-fold")] : []))
      return ModelCard.Metric(
        name: "validation \(metric.title)", value: metric.value, signature: "\(signature)")
    }
  }
}
