import Foundation
import Models
import Neural
import Sound
import TestSupport
import Testing
import Text

struct SoundClassifierTests {
  static var recipe: SoundClassifierRecipe {
    var recipe = SoundClassifierRecipe()
    recipe.model.encoder.hidden = 12
    recipe.model.encoder.layers = 1
    recipe.training.epochs = 12
    recipe.training.learningRate = 0.02
    recipe.training.averageDecay = 0.9
    recipe.batchSize = 8
    recipe.division.validation = 0.2
    recipe.division.test = 0.2
    return recipe
  }

  private func withRecordings(_ body: (String) throws -> Void) throws {
    try withTemporaryDirectory { directory in
      try SyntheticSound.write(["a", "b", "cd"], count: 40, to: directory + "/tones")
      try body(directory)
    }
  }

  @Test func learnsAndIsReadAgain() throws {
    try withRecordings { directory in
      let collection = try SoundCollection(path: directory + "/tones")
      #expect(collection.recordings.count == 120)
      var recipe = Self.recipe
      recipe.model.encoder.centres = true
      let trainer = try SoundClassifierTrainer(collection, recipe: recipe)
      #expect(try trainer.run(pool: ThreadPool(threads: 2)))
      #expect(trainer.summary.labels == ["a", "b", "cd"])
      #expect(trainer.recipe.features.sampleRate == 8000)
      let classifier = trainer.classifier(name: "tones")
      let held = classifier.recordings(of: .test, in: collection)
      #expect(held.recordings.count == trainer.summary.recordings.test)
      let evaluation = try classifier.evaluate(on: held)
      #expect(evaluation.result.scores[0].value ?? 0 > 0.95)
      // Where the mean over a sound is taken away, a quiet one is as a loud one.
      let samples = SyntheticSound.samples("cd", speaker: 4, seed: 99)
      let loud = classifier.classify(samples).probabilities
      let quiet = classifier.classify(samples.map { 0.1 * $0 }).probabilities
      #expect(zip(loud, quiet).allSatisfy { abs($0 - $1) < 1e-3 }, "\(loud) \(quiet)")
      let path = directory + "/tones.nlpmodel"
      try classifier.write(to: path)
      let read = try SoundClassifier(contentsOf: path)
      let paths = held.recordings.map(\.path)
      let results = read.classify(paths: paths, threads: ThreadPool(threads: 2))
      for (path, result) in zip(paths, results) {
        #expect(try result.get() == classifier.classify(path: path))
      }
      // Eight bits change probabilities a little, labels hardly.
      let small = directory + "/small.nlpmodel"
      try ModelFile(contentsOf: path).write(.int8, to: small)
      let rounded = try SoundClassifier(contentsOf: small)
      let changed = zip(paths, results).count {
        (try? rounded.classify(path: $0).best) != (try? $1.get().best)
      }
      #expect(changed <= paths.count / 20)
    }
  }

  /// The same bytes with any number of threads, and after a break.
  @Test func isTheSameForAnyThreads() throws {
    try withRecordings { directory in
      let collection = try SoundCollection(path: directory + "/tones")
      var recipe = Self.recipe
      recipe.training.epochs = 2
      func bytes(threads: Int, breakAfter epochs: Int? = nil) throws -> Data {
        let pool = ThreadPool(threads: threads)
        let path = directory + "/m\(threads).nlpmodel"
        if let epochs {
          let first = try SoundClassifierTrainer(collection, recipe: recipe, pool: pool)
          _ = try first.run(
            pool: pool, checkpoint: path + ".checkpoint",
            shouldStop: { first.history.count == epochs })
        }
        let trainer = try SoundClassifierTrainer(collection, recipe: recipe, pool: pool)
        if epochs != nil { try trainer.resume(from: path + ".checkpoint") }
        _ = try trainer.run(pool: pool)
        try trainer.classifier(name: "m", pool: pool).write(to: path)
        return try Data(contentsOf: URL(fileURLWithPath: path))
      }
      let one = try bytes(threads: 1)
      #expect(try bytes(threads: 3) == one)
      #expect(try bytes(threads: 2, breakAfter: 1) == one)
    }
  }

  @Test func speakersStayTogether() throws {
    try withRecordings { directory in
      let collection = try SoundCollection(path: directory + "/tones")
      let division = Self.recipe.division
      var seen: [String: Split] = [:]
      for split in Split.allCases {
        for recording in collection.recordings(in: split, division) {
          #expect(seen[recording.speaker] ?? split == split)
          seen[recording.speaker] = split
        }
      }
      #expect(seen.count == 20 && Set(seen.values).count == 3)
    }
  }

  @Test func listsNameSpeakers() throws {
    try withTemporaryDirectory { directory in
      let list = directory + "/list.tsv"
      try Data("x/1.wav\tyes\tAda\n\n/y/2_3.wav\tno\n".utf8).write(to: URL(fileURLWithPath: list))
      #expect(
        try SoundCollection(path: list).recordings == [
          SoundRecording(path: directory + "/x/1.wav", text: "yes", speaker: "Ada"),
          SoundRecording(path: "/y/2_3.wav", text: "no", speaker: "2"),
        ])
      try Data("x.wav\n".utf8).write(to: URL(fileURLWithPath: list))
      #expect(throws: SoundCollectionError.self) {
        try SoundCollection(path: list)
      }
    }
  }

  @Test(arguments: PoolingKind.allCases)
  func gradientsByDifferences(pooling: PoolingKind) {
    var configuration = SoundClassifierConfiguration()
    configuration.encoder.hidden = 3
    configuration.encoder.cell = pooling == .last ? .gru : .lstm
    configuration.pooling = pooling
    var random = SeededRandom(3)
    let network = SoundClassifierNetwork<Double>(
      configuration: configuration, frameSize: 2, classes: 3)
    let weights = Weights<Double>(layout: network.layout, forTraining: true)
    for entry in network.layout.entries {
      guard let reference = network.layout.reference(named: entry.name) else { continue }
      weights.setElements(of: reference, to: random.normals(entry.count, deviation: 0.5))
    }
    let sounds = [5, 1, 4].map { count in
      SoundFrames(size: 2, values: random.normals(2 * count).map { Float($0) })
    }
    let batch = SoundBatch(sounds, stacking: 2)
    let gradients = Gradients<Double>(layout: network.layout)
    let arena = Arena<Double>()
    func value() -> Double {
      weights.repack()
      gradients.reset()
      let activations = network.forward(
        weights, batch, arena, seed: 5, savesForBackward: true, .serial)
      let dscores = arena.matrix(3, 3)
      let loss = CrossEntropy<Double>()(
        logits: activations.scores, targets: [0, 2, 1], scale: 1, dlogits: dscores)
      network.backward(
        weights, batch, activations, dscores: dscores, gradients: gradients, arena, seed: 5,
        .serial)
      return loss
    }
    _ = value()
    let analytic = network.layout.entries.map { entry in
      network.layout.reference(named: entry.name).map { gradients[$0].elements() } ?? []
    }
    for (entry, gradients) in zip(network.layout.entries, analytic) {
      guard let matrix = network.layout.reference(named: entry.name).map({ weights[$0] }) else {
        continue
      }
      let values = UnsafeMutableBufferPointer(start: matrix.pointer, count: matrix.count)
      let check = GradientCheck(
        values, analytic: gradients, step: pooling == .max || pooling == .meanMax ? 1e-5 : 1e-3,
        loss: value)
      #expect(check.passes, "\(entry.name): \(check)")
    }
  }

  @Test func findsLabelsOverTime() throws {
    try withRecordings { directory in
      let trainer = try SoundClassifierTrainer(
        SoundCollection(path: directory + "/tones"), recipe: Self.recipe)
      _ = try trainer.run(pool: ThreadPool(threads: 2))
      let classifier = trainer.classifier(name: "tones")
      var settings = SoundDetector.Settings()
      settings.window = 0.2
      settings.step = 0.02
      settings.background = []
      // A second of one tone, then a second of another.
      func tone(_ text: String) -> [Float] {
        Array((0..<6).flatMap { SyntheticSound.samples(text, speaker: 3, seed: $0) }.prefix(8000))
      }
      let sound = tone("a") + tone("b")
      var detector = SoundDetector(classifier, settings)
      let whole = detector.append(sound) + detector.finish()
      var pieces = SoundDetector(classifier, settings)
      var found: [SoundDetector.Span] = []
      for start in stride(from: 0, to: sound.count, by: 777) {
        found += pieces.append(sound[start..<min(start + 777, sound.count)])
      }
      found += pieces.finish()
      #expect(found == whole)
      #expect(whole.first?.label == 0 && whole.last?.label == 1)
      let change = try #require(whole.first { $0.label == 1 }?.start)
      #expect(abs(change - 1) < 0.3)
    }
  }

  @Test func problemsAreTold() throws {
    try withTemporaryDirectory { directory in
      #expect(throws: SoundCollectionError.noRecordings(path: directory)) {
        try SoundCollection(path: directory)
      }
      try SyntheticSound.write(["a"], count: 40, to: directory)
      let collection = try SoundCollection(path: directory)
      #expect(throws: SoundCollectionError.tooFewLabels(name: collection.name, labels: ["a"])) {
        try SoundClassifierTrainer(collection, recipe: Self.recipe)
      }
      for recording in collection.recordings {
        try Data("RIFF".utf8).write(to: URL(fileURLWithPath: recording.path))
      }
      #expect(throws: SoundCollectionError.self) {
        try SoundClassifierTrainer(collection, recipe: Self.recipe)
      }
    }
  }
}
