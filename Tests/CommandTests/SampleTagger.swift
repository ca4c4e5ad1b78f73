import Models
import Neural
import TestSupport
import Text
import Tokenization

/// A tagger of persons and places that knows a few dozen sentences by heart, trained once for all
/// tests.
enum SampleTagger {
  static let tagger = Result { try train() }

  /// Writes the model into the folder of a runner.
  @discardableResult
  static func write(to runner: CommandRunner, name: String = "m.nlpmodel") throws -> String {
    try tagger.get().write(to: runner.path(name))
    return runner.path(name)
  }

  private static let persons = ["Ada Lovelace", "Bob", "Grace Hopper", "Çelik", "Eve Moneypenny"]
  private static let places = ["London", "New York", "Paris", "Łódź", "Rome"]

  private static func train() throws -> SequenceTagger {
    let tokenizer = Tokenizer()
    var documents: [Document] = []
    for person in persons {
      for place in places {
        for template in ["# met us in @ .", "In @ we saw # again.", "@ is far from #, they said."] {
          documents.append(document(template, person: person, place: place, tokenizer))
        }
      }
    }
    var recipe = TaggerRecipe()
    recipe.tagger.hidden = 16
    recipe.tagger.wordSize = 16
    recipe.tagger.characterSize = 8
    recipe.tagger.characterHidden = 8
    recipe.tagger.attributeSize = 4
    recipe.tagger.dropout = 0.1
    recipe.training.epochs = 16
    recipe.training.learningRate = 0.02
    recipe.tagger.wordDropout = 0.2
    recipe.batchSize = 4
    let corpus = InMemoryCorpus(name: "sample", documents: [.train: documents])
    let trainer = try TaggerTrainer(corpus, recipe: recipe)
    _ = try trainer.run(pool: ThreadPool.serial)
    return trainer.tagger(name: "sample", summary: "Persons and places of a few sentences.")
  }

  private static func document(
    _ template: String, person: String, place: String, _ tokenizer: Tokenizer
  ) -> Document {
    var text = ""
    var spans: [Span] = []
    for character in template {
      let filler: (String, String)? =
        character == "#" ? (person, "PER") : character == "@" ? (place, "LOC") : nil
      let start = text.utf8.count
      text += filler?.0 ?? String(character)
      if let filler { spans.append(Span(range: start..<text.utf8.count, label: filler.1)) }
    }
    var document = tokenizer.document(text)
    document.spans = spans
    return document
  }
}

/// The bytes of a model file as those of one without a checksum, so that what is damaged in them is
/// found by all other checks: the first version of the format, and a key that means nothing.
func withoutChecksum(_ bytes: [UInt8]) -> [UInt8] {
  func replace(_ old: String, _ new: String, in bytes: inout [UInt8]) {
    let old = Array(old.utf8)
    guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: old) }) else { return }
    bytes.replaceSubrange(start..<start + old.count, with: new.utf8)
  }
  var bytes = bytes
  replace("\"checksum\"", "\"chccksum\"", in: &bytes)
  replace("\"format_version\":\"2\"", "\"format_version\":\"1\"", in: &bytes)
  return bytes
}
