import NLPToolkit

/// Divides a text into words, trains a tagger on a few sentences, writes it, opens it and tags with
/// it: `swift run --package-path tools/examples Train sample.nlpmodel`
@main
enum Train {
  static func main() throws {
    let text = "Ada wrote the first program. Nobody could run it yet."
    let document = Tokenizer().document(text)
    for sentence in document.sentences {
      let words = document.tokens[sentence.tokens].map { document.slice($0.range) }
      print(words.joined(separator: " "))
    }

    var recipe = TaggerRecipe()
    recipe.tagger.hidden = 16
    recipe.tagger.wordSize = 16
    recipe.training.epochs = 30
    recipe.training.learningRate = 0.02
    recipe.batchSize = 4
    let corpus = InMemoryCorpus(name: "sample", documents: [.train: sample, .validation: sample])
    let trainer = try TaggerTrainer(corpus, recipe: recipe)
    _ = try trainer.run(pool: .serial)
    let path = CommandLine.arguments.dropFirst().first ?? "sample.nlpmodel"
    try trainer.tagger(name: "sample").write(to: path)

    let tagger = try SequenceTagger(contentsOf: path)
    for entity in tagger.entities(in: text) {
      print(text.slice(utf8: entity.range), entity.label)
    }
  }

  private static let sample: [Document] = ["Ada", "Bob", "Grace", "Alan"].flatMap { name in
    ["wrote the first letter.", "could run it.", "saw nobody yet."].map { rest in
      let span = Span(range: 0..<name.utf8.count, label: "PER")
      return Document(text: "\(name) \(rest)", spans: [span])
    }
  }
}
