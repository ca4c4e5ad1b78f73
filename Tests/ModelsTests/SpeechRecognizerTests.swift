import Foundation
import Models
import Neural
import Sound
import TestSupport
import Testing
import Text

struct SpeechRecognizerTests {
  private static let words = ["ab", "ba", "cd", "dab"]

  private static func recipe(bidirectional: Bool) -> SpeechRecognizerRecipe {
    var recipe = SpeechRecognizerRecipe()
    recipe.encoder.hidden = 32
    recipe.encoder.layers = 1
    recipe.encoder.bidirectional = bidirectional
    recipe.encoder.stacking = 2
    recipe.encoder.dropout = 0.1
    recipe.training.epochs = 60
    recipe.augmentation = .none
    recipe.training.learningRate = 0.01
    recipe.training.averageDecay = 0.9
    recipe.batchSize = 8
    recipe.joining = 3
    recipe.division.validation = 0.2
    recipe.division.test = 0.2
    return recipe
  }

  /// One of each kind for all tests.
  private static let trained = [false, true].map { bidirectional in
    Result {
      try withTemporaryDirectory { directory in
        try SyntheticSound.write(words, count: 40, to: directory)
        let trainer = try SpeechRecognizerTrainer(
          SoundCollection(path: directory), recipe: recipe(bidirectional: bidirectional),
          pool: ThreadPool(threads: 2))
        _ = try trainer.run(pool: ThreadPool(threads: 2))
        return trainer.recognizer(name: "tones")
      }
    }
  }

  private func recognizer(bidirectional: Bool) throws -> SpeechRecognizer {
    try Self.trained[bidirectional ? 1 : 0].get()
  }

  @Test(arguments: [false, true])
  func readsStringsOfWords(bidirectional: Bool) throws {
    let recognizer = try recognizer(bidirectional: bidirectional)
    #expect(recognizer.canStream == !bidirectional)
    var (right, count) = (0, 0)
    for (place, first) in Self.words.enumerated() {
      for second in Self.words {
        let text = "\(first) \(second)"
        let samples = SyntheticSound.samples(text, speaker: 7, seed: UInt64(900 + place))
        let transcript = recognizer.transcribe(samples)
        right += transcript.text == text ? 1 : 0
        count += 1
        #expect(transcript.words.map(\.text).joined(separator: " ") == transcript.text)
        for (word, next) in zip(transcript.words, transcript.words.dropFirst()) {
          #expect(word.start < word.end && word.end <= next.start)
        }
      }
    }
    #expect(right >= count - 2)
  }

  /// Whatever it hears, it writes the words of its training, unless it is asked for others.
  @Test func writesKnownWords() throws {
    let recognizer = try recognizer(bidirectional: true)
    var others = 0
    for (place, text) in ["aa", "dc", "c", "bab ad", "dabba", "d d d"].enumerated() {
      let samples = SyntheticSound.samples(text, speaker: 6, seed: UInt64(40 + place))
      let words = recognizer.transcribe(samples).words.map(\.text)
      #expect(words.allSatisfy(Self.words.contains), "\(text) became \(words)")
      var options = TranscriptionOptions()
      options.anyWords = true
      let free = recognizer.transcribe(samples, options: options).words.map(\.text)
      others += free.count { !Self.words.contains($0) }
    }
    #expect(others > 0)
  }

  /// Times are those of the tones.
  @Test func timesOfWords() throws {
    let recognizer = try recognizer(bidirectional: true)
    let samples = SyntheticSound.samples("ab cd", speaker: 2, seed: 77)
    let words = recognizer.transcribe(samples).words
    #expect(words.map(\.text) == ["ab", "cd"])
    let middle = Double(samples.count) / 2 / 8000
    #expect(words.first.map { $0.end < middle + 0.1 } == true)
    #expect(words.last.map { $0.start > middle - 0.1 } == true)
  }

  @Test func piecesGiveTheSame() throws {
    for bidirectional in [false, true] {
      let recognizer = try recognizer(bidirectional: bidirectional)
      let pause = [Float](repeating: 0.001, count: 8000)
      var samples: [Float] = []
      for (place, text) in ["ab cd", "dab", "ba ba"].enumerated() {
        samples += SyntheticSound.samples(text, speaker: 4, seed: UInt64(place)) + pause
      }
      var whole = SpeechTranscriber(recognizer)
      let expected = whole.append(samples) + whole.finish()
      if !bidirectional { #expect(expected.count == 3) }
      var random = SeededRandom(4)
      var transcriber = SpeechTranscriber(recognizer)
      var found: [Transcript] = []
      var rest = samples[...]
      while !rest.isEmpty {
        let piece = rest.prefix(Int(random.next() % 2000))
        found += transcriber.append(Array(piece))
        rest = rest.dropFirst(piece.count)
      }
      found += transcriber.finish()
      #expect(found == expected)
    }
  }

  @Test func searchFindsWhatIsMostProbable() throws {
    let recognizer = try recognizer(bidirectional: true)
    let samples = SyntheticSound.samples("dab ab", speaker: 9, seed: 5)
    var options = TranscriptionOptions()
    options.beam = 8
    #expect(recognizer.transcribe(samples, options: options).text == "dab ab")
  }

  @Test func isReadAgain() throws {
    let recognizer = try recognizer(bidirectional: false)
    try withTemporaryDirectory { directory in
      let path = directory + "/r.nlpmodel"
      try recognizer.write(to: path)
      let read = try SpeechRecognizer(contentsOf: path)
      let samples = SyntheticSound.samples("ba cd", speaker: 1, seed: 6)
      #expect(read.transcribe(samples) == recognizer.transcribe(samples))
      let wav = directory + "/s1_x.wav"
      try WAVWriter.write(samples, sampleRate: 8000, to: wav)
      let collection = SoundCollection(
        name: "c", recordings: [SoundRecording(path: wav, text: "BA  cd", speaker: "s1")])
      let scores = try read.evaluate(on: collection).result.scores
      #expect(scores[0].metric == "word_error_rate" && scores[0].value == 0)
    }
  }

  @Test func gradientsByDifferences() {
    var configuration = SoundEncoderConfiguration()
    configuration.hidden = 3
    var random = SeededRandom(8)
    let network = SpeechRecognizerNetwork<Double>(
      configuration: configuration, frameSize: 2, classes: 4)
    let weights = Weights<Double>(layout: network.layout, forTraining: true)
    for entry in network.layout.entries {
      guard let reference = network.layout.reference(named: entry.name) else { continue }
      weights.setElements(of: reference, to: random.normals(entry.count, deviation: 0.5))
    }
    let sounds = [9, 4].map { count in
      SoundFrames(size: 2, values: random.normals(2 * count).map { Float($0) })
    }
    let targets: [[Int32]] = [[1, 1, 3], [2]]
    let batch = SoundBatch(sounds, stacking: 2)
    let gradients = Gradients<Double>(layout: network.layout)
    let arena = Arena<Double>()
    func value() -> Double {
      weights.repack()
      gradients.reset()
      let activations = network.forward(
        weights, batch, arena, seed: 5, savesForBackward: true, .serial)
      let dlogits = arena.matrix(batch.sequences.rowCount, 4)
      var loss = 0.0
      for (sequence, sound) in batch.sequences.order.enumerated() {
        loss +=
          CTC<Double>()(
            logits: activations.logits, rows: batch.sequences.rows(ofSequence: sequence),
            target: targets[sound], scale: 1, dlogits: dlogits) ?? .infinity
      }
      network.backward(
        weights, batch, activations, dlogits: dlogits, gradients: gradients, arena, seed: 5,
        .serial)
      return loss
    }
    #expect(value().isFinite)
    let analytic = network.layout.entries.map { entry in
      network.layout.reference(named: entry.name).map { gradients[$0].elements() } ?? []
    }
    for (entry, gradients) in zip(network.layout.entries, analytic) {
      guard let matrix = network.layout.reference(named: entry.name).map({ weights[$0] }) else {
        continue
      }
      let values = UnsafeMutableBufferPointer(start: matrix.pointer, count: matrix.count)
      let check = GradientCheck(values, analytic: gradients, loss: value)
      #expect(check.passes, "\(entry.name): \(check)")
    }
  }
}
