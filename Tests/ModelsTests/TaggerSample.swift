import Foundation
import Models
import Neural
import TestSupport
import Text

/// A small corpus of people and places, and a recipe that learns it.
enum TaggerSample {
  static let people = [
    "Ada Lovelace", "Grace Hopper", "Alan Turing", "Mary Somerville", "Emmy Noether", "Noether",
    "Turing", "Zoë Ångström",
  ]
  static let places = ["London", "Paris", "New York", "Göttingen", "Rome", "Bad Homburg"]

  /// Pieces of text, with labels where they are spans.
  private typealias Piece = (text: String, label: String?)

  static func document(_ identifier: String, _ random: inout SeededRandom) -> Document {
    var document = Document(identifier: identifier, text: "")
    for _ in 0..<2 {
      let person: Piece = (people[Int.random(in: people.indices, using: &random)], "PER")
      let other: Piece = (people[Int.random(in: people.indices, using: &random)], "PER")
      let place: Piece = (places[Int.random(in: places.indices, using: &random)], "LOC")
      let templates: [[Piece]] = [
        [person, (" went to ", nil), place, (" on Monday. ", nil)],
        [("In ", nil), place, (", ", nil), person, (" met ", nil), other, (". ", nil)],
        [("Nobody had seen the machine. ", nil)],
        [("The letters of ", nil), person, (" are kept in ", nil), place, (". ", nil)],
      ]
      for piece in templates[Int.random(in: templates.indices, using: &random)] {
        let start = document.text.utf8.count
        document.text += piece.text
        if let label = piece.label {
          document.spans.append(Span(range: start..<document.text.utf8.count, label: label))
        }
      }
    }
    return document
  }

  static func documents(_ name: String, count: Int, seed: UInt64) -> [Document] {
    var random = SeededRandom(seed)
    return (0..<count).map { document("\(name)-\($0)", &random) }
  }

  static func corpus() -> InMemoryCorpus {
    InMemoryCorpus(
      name: "letters",
      documents: [
        .train: documents("train", count: 120, seed: 1),
        .validation: documents("validation", count: 30, seed: 2),
      ])
  }

  static func recipe() -> TaggerRecipe {
    var recipe = TaggerRecipe()
    recipe.tagger.hidden = 12
    recipe.tagger.wordSize = 12
    recipe.tagger.characterSize = 6
    recipe.tagger.characterHidden = 6
    recipe.tagger.attributeSize = 4
    recipe.tagger.dropout = 0.2
    recipe.batchSize = 12
    recipe.training.epochs = 5
    recipe.training.learningRate = 0.02
    recipe.training.seed = 5
    return recipe
  }

  /// The model file that training leaves.
  static func bytes(_ trainer: TaggerTrainer, _ directory: String) throws -> Data {
    let path = directory + "/\(UUID().uuidString).nlpmodel"
    try trainer.tagger(name: "sample").write(to: path)
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  /// Trained once for all tests that only use it.
  static let trained = Result {
    let trainer = try TaggerTrainer(corpus(), recipe: recipe())
    _ = try trainer.run(pool: .serial)
    return trainer.tagger(name: "sample")
  }
}
