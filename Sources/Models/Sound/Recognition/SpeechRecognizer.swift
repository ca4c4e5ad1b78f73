import Neural
import Sound
import Text

/// Writes down what is spoken: words that the training recordings have, or words like them.
///
/// A recognizer is a value to share: all its methods may be called from any thread.
public final class SpeechRecognizer: Sendable {
  /// What the recognizer is and was made from.
  public let card: ModelCard
  /// How the recognizer was made.
  public let recipe: SpeechRecognizerRecipe
  let symbols: SpeechSymbols
  /// The words of a small vocabulary; `nil` where texts may have others.
  let words: SpeechWords?
  let normalization: SoundNormalization
  let network: SpeechRecognizerNetwork<Float>
  let weights: Weights<Float>
  let arenas = ObjectPool { Arena<Float>() }

  init(
    card: ModelCard, recipe: SpeechRecognizerRecipe, symbols: SpeechSymbols,
    words: SpeechWords?, normalization: SoundNormalization, network: SpeechRecognizerNetwork<Float>,
    weights: Weights<Float>
  ) {
    self.card = card
    self.recipe = recipe
    self.symbols = symbols
    self.words = words
    self.normalization = normalization
    self.network = network
    self.weights = weights
  }

  /// The samples a second that the recognizer reads.
  public var sampleRate: Int { recipe.features.sampleRate }

  /// Whether texts come out while sound comes in: its layers read in one direction.
  public var canStream: Bool { !recipe.encoder.bidirectional }

  /// What is spoken in a file.
  ///
  /// - Throws: `SoundError` if the file can't be read or has no sound in it.
  /// - Complexity: beside the text, memory does not grow with the file beyond
  ///   ``SpeechRecognizerRecipe/longest`` seconds.
  public func transcribe(
    path: String, options: TranscriptionOptions = .init()
  ) throws(SoundError) -> Transcript {
    try transcribe(SoundStream(path: path, sampleRate: sampleRate), options: options)
  }

  /// What is spoken in each file, on several threads; the result does not depend on their number.
  public func transcribe(
    paths: [String], options: TranscriptionOptions = .init(), threads pool: ThreadPool = .serial
  ) -> [Result<Transcript, SoundError>] {
    let results = ParallelResults<Result<Transcript, SoundError>?>(
      count: paths.count, initial: nil)
    pool.forEach(paths.count) { index in
      results[index] = Result { () throws(SoundError) in
        try transcribe(path: paths[index], options: options)
      }
    }
    return results.elements.compactMap(\.self)
  }

  /// What is spoken in a sound that comes in.
  ///
  /// - Precondition: the stream has the recognizer's ``sampleRate``.
  /// - Throws: `SoundError` if the stream can't be read or has no sound in it.
  public func transcribe(
    _ stream: SoundStream, options: TranscriptionOptions = .init()
  ) throws(SoundError) -> Transcript {
    precondition(stream.sampleRate == sampleRate)
    var transcriber = SpeechTranscriber(self, options: options)
    var parts: [Transcript] = []
    while let samples = try stream.read() { parts += transcriber.append(samples) }
    parts += transcriber.finish()
    return Transcript(joining: parts)
  }

  /// What is spoken in samples at the recognizer's ``sampleRate``, in -1...1.
  public func transcribe(
    _ samples: [Float], options: TranscriptionOptions = .init()
  ) -> Transcript {
    var transcriber = SpeechTranscriber(self, options: options)
    return Transcript(joining: transcriber.append(samples) + transcriber.finish())
  }
}
