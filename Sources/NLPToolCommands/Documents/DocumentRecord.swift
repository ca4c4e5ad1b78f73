import NLPToolkit

/// A document on its way from the input through a command to the output, with what it was made
/// from.
package struct DocumentRecord: Sendable {
  /// What the document was made from.
  package enum Origin: Sendable {
    case text
    /// A line of JSON, whose other fields pass through.
    case object(JSONObject)
    /// The lines of a sentence in columns.
    case columns([ColumnLine])
  }

  /// A line of a column file and the token that it holds.
  package struct ColumnLine: Sendable, Hashable {
    package var text: String
    package var role: Role

    package enum Role: Sendable, Hashable {
      /// The token of this number in the document.
      case token(Int)
      /// A line with columns, but without a token to tag; it gets this in the tag column.
      case filler(String)
      /// A comment or a blank line.
      case verbatim
    }
  }

  /// The line in its source on which the document starts, from 1; `nil` for whole files and
  /// `--text`.
  package var line: Int?
  package var document: Document
  package var origin: Origin
  /// The most probable taggings, the best first; `nil` unless asked for.
  var alternatives: [TaggingAlternative]?
  /// The language and the model that it chose; `nil` where no language counts.
  var choice: Choice?
  /// How unsure the model is of it; `nil` unless asked for.
  var uncertainty: Double?

  package init(line: Int? = nil, document: Document, origin: Origin) {
    self.line = line
    self.document = document
    self.origin = origin
  }

  /// What a language led to.
  struct Choice: Sendable, Hashable {
    var language: String
    /// The name of the model; `nil` if none reads the language.
    var model: String?
  }
}

extension DocumentRecord.Choice {
  /// Sets the fields that tell of it.
  func set(in object: inout JSONObject) {
    object.set("language", to: .string(language))
    object.set("model", to: model.map { .string($0) } ?? .null)
  }
}

extension DocumentRecord {
  /// The line of JSON that the document came from, or one with its text.
  var object: JSONObject {
    if case .object(let given) = origin { return given }
    var object = JSONObject()
    object.set("text", to: .string(document.text))
    return object
  }
}

/// What comes out of the input: a document, or the reason why there is none.
enum DocumentItem: Sendable {
  case record(DocumentRecord)
  /// A blank line where lines hold no text, which is kept.
  case blank
  case failure(DocumentFailure)
}

/// A line or document that can't be used.
struct DocumentFailure: Sendable {
  /// The file as it was named.
  var source: String
  var line: Int?
  var error: CommandError

  init(_ input: InputDocument, _ error: CommandError) {
    source = input.source
    line = input.line
    self.error = error
  }

  /// A whole file that can't be used.
  init(file: String, _ error: CommandError) {
    source = file
    self.error = error
  }

  init(source: String, line: Int?, problem: String) {
    self.source = source
    self.line = line
    error = .badData("\(line.map { "\(source):\($0)" } ?? source): \(problem)")
  }
}

extension DocumentFailure {
  /// The failure as a line of JSON.
  ///
  /// - Parameter namesFile: whether it names its file, where there are several.
  func object(namesFile: Bool = false) -> JSONObject {
    var object = JSONObject()
    object.set("error", to: .string(error.message))
    if let line { object.set("line", to: .integer(line)) }
    if namesFile { object.set("file", to: .string(source)) }
    return object
  }
}
