import ArgumentParser
import Glibc
import NLPToolkit

/// Files as arguments, standard input where there are none or for `-`, or `--text`.
package struct InputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Files to read; standard input if there are none, or for '-'.", valueName: "file"),
    completion: .file())
  package var files: [String] = []

  @Option(help: "A text to use instead of files.")
  package var text: String?

  package init() {}

  package func validate() throws {
    if files.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("'-' stands twice among the files; standard input can be read once")
    }
  }

  /// A reader of what was asked for. All files are looked at first, so that a wrong name is told
  /// before any work is done.
  ///
  /// - Parameter unit: what a document is.
  /// - Throws: status 66 for a file that is missing or cannot be read, 64 for files beside a text:
  ///   not before, since the value of a misspelled option looks like a file.
  package func makeReader(
    unit: InputUnit = .line, maximumBytes: Int = InputReader.maximumDocumentBytes,
    repairsText: Bool = false, diagnostics: Diagnostics? = nil
  ) throws -> InputReader {
    if let text {
      if !files.isEmpty {
        throw CommandError.usage("--text and files exclude each other; give one of them")
      }
      return InputReader(literal: text)
    }
    let paths = files.isEmpty ? ["-"] : files
    try OverwriteCheck.check(["-"], against: paths)
    for path in paths where path != "-" && !isPipe(path) { try Self.check(path) }
    return InputReader(
      paths: paths, unit: unit, maximumBytes: maximumBytes, repairsText: repairsText,
      diagnostics: diagnostics)
  }

  private static func check(_ path: String) throws {
    do {
      _ = try FileStream(path: path)
    } catch TextInputError.noSuchFile {
      throw CommandError.noInput(
        "\(path): no such file; check the path, or give a text with --text")
    }
  }
}

/// Whether the path is a named pipe or the like, which must be opened only once.
func isPipe(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
}

/// What a document of the input is.
package enum InputUnit: Sendable {
  case line
  /// `--whole-file`
  case file
}
