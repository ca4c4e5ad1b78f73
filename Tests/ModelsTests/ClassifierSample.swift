import Foundation
import Models
import Neural
import TestSupport
import Text

/// A small corpus of what people say about a café, and a recipe that learns it.
enum ClassifierSample {
  private static let parts: [String: [String]] = [
    "praise": ["The coffee was wonderful", "We loved the cake", "Such friendly people"],
    "complaint": ["My soup was cold", "Nobody came to our table", "The bill was wrong"],
    "question": ["When do you open", "Is there a table for five", "Do you serve tea"],
  ]
  private static let openings = ["Hello", "Dear all", "Hi there", "Well", "Good evening"]
  private static let endings = ["today", "on Sunday", "at noon", "in the garden", "again"]

  static let labels = parts.keys.sorted()

  static func documents(_ name: String, count: Int, seed: UInt64) -> [Document] {
    var random = SeededRandom(seed)
    func any(_ choices: [String]) -> String {
      choices[Int.random(in: choices.indices, using: &random)]
    }
    return (0..<count).map { index in
      let label = any(labels)
      let text = "\(any(openings)), \(any(parts[label] ?? [])) \(any(endings))"
      return Document(
        identifier: "\(name)-\(index)", text: text + (label == "question" ? " ?" : "."),
        labels: [label])
    }
  }

  static func corpus() -> InMemoryCorpus {
    InMemoryCorpus(
      name: "café",
      documents: [
        .train: documents("train", count: 150, seed: 1),
        .validation: documents("validation", count: 60, seed: 2),
      ])
  }

  /// Texts that say one or two things, or nothing to the point.
  static func severalLabels() -> InMemoryCorpus {
    var corpus = corpus()
    for split in [Split.train, .validation] {
      let single = corpus.documents[split] ?? []
      corpus.documents[split] = zip(single, single.dropFirst().reversed()).map { one, other in
        Document(
          text: one.text + " " + other.text, labels: Set(one.labels + other.labels).sorted())
      }
      corpus.documents[split]?.append(Document(text: "Hello, today."))
    }
    return corpus
  }

  static func recipe() -> ClassifierRecipe {
    var recipe = ClassifierRecipe()
    recipe.classifier.hidden = 8
    recipe.classifier.wordSize = 8
    recipe.classifier.attributeSize = 4
    recipe.classifier.dropout = 0.2
    recipe.batchSize = 12
    recipe.training.epochs = 5
    recipe.training.learningRate = 0.01
    recipe.training.averageDecay = 0.9
    recipe.training.seed = 5
    return recipe
  }

  /// The model file that training leaves.
  static func bytes(_ trainer: ClassifierTrainer, _ directory: String) throws -> Data {
    let path = directory + "/\(UUID().uuidString).nlpmodel"
    try trainer.classifier(name: "sample").write(to: path)
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  static func train(
    _ corpus: InMemoryCorpus = corpus(), _ recipe: ClassifierRecipe = recipe()
  ) throws -> TextClassifier {
    let trainer = try ClassifierTrainer(corpus, recipe: recipe)
    _ = try trainer.run(pool: .serial)
    return trainer.classifier(name: "sample")
  }

  /// Trained once for all tests that only use it.
  static let trained = Result { try train() }

  /// Texts with random classes, as a network reads them.
  struct Batch {
    let features: ClassifierFeatures
    let batch: ClassifierBatch

    init(
      texts: [[String]], classes: Int, isMultilabel: Bool, recipe: ClassifierRecipe,
      vectors: WordVectors? = nil, languageModels: [CharacterLanguageModel] = [],
      random: inout SeededRandom
    ) {
      let words = Set(texts.joined()).sorted()
      let types = texts.map { text in text.map { Int32(words.firstIndex(of: $0)!) } }
      features = ClassifierFeatures(
        types: types, words: words, classes: classes, configuration: recipe.classifier,
        vectors: vectors, languageModels: languageModels)
      var batch = ClassifierBatch(types: types, words: words, features: features)
      for _ in texts {
        if isMultilabel {
          for _ in 0..<classes { batch.targets.append(Bool.random(using: &random) ? 1 : 0) }
        } else {
          batch.classes.append(Int32.random(in: 0..<Int32(classes), using: &random))
        }
      }
      self.batch = batch
    }
  }
}
