import Text
import TextInput

/// Writes documents in a format that the readers read again.
public protocol DocumentWriter {
  /// What the format has a place for; other parts of documents are not written.
  var holds: DocumentParts { get }

  /// The document as text, with a line end.
  ///
  /// - Throws: ``UnwritableDocument`` if the format has no way to say it.
  func text(of document: Document) throws(UnwritableDocument) -> String
}

extension DocumentWriter {
  /// The parts of a document that are not written.
  public func omitted(from document: Document) -> DocumentParts {
    DocumentParts(of: document).subtracting(holds)
  }
}

/// Why a format cannot hold a document.
public struct UnwritableDocument: Error, Hashable, Sendable, CustomStringConvertible {
  /// What the format has no way to say.
  public var reason: String

  public var description: String { reason }
}

/// Writes one JSON object a line: `id`, `text`, `target`, `label` or `labels`, `entities`, and
/// where the tokens came with the corpus `tokens` (as `[start, end]`), `sentences` (as counts of
/// tokens) and `layers` (a value for each token).
public struct JSONLinesWriter: DocumentWriter {
  public var holds: DocumentParts {
    [.identifier, .classes, .entities, .tokens, .spacing, .layers, .target, .recording]
  }

  private let offsets: OffsetUnit
  private let fields: FieldNames

  /// Offsets of entities are in `offsets`; `fields` names the members of the objects.
  public init(offsets: OffsetUnit = .scalar, fields: FieldNames = .init()) {
    self.offsets = offsets
    self.fields = fields
  }

  public func text(of document: Document) -> String {
    var converter = OffsetConverter(document.text, to: offsets)
    var object = JSONObject()
    if let identifier = document.identifier {
      object.set(fields.identifier, to: .string(identifier))
    }
    object.set(fields.text, to: .string(document.text))
    if let target = document.target { object.set(fields.target, to: .string(target)) }
    if let recording = document.recording { object.set("recording", to: recording.json) }
    if document.labels.count == 1 {
      object.set(fields.label, to: .string(document.labels[0]))
    } else if !document.labels.isEmpty {
      object.set(fields.label, to: .array(document.labels.map { .string($0) }))
    }
    if !document.spans.isEmpty {
      object.set(fields.entities, to: document.entityArray(&converter))
    }
    if document.hasGoldTokens {
      let tokens = document.tokens.map { token -> JSONValue in
        let range = converter.convert(token.range)
        return .array([.integer(range.lowerBound), .integer(range.upperBound)])
      }
      object.set("tokens", to: .array(tokens))
      object.set("sentences", to: .array(document.sentences.map { .integer($0.tokens.count) }))
      if !document.layers.isEmpty {
        let layers = document.layers.map { layer in
          JSONMember(layer.name, .array(layer.values.map { $0.map { .string($0) } ?? .null }))
        }
        object.set("layers", to: .object(layers))
      }
    }
    return object.serialized + "\n"
  }
}

/// Writes plain text, a document on each line, or apart by empty lines.
public struct TextWriter: DocumentWriter {
  private let unit: DocumentUnit
  private let escapes: Bool

  public var holds: DocumentParts { .spacing }

  /// - Parameter escapes: whether line ends are written as `\n` and `\r`, and a backslash as `\\`.
  public init(unit: DocumentUnit = .line, escapes: Bool = false) {
    self.unit = unit
    self.escapes = escapes
  }

  /// - Throws: without escapes a line end, or where a paragraph is a document an empty line.
  public func text(of document: Document) throws(UnwritableDocument) -> String {
    let end = unit == .paragraph ? "\n\n" : "\n"
    if escapes { return LineEscapes.escape(document.text) + end }
    if document.text.unicodeScalars.first == "\u{FEFF}" {
      throw UnwritableDocument(reason: "it starts with a byte order mark; export with --escapes")
    }
    let lines = document.text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.contains(where: { $0.last == 0x0D }) {
      throw UnwritableDocument(reason: "it has line ends of Windows; export with --escapes")
    }
    if unit == .paragraph {
      if lines.contains(where: { FormatRecognition.isBlank(Substring($0)) }) {
        throw UnwritableDocument(reason: "it has an empty line; export with --escapes")
      }
    } else if lines.count > 1 {
      throw UnwritableDocument(
        reason: "it has a line end; export with --escapes or --documents paragraph")
    }
    return document.text + end
  }
}
