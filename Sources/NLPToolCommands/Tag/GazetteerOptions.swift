import ArgumentParser
import NLPToolkit

/// `--gazetteer` and how it counts.
struct GazetteerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Names that are entities wherever they stand: a name, a tab and its label on each line. May be given "
        + "again.", valueName: "file"),
    completion: .file())
  var gazetteer: [String] = []

  @Option(
    help: ArgumentHelp(
      "Rather than make names certain, raise the logarithm of their odds by so much (3: odds 20 times as "
        + "high).", valueName: "number"))
  var gazetteerWeight: Double?

  @Flag(help: "Find names of the gazetteer in capital and in small letters.")
  var ignoreCase = false

  func validate() throws {
    if gazetteer.isEmpty, gazetteerWeight != nil || ignoreCase {
      throw ValidationError(
        "--gazetteer-weight and --ignore-case are about a gazetteer; give one with --gazetteer")
    }
    if let gazetteerWeight, !(-1000...1000).contains(gazetteerWeight) {
      throw ValidationError("--gazetteer-weight \(gazetteerWeight): give -1000 to 1000")
    }
  }

  /// The tagger with the names of the files.
  func apply(to tagger: SequenceTagger) throws -> SequenceTagger {
    if gazetteer.isEmpty { return tagger }
    let names = Gazetteer(
      try gazetteer.flatMap(entries), ignoringCase: ignoreCase, tokenizer: tagger.tokenizer)
    let known = tagger.tagset.labels
    if gazetteerWeight != nil, let label = names.labels.first(where: { !known.contains($0) }) {
      throw CommandError.badData(
        "--gazetteer: \(tagger.card.name) has no label \(label) to weigh, it has "
          + "\(known.joined(separator: " ")); rename it, or leave out --gazetteer-weight")
    }
    return tagger.knowing(names, weight: gazetteerWeight)
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
          "\(lines.place): not a name, a tab and a label; write, for example, New York<tab>LOC")
      }
      entries.append((String(columns[0]), String(columns[1])))
    }
    return entries
  }
}
