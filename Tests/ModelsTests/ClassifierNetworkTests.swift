import Models
import Neural
import TestSupport
import Testing
import Text

/// Finite differences in Double over every parameter of a classifier: texts of several windows, an
/// empty one, unknown words, and more sequences than a shard has.
struct ClassifierNetworkTests {
  @Test(arguments: PoolingKind.allCases)
  func gradientsOfEachPooling(pooling: PoolingKind) throws {
    try check(seed: 7) { $0.classifier.pooling = pooling }
  }

  @Test(arguments: CellKind.allCases)
  func gradientsOfEachCell(cell: CellKind) throws {
    try check(seed: 5) {
      $0.classifier.cell = cell
      $0.classifier.layers = 2
      $0.classifier.variationalDropout = false
    }
  }

  @Test(arguments: ClassifierConfiguration.Architecture.allCases, [false, true])
  func gradientsOfEachPart(
    architecture: ClassifierConfiguration.Architecture, isMultilabel: Bool
  ) throws {
    try check(seed: nil, isMultilabel: isMultilabel) {
      $0.classifier.architecture = architecture
      $0.classifier.bidirectional = architecture == .both
      $0.classifier.attributeSize = 0
    }
  }

  @Test func gradientsWithClassWeights() throws {
    try check(seed: 3, classWeights: [0.5, 2, 1])
    try check(seed: 3, isMultilabel: true, classWeights: [0.5, 2, 1])
  }

  /// One word has no vector.
  @Test func gradientsWithVectorsFromPlainText() throws {
    var builder = WordVectorsBuilder(dimension: 2, precision: .bfloat16)
    builder.append("good", [1, -0.5])
    builder.append("bad", [-2, 0.25])
    builder.append("film", [0.5, 1])
    try check(seed: 9, vectors: builder.vectors) { $0.classifier.layers = 2 }
    try check(seed: nil, vectors: builder.vectors) { $0.classifier.attributeSize = 0 }
  }

  @Test func gradientsWithLanguageModels() throws {
    let models = [try LanguageModelSample.scalars.get(), try LanguageModelSample.backward.get()]
    for seed in [nil, 9] as [UInt64?] {
      try check(seed: seed, languageModels: models) { $0.classifier.contextualSize = 3 }
    }
  }

  private func check(
    seed: UInt64?, isMultilabel: Bool = false, classWeights: [Double]? = nil,
    vectors: WordVectors? = nil, languageModels: [CharacterLanguageModel] = [],
    change: (inout ClassifierRecipe) -> Void = { _ in }
  ) throws {
    var recipe = ClassifierRecipe()
    recipe.classifier.hidden = 3
    recipe.classifier.wordSize = 3
    recipe.classifier.attributeSize = 2
    recipe.classifier.minimumWordCount = 2
    recipe.classifier.windowSize = 3
    recipe.classifier.maximumCharacterOrder = 3
    recipe.classifier.dropout = 0.3
    recipe.labelSmoothing = 0.1
    change(&recipe)
    var random = SeededRandom(11)
    let words = ["Good", "bad", "film", "a", "!", "bad", "42"]
    let texts = [4, 1, 0, 7, 2, 12, 3, 5, 1, 9, 6, 2, 3, 8].map { length in
      (0..<length).map { _ in words[Int.random(in: words.indices, using: &random)] }
    }
    let sample = ClassifierSample.Batch(
      texts: texts, classes: 3, isMultilabel: isMultilabel, recipe: recipe, vectors: vectors,
      languageModels: languageModels,
      random: &random)
    let network = ClassifierNetwork<Double>(
      configuration: recipe.classifier, features: sample.features, classes: 3)
    let weights = Weights<Double>(layout: network.layout, forTraining: true)
    for entry in network.layout.entries {
      guard let reference = network.layout.reference(named: entry.name) else { continue }
      weights.setElements(of: reference, to: random.normals(entry.count, deviation: 0.5))
    }
    let loss = ClassifierLoss<Double>(
      isMultilabel: isMultilabel, labelSmoothing: 0.1, classWeights: classWeights,
      jointShare: recipe.classifier.architecture == .both ? 0.4 : 1)
    let gradients = Gradients<Double>(layout: network.layout)
    let arena = Arena<Double>()
    func value() -> Double {
      weights.repack()
      gradients.reset()
      let activations = network.forward(weights, sample.batch, arena, seed: seed, .serial)
      let result = loss(activations, sample.batch, arena)
      network.backward(
        weights, sample.batch, activations, drecurrent: result.drecurrent, dngrams: result.dngrams,
        gradients: gradients, arena, seed: seed, .serial)
      return result.loss
    }
    #expect(value() > 0)
    // The greatest element changes hands where two are nearly as great, so steps are small.
    let hasMaximum = [.max, .meanMax].contains(recipe.classifier.pooling)
    let step = hasMaximum ? 1e-5 : 1e-3
    let analytic = network.layout.entries.map { entry in
      network.layout.reference(named: entry.name).map { gradients[$0].elements() } ?? []
    }
    for (entry, gradients) in zip(network.layout.entries, analytic) {
      guard let matrix = network.layout.reference(named: entry.name).map({ weights[$0] }) else {
        continue
      }
      let values = UnsafeMutableBufferPointer(start: matrix.pointer, count: matrix.count)
      let check = GradientCheck(values, analytic: gradients, step: step, loss: value)
      #expect(check.passes, "\(entry.name): \(check)")
    }
  }
}
