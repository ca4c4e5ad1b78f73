import Text

/// Writes documents in a format that the readers read again.
public protocol DocumentWriter {
  /// The document as text, with a line end.
  ///
  /// - Throws: ``UnwritableDocument`` if the format has no way to say it.
  func text(of document: Document) throws(UnwritableDocument) -> String
}

/// Why a format cannot hold a document.
public struct UnwritableDocument: Error, Hashable, Sendable, CustomStringConvertible {
  public var reason: String

  public var description: String { reason }
}

/// Writes one JSON object a line: `id`, `text`, `label` or `labels`, `entities`, and where the
/// tokens came with the corpus `tokens` (as `[start, end]`) and `sentences` (as counts of tokens).
public struct JSONLinesWriter: DocumentWriter {
  private let offsets: OffsetUnit
  private let fields: FieldNames

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
    if document.labels.count == 1 {
      object.set(fields.label, to: .string(document.labels[0]))
    } else if !document.labels.isEmpty {
      object.set(fields.label, to: .array(document.labels.map { .string($0) }))
    }
    if !document.spans.isEmpty {
      object.set(
        fields.entities,
        to: .array(
          document.spans.map { span in
            let range = converter.convert(span.range)
            return .object([
              JSONMember("start", .integer(range.lowerBound)),
              JSONMember("end", .integer(range.upperBound)),
              JSONMember("label", .string(span.label)),
              JSONMember("text", .string(document.slice(span.range))),
            ])
          }))
    }
    if document.hasGoldTokens {
      let tokens = document.tokens.map { token -> JSONValue in
        let range = converter.convert(token.range)
        return .array([.integer(range.lowerBound), .integer(range.upperBound)])
      }
      object.set("tokens", to: .array(tokens))
      object.set("sentences", to: .array(document.sentences.map { .integer($0.tokens.count) }))
    }
    return object.serialized + "\n"
  }
}

/// Writes plain text, a document on each line, or apart by empty lines.
public struct TextWriter: DocumentWriter {
  private let unit: DocumentUnit

  public init(unit: DocumentUnit = .line) {
    self.unit = unit
  }

  public func text(of document: Document) throws(UnwritableDocument) -> String {
    let bytes = document.text.utf8
    switch unit {
    case .paragraph:
      if document.text.contains("\n\n") || bytes.first == 0x0A || bytes.last == 0x0A {
        throw UnwritableDocument(reason: "it has an empty line; export as jsonl")
      }
      return document.text + "\n\n"
    default:
      if bytes.contains(0x0A) || bytes.last == 0x0D {
        throw UnwritableDocument(
          reason: "it has a line end; export with --documents paragraph, or as jsonl")
      }
      return document.text + "\n"
    }
  }
}
