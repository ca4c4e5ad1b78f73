import ArgumentParser
import Glibc
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

  /// Fails before the training rather than after it.
  func checkWritable() throws {
    var folder = "."
    if let slash = output.lastIndex(of: "/") { folder = String(output[...slash]) }
    guard access(folder, W_OK) == 0 else {
      throw CommandError.cannotCreate(
        "\(output): \(systemErrorText(errno)); choose a place that can be written")
    }
  }
}
