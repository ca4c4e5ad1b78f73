import Evaluation

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif
import Neural
import Text

/// A ``TextClassifier`` with its training and validation texts.
package final class ClassifierTrainingTask: Trainable {
  /// The weights in training.
  package let weights: Weights<Float>
  let network: ClassifierNetwork<Float>
  private let features: ClassifierFeatures
  private let recipe: ClassifierRecipe
  private let isMultilabel: Bool
  private let classCount: Int
  private let loss: ClassifierLoss<Float>
  private let train: [LabelledText]
  /// Whether texts differ in how much they count.
  private let hasSilver: Bool
  private let validation: [LabelledText]
  private let validationParts: TextParts
  private let encodings: [ClassifierFeatures.Encoding]
  private let words: ClassifierWords
  /// What language models say of the texts; computed once where there is room.
  private let context: (train: StoredContext, validation: StoredContext)?
  /// The texts of an epoch: each once, those of rare classes more often if asked for.
  private let samples: [Int]
  private let makers: [NGramMaker]
  private let spareMakers: ObjectPool<NGramMaker>
  private let arenas = ObjectPool { Arena<Float>() }
  private let arena = Arena<Float>()
  private let contextArena = Arena<Float>()
  private var batches: [[Int]] = []

  /// A text as word types, and its classes.
  struct LabelledText: Sendable {
    var types: [Int32]
    var classes: [Int32]
    /// The probability that its one class is right.
    var certainty = 1.0
    /// How much the text counts.
    var weight = 1.0
  }

  /// Memory for the features of a part of a batch's texts.
  private final class NGramMaker: @unchecked Sendable {
    var features: NGramFeatures
    var made = SparseFeatures()

    init(_ features: NGramFeatures) { self.features = features }
  }

  /// The texts of a batch whose features are made together.
  private static let makerSize = 8

  init(
    train: [LabelledText], validation: [LabelledText], encodings: [ClassifierFeatures.Encoding],
    features: ClassifierFeatures, classes: Int, isMultilabel: Bool, classWeights: [Double]?,
    recipe: ClassifierRecipe, pool: ThreadPool = .serial
  ) throws(NeuralError) {
    self.train = train
    hasSilver = train.contains { $0.weight != 1 || $0.certainty != 1 }
    self.validation = validation
    words = ClassifierWords(encodings, features: features)
    self.encodings = encodings.map(\.withoutVector)
    self.features = features
    self.recipe = recipe
    self.isMultilabel = isMultilabel
    classCount = classes
    let parts = TextParts(
      tokenCounts: validation.map(\.types.count), size: recipe.classifier.maximumTokens,
      batchTokens: ClassifierInference.batchTokens)
    validationParts = parts
    context = features.embedder.map { embedder in
      (
        StoredContext(train.map { $0.types[...] }, encodings, embedder, pool),
        StoredContext(
          parts.parts.map { validation[$0.text].types[$0.tokens] }, encodings, embedder, pool)
      )
    }
    network = ClassifierNetwork(
      configuration: recipe.classifier, features: features, classes: classes,
      ngramRate: recipe.ngramLearningRate / recipe.training.learningRate)
    try network.layout.checkTrainingMemory()
    weights = Weights(
      layout: network.layout, forTraining: true, precision: recipe.training.precision)
    weights.initialize(seed: recipe.training.seed)
    let jointShare = recipe.classifier.architecture == .both ? recipe.jointLoss : 1
    loss = ClassifierLoss(
      isMultilabel: isMultilabel, labelSmoothing: recipe.labelSmoothing,
      classWeights: classWeights, jointShare: jointShare)
    samples = Self.samples(train, classes: classes, oversampling: recipe.oversampling)
    makers = (0..<(recipe.batchSize + Self.makerSize - 1) / Self.makerSize).map { _ in
      NGramMaker(NGramFeatures(features: features))
    }
    spareMakers = ObjectPool { NGramMaker(NGramFeatures(features: features)) }
  }

  private static func samples(
    _ texts: [LabelledText], classes: Int, oversampling: Double
  ) -> [Int] {
    guard oversampling > 0 else { return Array(texts.indices) }
    var counts = [Int](repeating: 0, count: classes)
    for text in texts { for label in text.classes { counts[Int(label)] += 1 } }
    let greatest = Double(counts.max() ?? 1)
    return texts.indices.flatMap { index in
      let rarest = texts[index].classes.map { counts[Int($0)] }.min() ?? Int(greatest)
      // (n of the most frequent / n of the class) ^ oversampling, the rest of the division by
      // turns.
      let wanted = pow(greatest / Double(max(1, rarest)), oversampling)
      let times = Int(wanted) + (Double(index % 97) / 97 < wanted - wanted.rounded(.down) ? 1 : 0)
      return repeatElement(index, count: times)
    }
  }

  /// The batches of an epoch.
  package var batchCount: Int { (samples.count + recipe.batchSize - 1) / recipe.batchSize }

  /// Batches of texts of like length, in random order: the texts are shuffled, sorted by length
  /// within pools of twenty batches, and cut.
  package func beginEpoch(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let order = samples.shuffled(using: &random)
    let size = recipe.batchSize
    batches = []
    for start in stride(from: 0, to: order.count, by: 20 * size) {
      // Texts of one length stay in random order: a corpus may be sorted by label.
      let pool = order[start..<min(start + 20 * size, order.count)].enumerated()
      let sorted = pool.sorted {
        (train[$0.element].types.count, $0.offset) < (train[$1.element].types.count, $1.offset)
      }.map(\.element)
      for first in stride(from: 0, to: sorted.count, by: size) {
        batches.append(Array(sorted[first..<min(first + size, sorted.count)]))
      }
    }
    batches.shuffle(using: &random)
  }

  /// Adds the gradients of a batch.
  package func addGradients(
    _ gradients: Gradients<Float>, batch index: Int, seed: UInt64, pool: ThreadPool
  ) -> BatchResult {
    var random = RandomSource(seed: seed)
    let texts = batches[index].map { train[$0] }
    let maximum = recipe.classifier.maximumTokens
    let read = texts.map { text in
      guard text.types.count > maximum else { return text.types[...] }
      let start = Int(random.next() % UInt64(text.types.count - maximum + 1))
      return text.types[start..<start + maximum]
    }
    var batch = ClassifierBatch(
      lengths: read.map(\.count), words: words, windowSize: recipe.classifier.windowSize,
      context: context?.train.of(zip(batches[index], read).map { ($0, $1) }, contextArena, pool)
    ) { text, token in read[text][read[text].startIndex + token] }
    if let words = features.attributes.first {
      batch.dropWords(counts: words.vocabulary.counts, recipe.classifier, &random)
    }
    addNGrams(
      of: texts.map { $0.types[...] }, to: &batch, dropout: recipe.classifier.ngramDropout,
      seed: random.next(), pool)
    setTargets(of: texts, in: &batch)
    let maskSeed = random.next()
    let activations = network.forward(weights, batch, arena, seed: maskSeed, pool)
    let result = loss(activations, batch, arena)
    network.backward(
      weights, batch, activations, drecurrent: result.drecurrent, dngrams: result.dngrams,
      gradients: gradients, arena, seed: maskSeed, pool)
    return BatchResult(
      loss: result.loss, units: texts.reduce(0) { $0 + $1.types.count })
  }

  private func addNGrams(
    of texts: [ArraySlice<Int32>], to batch: inout ClassifierBatch, dropout: Double, seed: UInt64,
    _ pool: ThreadPool
  ) {
    guard recipe.classifier.hasNGrams else { return }
    let size = Self.makerSize
    let tasks = (texts.count + size - 1) / size
    let (makers, encodings) = (makers, encodings)
    pool.forEach(tasks) { task in
      let maker = makers[task]
      maker.made = SparseFeatures()
      for text in task * size..<min((task + 1) * size, texts.count) {
        var random = RandomSource(seed: seed, text)
        maker.features.append(
          types: texts[text], encodings: encodings, to: &maker.made, dropout: dropout,
          random: &random)
      }
    }
    for task in 0..<tasks { batch.ngrams.append(makers[task].made) }
  }

  private func setTargets(of texts: [LabelledText], in batch: inout ClassifierBatch) {
    if !isMultilabel {
      batch.classes = texts.map { $0.classes[0] }
      if hasSilver {
        batch.rows = RowTargets(
          certainties: texts.map(\.certainty), weights: texts.map(\.weight))
      }
      return
    }
    batch.targets = [Float](repeating: 0, count: texts.count * classCount)
    for (row, text) in texts.enumerated() {
      for label in text.classes { batch.targets[row * classCount + Int(label)] = 1 }
    }
  }

  /// The class scores of the validation texts with the present weights.
  func validationScores(pool: ThreadPool) -> ClassScores {
    let ngrams = ParallelResults<[Float]>(count: validation.count, initial: [])
    let (validation, words, encodings) = (validation, words, encodings)
    if recipe.classifier.hasNGrams {
      let size = Self.makerSize
      let (makers, network, weights) = (spareMakers, network, weights)
      pool.forEach((validation.count + size - 1) / size) { task in
        makers.withObject { maker in
          for text in task * size..<min((task + 1) * size, validation.count) {
            var random = RandomSource(seed: 0)
            maker.made = SparseFeatures()
            maker.features.append(
              types: validation[text].types[...], encodings: encodings, to: &maker.made,
              random: &random)
            ngrams[text] = network.ngramScores(weights, maker.made, item: 0)
          }
        }
      }
    }
    var scores = ClassScores(count: validation.count, classes: classCount)
    if recipe.classifier.hasNGrams {
      for (text, values) in ngrams.elements.enumerated() { scores.setNGrams(text, values) }
    }
    guard recipe.classifier.isRecurrent else { return scores }
    let work = validationParts
    let results = ParallelResults<[Float]>(count: work.batches.count, initial: [])
    let (network, weights, arenas, window, context) = (
      network, weights, arenas, recipe.classifier.windowSize, context?.validation
    )
    pool.forEach(work.batches.count) { index in
      let parts = work.parts[work.batches[index]]
      let first = parts.startIndex
      results[index] = arenas.withObject { arena in
        let batch = ClassifierBatch(
          lengths: parts.map(\.tokens.count), words: words, windowSize: window,
          context: context?.of(
            parts.indices.map { ($0, validation[parts[$0].text].types[parts[$0].tokens]) }, arena,
            .serial)
        ) { item, token in
          let part = parts[first + item]
          return validation[part.text].types[part.tokens.lowerBound + token]
        }
        return network.forward(weights, batch, arena, seed: nil, .serial).recurrent.elements()
      }
    }
    for (batch, values) in zip(work.batches, results.elements) {
      for (row, part) in work.parts[batch].enumerated() {
        scores.addRecurrent(
          part.text, values[row * classCount..<(row + 1) * classCount], share: part.share)
      }
    }
    for (text, item) in validation.enumerated() where item.types.isEmpty {
      scores.setRecurrent(text, network.emptyTextScores(weights))
    }
    return scores
  }

  /// The classes of the validation texts.
  var validationClasses: [[Int32]] { validation.map(\.classes) }

  /// By the recipe's metric. Of epochs that are alike in it, the one with the smaller loss is
  /// better.
  package func validationScore(pool: ThreadPool) -> Double? {
    if validation.isEmpty { return nil }
    let quality = ClassifierQuality(
      validationScores(pool: pool), classes: validationClasses, isMultilabel: isMultilabel)
    let score: Double? =
      switch recipe.metric {
      case .loss: -quality.loss
      case .accuracy: quality.accuracy
      case .macroF1: quality.macroF1
      }
    return score.map { $0 - 1e-6 * quality.loss }
  }
}
