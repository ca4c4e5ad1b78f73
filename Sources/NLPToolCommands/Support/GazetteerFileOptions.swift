import ArgumentParser
import NLPToolkit

/// `--gazetteer` and `--ignore-case`: lists of names.
struct GazetteerFileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Known names: a name, a tab and its label on each line. May be given again.",
      valueName: "file"),
    completion: .file())
  var gazetteer: [String] = []

  @Flag(help: "Find names of the gazetteer in capital and in small letters.")
  var ignoreCase = false

  func validate() throws {
    if gazetteer.isEmpty, ignoreCase {
      throw ValidationError("--ignore-case is about a gazetteer; give one with --gazetteer")
    }
  }

  /// The names of all files; `nil` without files.
  ///
  /// - Throws: status 65 at the first line that is none.
  func open(tokenizer: Tokenizer) throws -> Gazetteer? {
    if gazetteer.isEmpty { return nil }
    return Gazetteer(
      try gazetteer.flatMap(entries), ignoringCase: ignoreCase, tokenizer: tokenizer)
  }

  private func entries(of path: String) throws -> [(name: String, label: String)] {
    let lines = try SourceLines(path)
    var entries: [(name: String, label: String)] = []
    while try lines.advance() {
      let columns = lines.text.split(separator: "\t", omittingEmptySubsequences: false)
      if columns.count == 1, columns[0].allSatisfy(\.isWhitespace) { continue }
      guard columns.count == 2, !columns[0].allSatisfy(\.isWhitespace),
        !columns[1].isEmpty, !columns[1].contains(where: \.isWhitespace)
      else {
        throw CommandError.badData(
          "\(lines.location): not a name, a tab and a label; write, for example, New York<tab>LOC")
      }
      entries.append((String(columns[0]), String(columns[1])))
    }
    return entries
  }
}
