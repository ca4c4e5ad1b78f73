import ArgumentParser
import NLPToolkit

/// The forms that texts come in.
enum TextForm: String, DocumentForm {
  case text, jsonl, csv, tsv, conll

  static let help =
    "The form of the input; conll has a token a line, and a document is a sentence of it."
}

/// The forms that a command reads: those of ``TextForm``, by their names, and perhaps others.
protocol DocumentForm: ExpressibleByArgument, CaseIterable, RawRepresentable, Sendable
where RawValue == String {
  static var text: Self { get }
  static var help: String { get }
}

/// What the documents of an input are, for commands that read texts alone.
typealias TextFormOptions = DocumentFormOptions<TextForm>

/// What the documents of an input are.
struct DocumentFormOptions<Form: DocumentForm>: ParsableArguments {
  @Option(help: ArgumentHelp(stringLiteral: Form.help))
  var inputFormat: Form = .text

  @Flag(help: "Take each file as one document.")
  var wholeFile = false

  @Option(
    help: ArgumentHelp(
      "The field of a JSON object, or the column of a table, that holds the text.",
      valueName: "name"))
  var textField = "text"

  @Option(
    help: ArgumentHelp(
      "The column of conll that holds the token (default: the first, or the second behind numbers).",
      valueName: "n"))
  var tokenColumn: Int?

  func validate() throws {
    if wholeFile && textForm != .text {
      throw ValidationError("--whole-file is for --input-format text; leave one of them out")
    }
    if let tokenColumn {
      if tokenColumn < 1 {
        throw ValidationError("--token-column \(tokenColumn): columns count from 1")
      }
      if textForm != .conll {
        throw ValidationError("--token-column is for --input-format conll; leave it out")
      }
    }
  }

  /// The form of texts; `nil` where the input is something else.
  private var textForm: TextForm? { TextForm(rawValue: inputFormat.rawValue) }

  /// What makes documents of the input.
  var parser: any DocumentParser {
    switch textForm {
    case .text, nil: PlainTextParser()
    case .jsonl: JSONLinesParser(textField: textField)
    case .csv: TableParser(format: .csv, textField: textField)
    case .tsv: TableParser(format: .tsv, textField: textField)
    case .conll: ColumnParser(tokenColumn: tokenColumn)
    }
  }

  /// What of the input is a document.
  var unit: InputUnit { wholeFile ? .file : .line }
}
