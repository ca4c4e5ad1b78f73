import Models
import Neural

/// Vectors of a dozen words, trained once for all tests.
enum WordVectorSample {
  static let trained = Result {
    var text = WordVectorText(isLowercased: true)
    for index in 0..<200 {
      let line =
        index % 2 == 0 ? "the cat sleeps and the dog barks" : "a red wall and a blue sky paint"
      Array(line.utf8).withUnsafeBytes { text.append(tokenized: $0) }
    }
    var recipe = WordVectorRecipe()
    recipe.dimension = 16
    recipe.epochs = 2
    recipe.minimumCount = 1
    recipe.buckets = 200
    recipe.subsample = 0
    let trainer = try WordVectorTrainer(text, recipe: recipe)
    trainer.train(pool: .serial)
    return trainer.vectors()
  }
}
