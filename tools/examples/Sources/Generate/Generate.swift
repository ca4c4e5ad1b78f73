import NLPToolkit

/// Goes on with a text in the manner of old novels, character by character:
/// `swift run --package-path tools/examples Generate "The sea "`
@main
enum Generate {
  static func main() async throws {
    let prompt = CommandLine.arguments.dropFirst().first ?? "The sea "
    let model = try CharacterLanguageModel(PretrainedModel.englishNovels.file())
    print(prompt, terminator: "")
    for await character in model.characters(GenerationRequest(prompt: prompt, length: 300)) {
      print(character, terminator: "")
    }
    print()
  }
}
