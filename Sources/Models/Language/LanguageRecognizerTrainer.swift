import Foundation
import Neural
import Text
import Tokenization

/// How a ``LanguageRecognizer`` is trained.
public struct LanguageRecognizerRecipe: Sendable, Hashable, Codable {
  /// Numbers of a feature's vector, a multiple of 16.
  public var dimension = 32
  /// The number of vectors that all features share, a power of two.
  public var buckets = 1 << 15
  /// The longest n-gram, in letters.
  public var maximumNGram = 5
  /// Passes over the texts.
  public var epochs = 15
  /// The step at the start; it falls to 0.
  public var learningRate = 1.0
  /// Parts of a text that each pass reads beside the whole: one to six words, so that short texts
  /// are told apart, too.
  public var fragments = 4
  /// The seed of initial weights and of the order of texts.
  public var seed: UInt64 = 1

  /// Every setting at its default.
  public init() {}

  /// What is wrong with the settings and what to do, or `nil`.
  public var problem: String? {
    if !(16...1024).contains(dimension) || dimension % 16 != 0 {
      return "dimension is \(dimension) and must be a multiple of 16 up to 1024"
    }
    if !(1 << 8...1 << 24).contains(buckets) || buckets & (buckets - 1) != 0 {
      return "buckets is \(buckets) and must be a power of two from 256 to 16,777,216"
    }
    if !(1...16).contains(maximumNGram) { return "maximumNGram is \(maximumNGram), not 1 to 16" }
    if !(1...1000).contains(epochs) { return "epochs is \(epochs), not 1 to 1000" }
    if !(0...100).contains(fragments) { return "fragments is \(fragments), not 0 to 100" }
    if !(learningRate > 0 && learningRate <= 10) {
      return "learningRate is \(learningRate) and must be above 0, up to 10"
    }
    return nil
  }
}

/// Why a recognizer of languages cannot be trained.
public enum LanguageRecognizerTrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  case fewLanguages(corpus: String, count: Int)

  /// One line: what, where, what to do.
  public var description: String {
    switch self {
    case .fewLanguages(let corpus, let count):
      "corpus '\(corpus)' has texts of \(count) language\(count == 1 ? "" : "s"); two or more are"
        + " needed, each text with its language as its one label"
    }
  }
}

/// Trains a ``LanguageRecognizer`` by stochastic gradient descent, one text after the other in an
/// order that the seed decides, on one thread.
public final class LanguageRecognizerTrainer {
  private let recipe: LanguageRecognizerRecipe
  private let features: LanguageFeatures
  /// The languages of the training split, sorted.
  public let languages: [String]
  /// The words of each training text: where each word's features start, and the features.
  private struct Example {
    var language: Int
    var starts: [Int32]
    var features: [Int32]
  }
  private var examples: [Example] = []
  private var validation: [Example] = []
  /// 0, 1, … for each language.
  private let rowIndices: [Int32]
  private var embeddings: [Float]
  private var weights: [Float]
  private let corpora: [ModelCard.Corpus]
  /// The mean loss of an example in the last epoch, in nats.
  public private(set) var loss = 0.0

  /// Texts of the training split with one label, a language, each. The validation split decides how
  /// sure the recognizer is.
  ///
  /// - Throws: ``LanguageRecognizerTrainingError``, and what the corpus throws.
  public init(_ corpus: some Corpus, recipe: LanguageRecognizerRecipe) throws {
    precondition(recipe.problem == nil)
    self.recipe = recipe
    features = LanguageFeatures(maximumNGram: recipe.maximumNGram, buckets: recipe.buckets)
    var names: Set<String> = []
    try corpus.forEachDocument(in: .train) { names.formUnion($0.labels) }
    languages = names.sorted()
    guard languages.count > 1 else {
      throw LanguageRecognizerTrainingError.fewLanguages(
        corpus: corpus.name, count: languages.count)
    }
    let indices = Dictionary(uniqueKeysWithValues: languages.enumerated().map { ($1, $0) })
    let extractor = features
    func example(_ document: Document) -> Example? {
      guard document.labels.count == 1, let language = indices[document.labels[0]] else {
        return nil
      }
      var example = Example(language: language, starts: [0], features: [])
      extractor.forEachWord(of: LanguageRecognizer.composed(document.text)) {
        example.features.append(contentsOf: $0)
        example.starts.append(Int32(example.features.count))
      }
      return example.features.isEmpty ? nil : example
    }
    var documents: [String: Int] = [:]
    var fingerprints: [String: String] = [:]
    for split in [Split.train, .validation] {
      var found: [Example] = []
      try corpus.forEachDocument(in: split) {
        if let example = example($0) { found.append(example) }
      }
      documents[split.rawValue] = found.count
      if !found.isEmpty { fingerprints[split.rawValue] = try corpus.fingerprint(of: split) }
      if split == .train { examples = found } else { validation = found }
    }
    corpora = [
      ModelCard.Corpus(name: corpus.name, fingerprints: fingerprints, documents: documents)
    ]
    rowIndices = languages.indices.map(Int32.init)
    var random = RandomSource(seed: recipe.seed)
    let bound = 1 / Double(recipe.dimension)
    embeddings = (0..<recipe.buckets * recipe.dimension).map { _ in
      Float((2 * random.uniform() - 1) * bound)
    }
    weights = [Float](repeating: 0, count: languages.count * recipe.dimension)
  }

  /// The number of texts to train on.
  public var exampleCount: Int { examples.count }

  /// Trains to the end.
  ///
  /// - Parameter onEpoch: gets the number of the epoch, from 1, and its loss; training stops where
  ///   it returns `false`.
  /// - Returns: whether training came to its end.
  @discardableResult
  public func train(onEpoch: (Int, Double) -> Bool = { _, _ in true }) -> Bool {
    var random = RandomSource(seed: recipe.seed, 1)
    var order = Array(examples.indices)
    let texts = Double(examples.count * recipe.epochs)
    for epoch in 1...recipe.epochs {
      order.shuffle(using: &random)
      var sum = 0.0
      for (position, index) in order.enumerated() {
        let done = (Double((epoch - 1) * order.count) + Double(position)) / texts
        let rate = Float(recipe.learningRate * (1 - done))
        let example = examples[index]
        sum += learn(example.features[...], example.language, rate: rate)
        for _ in 0..<recipe.fragments {
          let words = example.starts.count - 1
          let count = min(words, 1 + Int(random.uniform() * 6))
          let first = Int(random.uniform() * Double(words - count + 1))
          let range = Int(example.starts[first])..<Int(example.starts[first + count])
          sum += learn(example.features[range], example.language, rate: rate)
        }
      }
      loss = sum / Double(order.count * (1 + recipe.fragments))
      if !onEpoch(epoch, loss) { return false }
    }
    return true
  }

  /// Takes a step down the gradient of the cross-entropy of one text.
  ///
  /// - Returns: the loss before the step.
  private func learn(_ features: ArraySlice<Int32>, _ language: Int, rate: Float) -> Double {
    let dimension = recipe.dimension
    let share = 1 / Float(features.count)
    var hidden = [Float](repeating: 0, count: dimension)
    var gradient = hidden
    let loss = embeddings.withUnsafeMutableBufferPointer { embeddings in
      weights.withUnsafeMutableBufferPointer { weights in
        let (rows, outputs) = (embeddings.baseAddress!, weights.baseAddress!)
        return hidden.withUnsafeMutableBufferPointer { hidden in
          gradient.withUnsafeMutableBufferPointer { gradient in
            let (h, g) = (hidden.baseAddress!, gradient.baseAddress!)
            for feature in features {
              Float.addScaled(dimension, share, rows + Int(feature) * dimension, h)
            }
            var scores = [Float](repeating: 0, count: languages.count)
            scores.withUnsafeMutableBufferPointer { scores in
              Float.dotRows(
                count: scores.count, n: dimension, x: h, a: outputs, lda: dimension,
                ids: rowIndices,
                out: scores.baseAddress!)
            }
            let peak = scores.max() ?? 0
            var sum: Float = 0
            for index in scores.indices {
              scores[index] = exp(scores[index] - peak)
              sum += scores[index]
            }
            for index in scores.indices {
              let error = (index == language ? 1 : 0) - scores[index] / sum
              Float.addScaled(dimension, error, outputs + index * dimension, g)
              Float.addScaled(dimension, rate * error, h, outputs + index * dimension)
            }
            for feature in features {
              Float.addScaled(dimension, rate * share, g, rows + Int(feature) * dimension)
            }
            return -log(Double(max(scores[language] / sum, .leastNormalMagnitude)))
          }
        }
      }
    }
    return loss
  }

  /// The recognizer as it is now, with probabilities that are fitted to the validation split.
  public func recognizer(
    name: String, summary: String = "", sources: [String: ModelCard.Source] = [:],
    notes: [String] = []
  ) -> LanguageRecognizer {
    let dimension = recipe.dimension
    let scales = (0..<recipe.buckets).map { row in
      let greatest = embeddings[row * dimension..<(row + 1) * dimension].reduce(0) {
        max($0, abs($1))
      }
      return max(greatest, .leastNormalMagnitude) / 127
    }
    let rounded = embeddings.indices.map {
      Int8((embeddings[$0] / scales[$0 / dimension]).rounded())
    }
    let card = ModelCard(
      kind: .languageRecognizer, name: name,
      summary: summary.isEmpty ? "Tells \(languages.count) languages apart." : summary,
      language: "mul", toolkitVersion: ToolkitVersion.current, icuVersion: Tokenizer.icuVersion,
      labels: languages, corpora: corpora.map { $0.naming(sources) }, seed: recipe.seed,
      notes: notes)
    func made(_ temperatures: [Float]) -> LanguageRecognizer {
      LanguageRecognizer(
        languages: languages, features: features, dimension: dimension,
        embeddings: rounded, scales: scales, weights: weights, temperatures: temperatures,
        card: card)
    }
    return made(temperatures(of: made([1])))
  }

  private static let lengthClasses = 12

  /// For each class of lengths the temperature with the lowest loss on the validation texts and the
  /// first words of each.
  private func temperatures(of recognizer: LanguageRecognizer) -> [Float] {
    var scores: [[(scores: [Float], language: Int)]] = Array(
      repeating: [], count: Self.lengthClasses)
    for example in validation {
      let words = example.starts.count - 1
      for count in [1, 2, 4, 8, 16, words] where count <= words {
        let features = Array(example.features[..<Int(example.starts[count])])
        let lengthClass = LanguageRecognizer.lengthClass(features.count, of: Self.lengthClasses)
        scores[lengthClass].append((recognizer.scores(of: features), example.language))
      }
    }
    var last: Float = 1
    return scores.map { items in
      if items.count >= 100 {
        last =
          stride(from: Float(0.3), through: 4, by: 0.05).min {
            Self.loss(items, $0) < Self.loss(items, $1)
          } ?? 1
      }
      return last
    }
  }

  private static func loss(
    _ items: [(scores: [Float], language: Int)], _ temperature: Float
  ) -> Double {
    items.reduce(0) { total, item in
      let peak = item.scores.max() ?? 0
      let sum = item.scores.reduce(0) { $0 + exp(($1 - peak) / temperature) }
      return total + Double(log(sum) - (item.scores[item.language] - peak) / temperature)
    }
  }
}
