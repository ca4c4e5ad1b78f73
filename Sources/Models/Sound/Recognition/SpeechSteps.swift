import Neural
import Sound

/// Takes normalized frames through the layers of a recognizer, a piece at a time: the layers go on
/// from the states that they were left in.
struct SpeechSteps {
  private let recognizer: SpeechRecognizer
  private var extractor: FeatureExtractor
  /// Frames that do not make a whole step yet.
  private var frames: SoundFrames
  /// By layer: the hidden states, then the cell states; empty at the start.
  private var states: [[Float]] = []

  init(_ recognizer: SpeechRecognizer) {
    self.recognizer = recognizer
    extractor = FeatureExtractor(recognizer.recipe.features)
    frames = SoundFrames(size: recognizer.recipe.features.size)
  }

  /// The log-probabilities of all symbols at each step that these samples complete.
  ///
  /// - Precondition: the layers read in one direction.
  mutating func append(_ samples: [Float]) -> [[Float]] {
    add(extractor.append(samples))
    let whole = frames.count / recognizer.recipe.encoder.stacking
    return advance(frameCount: whole * recognizer.recipe.encoder.stacking)
  }

  /// The steps that are left at the end of the sound.
  mutating func finish() -> [[Float]] {
    add(extractor.finish())
    return advance(frameCount: frames.count)
  }

  private mutating func add(_ new: SoundFrames) {
    var new = new
    recognizer.normalization.apply(to: &new)
    frames.values += new.values
  }

  private mutating func advance(frameCount: Int) -> [[Float]] {
    if frameCount == 0 { return [] }
    let count = frameCount * frames.size
    let piece = SoundFrames(size: frames.size, values: Array(frames.values[..<count]))
    frames.values.removeFirst(count)
    return recognizer.logProbabilities(of: piece, states: &states)
  }
}

extension SpeechRecognizer {
  /// The log-probabilities of all symbols at each step of a whole sound.
  func logProbabilities(of samples: [Float]) -> [[Float]] {
    var frames = FeatureExtractor.features(of: samples, recipe.features)
    normalization.apply(to: &frames)
    if frames.count == 0 { return [] }
    var states: [[Float]] = []
    return logProbabilities(of: frames, states: &states)
  }

  /// - Parameter states: that the layers start from, and are left in.
  fileprivate func logProbabilities(
    of frames: SoundFrames, states: inout [[Float]]
  ) -> [[Float]] {
    let batch = SoundBatch([frames], stacking: recipe.encoder.stacking)
    return arenas.withObject { arena in
      let activations = network.forward(
        weights, batch, arena, seed: nil, savesForBackward: false, .serial
      ) { encoder in
        if states.isEmpty { return }
        for (matrix, values) in zip(Self.stateMatrices(encoder), states) {
          values.withUnsafeBufferPointer {
            matrix.pointer.update(from: $0.baseAddress!, count: $0.count)
          }
        }
      }
      states = Self.stateMatrices(activations.encoder).map { $0.elements() }
      let logits = activations.logits
      return (0..<logits.rows).map { row in
        let sum = Float.logSumExp(logits.columns, logits.row(row))
        return (0..<logits.columns).map { logits[row, $0] - sum }
      }
    }
  }

  private static func stateMatrices(
    _ activations: RecurrentStack<Float>.Activations
  ) -> [Matrix<Float>] {
    activations.directions.joined().flatMap { [$0.state.hidden, $0.state.cell] }
  }
}
