import NLPToolkit

/// Prints the named entities of a text: `swift run --package-path tools/examples Tag "Ada met
/// Bob."`
@main
enum Tag {
  static func main() throws {
    let text = CommandLine.arguments.dropFirst().joined(separator: " ")
    let tagger = try SequenceTagger(PretrainedModel.englishEntities.file())
    for entity in tagger.entities(in: text) {
      print(entity.label, text.slice(utf8: entity.range), entity.score ?? 0, separator: "\t")
    }
  }
}
