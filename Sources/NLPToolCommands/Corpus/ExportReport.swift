import NLPToolkit

/// Counts what an export does not write: documents that the format cannot hold, and parts of
/// documents that it has no place for.
final class ExportReport {
  private let format: DocumentFormat
  private let corpus: String
  private let isStrict: Bool
  private let diagnostics: Diagnostics
  private(set) var written = 0
  private var unwritten = 0
  private var omitted: [DocumentParts: Int] = [:]

  private static let namedDocuments = 20

  init(format: DocumentFormat, corpus: String, isStrict: Bool, diagnostics: Diagnostics) {
    self.format = format
    self.corpus = corpus
    self.isStrict = isStrict
    self.diagnostics = diagnostics
  }

  /// Calls `body`, which writes a document.
  ///
  /// - Throws: what `body` throws, but for a document that cannot be written, unless the run is
  ///   strict.
  func write(
    _ row: StoredDocument, omitting parts: DocumentParts, _ body: () throws -> Void
  ) throws {
    if isStrict, !parts.isEmpty {
      throw CommandError.badData(
        "document \(row.id): \(format.rawValue) has no place for its "
          + "\(parts.names.joined(separator: ", ")); leave out --strict, or use --format jsonl"
      )
    }
    do {
      try body()
      written += 1
      for part in DocumentParts.all where parts.contains(part) { omitted[part, default: 0] += 1 }
    } catch let error as UnwritableDocument {
      if isStrict { throw CommandError.badData("document \(row.id): \(error)") }
      unwritten += 1
      if unwritten <= Self.namedDocuments {
        diagnostics.warning("document \(row.id) is left out: \(error)")
      }
    }
  }

  /// - Throws: status 65 if documents were left out.
  func finish() throws {
    let parts = DocumentParts.all.compactMap { part in
      omitted[part].map { "the \(part.names[0]) of \($0) document\($0 == 1 ? "" : "s")" }
    }
    if !parts.isEmpty {
      diagnostics.warning(
        "\(format.rawValue) has no place for \(parts.joined(separator: ", ")): not written; jsonl "
          + "holds everything")
    }
    if unwritten > 0 {
      throw CommandError.badData(
        "\(unwritten) documents of '\(corpus)' cannot be written as \(format.rawValue); "
          + "use --format jsonl")
    }
  }
}
