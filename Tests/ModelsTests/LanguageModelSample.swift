import Foundation
import Models
import Neural
import TestSupport
import Text

/// Small texts and recipes that learn them in a moment.
enum LanguageModelSample {
  /// Sentences of a few words, with a character that is no ASCII.
  static func text(_ sentences: Int, seed: UInt64) -> String {
    var random = SeededRandom(seed)
    let subjects = ["the miller", "a heron", "the old café", "our ferry"]
    let verbs = ["waits for", "remembers", "leaves", "follows"]
    let objects = ["the tide", "a letter", "the long winter", "nobody"]
    return (0..<sentences).map { _ in
      [subjects, verbs, objects].map { $0[Int.random(in: $0.indices, using: &random)] }
        .joined(separator: " ") + ".\n"
    }.joined()
  }

  static func corpus(training: Int = 120, validation: Int = 20) -> InMemoryCorpus {
    InMemoryCorpus(
      name: "letters",
      documents: [
        .train: [Document(text: text(training, seed: 1))],
        .validation: validation > 0 ? [Document(text: text(validation, seed: 2))] : [],
      ])
  }

  static func recipe(_ change: (inout LanguageModelRecipe) -> Void = { _ in })
    -> LanguageModelRecipe
  {
    var recipe = LanguageModelRecipe()
    recipe.model.hidden = 32
    recipe.model.embeddingSize = 12
    recipe.model.dropout = 0.1
    recipe.training.epochs = 10
    recipe.training.learningRate = 0.02
    recipe.training.seed = 3
    recipe.batchSize = 8
    recipe.bptt = 24
    recipe.separator = ""
    change(&recipe)
    return recipe
  }

  static func trainer(
    _ recipe: LanguageModelRecipe = recipe(), corpus: InMemoryCorpus = corpus()
  ) throws -> LanguageModelTrainer {
    try LanguageModelTrainer(
      try CorpusText(corpus, separator: recipe.separator, heldOut: recipe.heldOut), recipe: recipe)
  }

  static func train(_ change: (inout LanguageModelRecipe) -> Void = { _ in }) throws
    -> CharacterLanguageModel
  {
    let trainer = try trainer(recipe(change))
    _ = try trainer.run(pool: .serial)
    return trainer.model(name: "sample")
  }

  /// The model file that training leaves.
  static func bytes(_ trainer: LanguageModelTrainer, _ directory: String) throws -> Data {
    let path = directory + "/\(UUID().uuidString).nlpmodel"
    try trainer.model(name: "sample").write(to: path)
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  /// Trained once for all tests that only use them.
  static let scalars = Result { try train() }
  static let bytes = Result { try train { $0.model.symbol = .byte } }
  static let backward = Result { try train { $0.model.direction = .backward } }
  /// Layers with everything that can be between them.
  static let deep = Result {
    try train {
      $0.model.layers = 3
      $0.model.layerNormalization = true
      $0.model.residual = true
      $0.model.recurrentDropout = 0.1
      $0.model.variationalDropout = true
    }
  }
}
