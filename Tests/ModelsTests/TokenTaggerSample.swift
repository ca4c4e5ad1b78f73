import Models
import Neural
import TestSupport
import Text

/// A small treebank of sentences made by a pattern, and a recipe that learns it.
enum TokenTaggerSample {
  private static let nouns = ["cat", "dog", "letter", "party", "city", "machine", "story", "child"]
  private static let verbs = ["see", "find", "like", "paint", "carry", "watch"]
  private static let names = ["Ada", "Grace", "London", "Paris", "Zoë"]

  static func document(_ random: inout SeededRandom) -> Document {
    var rows: [(form: String, upos: String, lemma: String)] = []
    func noun() {
      let noun = nouns[Int.random(in: nouns.indices, using: &random)]
      let isPlural = Bool.random(using: &random)
      let plural =
        noun == "child" ? "children" : noun.hasSuffix("y") ? noun.dropLast() + "ies" : noun + "s"
      rows.append((isPlural ? "These" : "The", "DET", isPlural ? "this" : "the"))
      rows.append((isPlural ? String(plural) : noun, "NOUN", noun))
    }
    noun()
    let verb = verbs[Int.random(in: verbs.indices, using: &random)]
    if Bool.random(using: &random) {
      rows += [("did", "AUX", "do"), ("n't", "PART", "not"), (verb, "VERB", verb)]
    } else {
      rows.append((verb + (verb.hasSuffix("e") ? "d" : "ed"), "VERB", verb))
    }
    if Bool.random(using: &random) {
      let name = names[Int.random(in: names.indices, using: &random)]
      rows.append((name, "PROPN", name))
    } else {
      noun()
      rows[rows.count - 2].form = rows[rows.count - 2].form.lowercased()
    }
    rows.append((".", "PUNCT", "."))
    return document(of: rows)
  }

  static func document(of rows: [(form: String, upos: String, lemma: String)]) -> Document {
    var document = Document(text: "", hasGoldTokens: true)
    for (index, row) in rows.enumerated() {
      let touches = row.form == "n't" || row.form == "." || index == 0
      if !touches { document.text += " " }
      let start = document.text.utf8.count
      document.text += row.form
      document.tokens.append(Token(range: start..<document.text.utf8.count))
    }
    document.sentences = [Sentence(range: 0..<document.text.utf8.count, tokens: 0..<rows.count)]
    document.layers = [
      TokenLayer(name: "lemma", values: rows.map(\.lemma)),
      TokenLayer(name: "upos", values: rows.map(\.upos)),
    ]
    return document
  }

  static func corpus() -> InMemoryCorpus {
    func documents(_ count: Int, seed: UInt64) -> [Document] {
      var random = SeededRandom(seed)
      return (0..<count).map { _ in document(&random) }
    }
    return InMemoryCorpus(
      name: "trees",
      documents: [
        .train: documents(150, seed: 1), .validation: documents(30, seed: 2),
        .test: documents(40, seed: 3),
      ])
  }

  static func recipe() -> TaggerRecipe {
    var recipe = TaggerSample.recipe()
    recipe.tokenLayers = ["upos", "lemma"]
    recipe.training.epochs = 30
    recipe.tagger.minimumRuleCount = 1
    return recipe
  }

  /// Trained once for all tests that only use it.
  static let trained = Result {
    let trainer = try TokenTaggerTrainer(corpus(), recipe: recipe())
    _ = try trainer.run(pool: .serial)
    return trainer.tagger(name: "sample")
  }
}
