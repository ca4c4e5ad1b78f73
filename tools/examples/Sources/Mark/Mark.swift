import NLPToolkit

/// Prints the names in each text, all texts at once, with the ranges of Swift's strings:
/// `swift run --package-path tools/examples Mark "Ada met Bob." "Grace lives in Rome."`
@main
enum Mark {
  static func main() async throws {
    let texts = Array(CommandLine.arguments.dropFirst())
    let tagger = try SequenceTagger(PretrainedModel.englishEntities.file())
    for (text, entities) in zip(texts, await tagger.entities(in: texts)) {
      for entity in entities {
        if let range = entity.range(in: text) { print(entity.label, text[range], separator: "\t") }
      }
    }
  }
}
