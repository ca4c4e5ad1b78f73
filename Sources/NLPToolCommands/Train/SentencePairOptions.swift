import ArgumentParser
import NLPToolkit

/// The forms of files of sentence pairs.
enum SentencePairFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
  case tsv, jsonl
}

/// Pairs of sentences to read: files of pairs, or two files line by line.
struct SentencePairOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Files of pairs: source, a tab and target on each line, or JSON objects.", valueName: "file"),
    completion: .file())
  var input: [String] = []

  @Option(help: "The form of --input.")
  var inputFormat: SentencePairFormat = .tsv

  @Option(help: ArgumentHelp("The field of a JSON object with the source.", valueName: "name"))
  var sourceField = "source"

  @Option(help: ArgumentHelp("The field of a JSON object with the target.", valueName: "name"))
  var targetField = "target"

  @Option(
    help: ArgumentHelp("A file with a source on each line.", valueName: "file"),
    completion: .file())
  var sourceFile: String?

  @Option(
    help: ArgumentHelp("A file with the target of each line of --source-file.", valueName: "file"),
    completion: .file())
  var targetFile: String?

  func validate() throws {
    guard (sourceFile == nil) == (targetFile == nil) else {
      throw ValidationError("give both --source-file and --target-file")
    }
  }

  /// Fails if there is nothing to read.
  func checkGiven() throws {
    if files.isEmpty {
      throw ValidationError(
        "give pairs: --input FILE, or --source-file FILE and --target-file FILE")
    }
  }

  /// The files that are read.
  var files: [String] { input + [sourceFile, targetFile].compactMap(\.self) }

  /// What the pairs are called: the names of the files.
  var name: String {
    files.map { $0.split(separator: "/").last.map(String.init) ?? $0 }.joined(separator: "+")
  }

  /// All pairs; lines without one are told.
  func read(_ diagnostics: Diagnostics) throws -> [SentencePair] {
    var reader = SentencePairReader()
    for file in input {
      switch inputFormat {
      case .tsv: try reader.read(.table(path: file))
      case .jsonl:
        try reader.read(.objects(path: file, source: sourceField, target: targetField))
      }
    }
    if let sourceFile, let targetFile {
      try reader.read(.lines(source: sourceFile, target: targetFile))
    }
    if reader.rejectedCount > 0, let problem = reader.firstProblem {
      diagnostics.warning(
        "\(reader.rejectedCount) \(reader.rejectedCount == 1 ? "line has" : "lines have") no pair "
          + "and \(reader.rejectedCount == 1 ? "is" : "are") passed over; the first: \(problem)")
    }
    return reader.pairs
  }
}
