import Models
import Neural
import TestSupport
import Text
import TextInput

/// Small tasks from sequences to sequences, and recipes that learn them in seconds.
enum TranslatorSample {
  /// Words of three to eight letters, and what `target` makes of each.
  static func pairs(_ count: Int, seed: UInt64, target: (String) -> String) -> [SentencePair] {
    var random = SeededRandom(seed)
    let letters = Array("abcdefghijkl")
    return (0..<count).map { _ in
      let length = Int.random(in: 3...8, using: &random)
      let word = String((0..<length).map { _ in letters.randomElement(using: &random)! })
      return SentencePair(source: word, target: target(word))
    }
  }

  static func recipe(_ change: (inout TranslatorRecipe) -> Void = { _ in }) -> TranslatorRecipe {
    var recipe = TranslatorRecipe()
    recipe.model.hidden = 64
    recipe.model.embeddingSize = 32
    recipe.model.dropout = 0
    recipe.subwords = 0
    recipe.validation = 0.05
    recipe.test = 0.05
    recipe.batchSize = 32
    recipe.training.epochs = 12
    recipe.training.learningRate = 0.01
    recipe.training.seed = 3
    change(&recipe)
    return recipe
  }

  /// A model that reverses words, not perfectly.
  static let reversing = Result {
    let trainer = try TranslatorTrainer(
      pairs(1500, seed: 1) { String($0.reversed()) }, name: "reversed", recipe: recipe())
    _ = try trainer.run(pool: .serial)
    return trainer.model(name: "reversing")
  }

  /// The share of the pairs whose target is found to the letter.
  static func accuracy(_ translator: Translator, _ pairs: [SentencePair], beam: Int = 1) -> Double {
    var options = TranslationOptions()
    options.beam = beam
    let found = translator.translations(of: pairs.map(\.source), options: options)
    let right = zip(found, pairs).count { $0[0].text == $1.target }
    return Double(right) / Double(pairs.count)
  }
}
