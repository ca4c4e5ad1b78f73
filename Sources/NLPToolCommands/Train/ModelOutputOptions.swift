import ArgumentParser
import NLPToolkit

/// Where a trained model goes, what it is called, and what its card says of it.
struct ModelOutputOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The model file to write.")
  var output: String

  @Option(
    help: ArgumentHelp(
      "A YAML file with what the model's card says of it: summary, corpora, notes.",
      valueName: "file"))
  var card: String?

  @Option(help: "The name on the model's card (default: that of the file).")
  var name: String?

  func validate() throws {
    guard !output.isEmpty, !output.hasSuffix("/") else {
      throw ValidationError("--output \(output): name a file, such as news.nlpmodel")
    }
  }

  /// What goes on the card by the user's will.
  ///
  /// - Throws: status 66 or 65 for a `--card` that is missing or wrong.
  func cardText() throws -> CardText {
    try card.map { try RecipeFile(path: $0).apply(to: CardText()) } ?? CardText()
  }

  /// The name for the model's card.
  var modelName: String {
    if let name { return name }
    var name = output.split(separator: "/").last.map(String.init) ?? output
    if name.hasSuffix(".nlpmodel") { name.removeLast(".nlpmodel".count) }
    return name
  }

  /// Takes the output for this training, before it starts rather than after it.
  ///
  /// - Parameters:
  ///   - inputs: the files that the training reads, none of which is written over.
  ///   - texts: the files that are written beside the model.
  /// - Returns: a lock on the output, to be held until the model is written.
  /// - Throws: status 64 if the output is an input, 73 if it cannot be written or somebody else
  ///   does.
  func reserve(
    reading inputs: [String], beside texts: [String] = []
  ) throws(CommandError) -> OutputLock {
    let inputs = inputs + (card.map { [$0] } ?? [])
    let models = [output, output + ".checkpoint"]
    try OverwriteCheck.check(models + texts, against: inputs)
    for (paths, content) in [(models, FileReplacement.Content.model), (texts, .text)] {
      for path in paths {
        do throws(FileReplacement.Failure) {
          try FileReplacement.check(path, by: content)
        } catch {
          throw .cannotCreate("\(path): \(error.advice)")
        }
      }
    }
    return try OutputLock(of: output)
  }
}
