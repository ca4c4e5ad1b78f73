import Neural
import Sound
import Text

/// Gives sounds labels, such as spoken commands, instruments or kinds of noise.
///
/// A classifier is a value to share: all its methods may be called from any thread.
public final class SoundClassifier: Sendable {
  /// What the classifier is and was made from.
  public let card: ModelCard
  /// How the classifier was made.
  public let recipe: SoundClassifierRecipe
  /// How scores become probabilities.
  public let calibration: ClassifierCalibration
  let normalization: SoundNormalization
  let network: SoundClassifierNetwork<Float>
  let weights: Weights<Float>
  private let arenas = ObjectPool { Arena<Float>() }

  init(
    card: ModelCard, recipe: SoundClassifierRecipe, calibration: ClassifierCalibration,
    normalization: SoundNormalization, network: SoundClassifierNetwork<Float>,
    weights: Weights<Float>
  ) {
    self.card = card
    self.recipe = recipe
    self.calibration = calibration
    self.normalization = normalization
    self.network = network
    self.weights = weights
  }

  /// The labels, sorted.
  public var labels: [String] { card.labels }

  /// The samples a second that the classifier reads.
  public var sampleRate: Int { recipe.features.sampleRate }

  /// What the classifier says of a file.
  ///
  /// - Throws: `SoundError` if the file can't be read or has no sound in it.
  /// - Complexity: memory does not grow with the file beyond
  ///   ``SoundClassifierConfiguration/longest`` seconds.
  public func classify(path: String) throws(SoundError) -> Classification {
    try classify(SoundStream(path: path, sampleRate: sampleRate))
  }

  /// What the classifier says of each file, on several threads; the result does not depend on their
  /// number.
  public func classify(
    paths: [String], threads pool: ThreadPool = .serial
  ) -> [Result<Classification, SoundError>] {
    let results = ParallelResults<Result<Classification, SoundError>?>(
      count: paths.count, initial: nil)
    pool.forEach(paths.count) { index in
      results[index] = Result { () throws(SoundError) in try classify(path: paths[index]) }
    }
    return results.elements.compactMap(\.self)
  }

  /// What the classifier says of a sound that comes in.
  ///
  /// - Precondition: the stream has the classifier's ``sampleRate``.
  /// - Throws: `SoundError` if the stream can't be read or has no sound in it.
  public func classify(_ stream: SoundStream) throws(SoundError) -> Classification {
    precondition(stream.sampleRate == sampleRate)
    let limit = Int(recipe.model.longest * Double(sampleRate))
    var held: [Float] = []
    var sums = [Double](repeating: 0, count: labels.count)
    var total = 0.0
    func add(_ part: [Float]) {
      // A part counts by its length.
      for (index, score) in scores(of: [part])[0].enumerated() {
        sums[index] += Double(score) * Double(part.count)
      }
      total += Double(part.count)
    }
    while let samples = try stream.read() {
      held += samples
      while held.count >= limit {
        add(Array(held[..<limit]))
        held.removeFirst(limit)
      }
    }
    if !held.isEmpty { add(held) }
    if total == 0 { throw .noSamples(file: stream.name) }
    return classification(sums.map { Float($0 / total) })
  }

  /// What the classifier says of samples at its ``sampleRate``, in -1...1.
  ///
  /// - Precondition: there is at least one sample.
  public func classify(_ samples: [Float]) -> Classification {
    classification(scores(of: [samples])[0])
  }

  /// The class scores of each sound.
  func scores(of sounds: [[Float]]) -> [[Float]] {
    let frames = sounds.map { samples in
      var frames = FeatureExtractor.features(of: samples, recipe.features)
      normalization.apply(to: &frames)
      return frames
    }
    let batch = SoundBatch(frames, stacking: recipe.model.encoder.stacking)
    let scores = arenas.withObject {
      network.forward(
        weights, batch, $0, seed: nil, savesForBackward: false, .serial
      ).scores.elements()
    }
    let classes = network.classCount
    return sounds.indices.map { Array(scores[$0 * classes..<($0 + 1) * classes]) }
  }

  /// Calibrated probabilities of class scores.
  func classification(_ scores: [Float]) -> Classification {
    var all = ClassScores(count: 1, classes: scores.count)
    all.setRecurrent(0, scores)
    let probabilities = calibration.probabilities(all, text: 0, isMultilabel: false)
    var result = Classification(probabilities: probabilities, assigned: [])
    result.assigned = [result.best]
    return result
  }
}
