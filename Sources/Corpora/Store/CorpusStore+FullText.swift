import GRDB

/// The full-text index of a store, which is built on request: it costs more than all else of an
/// ingestion together.
extension CorpusStore {
  /// FTS5 sorts the words that come in memory until they take this much, or the transaction ends:
  /// the more at a time, the less there is to merge. With 16 MiB, 130 thousand documents of 250
  /// bytes a second go in where the standard of 1 MiB takes 84 thousand.
  static let fullTextSettings = """
    INSERT INTO document_text (document_text, rank) VALUES ('hashsize', 16777216);
    """

  /// Whether there is an index; ingestion then keeps it up to date.
  public func hasFullTextIndex() throws(CorporaError) -> Bool {
    try read { try $0.tableExists("document_text") }
  }

  /// The documents whose words the index has otherwise than the corpus: their texts have to be
  /// read.
  static let unindexedTable = """
    CREATE TABLE unindexed_document (document INTEGER PRIMARY KEY) STRICT;
    CREATE TRIGGER unindexed_document_removed AFTER DELETE ON document BEGIN
      DELETE FROM unindexed_document WHERE document = old.id;
    END;
    """

  /// Builds the index of the texts of all documents, with SQLite's FTS5, and a table of those
  /// documents that it does not have all words of (``FullTextWords``).
  ///
  /// Documents that are removed are taken out by a trigger. Those that are added are put in by
  /// ``DocumentInserter``: a trigger would make SQLite save its place before each document, at
  /// which FTS5 writes out the words that it holds in memory, and take four times as long.
  ///
  /// - Complexity: O(n) in the size of the texts.
  public func buildFullTextIndex() throws(CorporaError) {
    try write { db in
      if try db.tableExists("document_text") { return }
      try db.execute(
        sql: """
          CREATE VIRTUAL TABLE document_text USING fts5 (
            text, content = 'document', content_rowid = 'id', detail = full);
          \(Self.fullTextSettings)
          INSERT INTO document_text (document_text) VALUES ('rebuild');
          CREATE TRIGGER document_text_removed AFTER DELETE ON document BEGIN
            INSERT INTO document_text (document_text, rowid, text)
            VALUES ('delete', old.id, old.text);
          END;
          DELETE FROM unindexed_document;
          """)
      let rows = try PreparedStatement(db, "SELECT id, segmentation, text FROM document")
      let unindexed = try PreparedStatement(db, Self.addUnindexed)
      while try rows.nextRow() {
        let differs = rows.withBlob(1) { segmentation in
          rows.withBlob(2) { FullTextWords.differ(in: $0, segmentation: segmentation) }
        }
        guard differs else { continue }
        unindexed.bind(rows.integer(0), at: 1)
        try unindexed.run()
      }
    }
  }

  static let addUnindexed = "INSERT INTO unindexed_document (document) VALUES (?)"

  /// - Returns: whether there was an index.
  public func removeFullTextIndex() throws(CorporaError) -> Bool {
    try write { db in
      guard try db.tableExists("document_text") else { return false }
      try db.execute(
        sql: """
          DROP TRIGGER document_text_removed;
          DROP TABLE document_text;
          DELETE FROM unindexed_document;
          """)
      return true
    }
  }
}

/// What the full-text index takes for words: runs of letters and digits, with marks and cases
/// folded.
enum FullTextWords {
  /// Whether a document has words that are none of the index: beside other letters, as in text that
  /// is written without spaces, or in another form of canonically equivalent letters.
  ///
  /// - Complexity: O(n).
  static func differ(
    in text: UnsafeRawBufferPointer, segmentation: UnsafeRawBufferPointer
  ) -> Bool {
    guard let (tokens, _) = Segmentation.decode(segmentation, textLength: text.count) else {
      return true
    }
    func dividesWord(_ offset: Int) -> Bool {
      offset > 0 && offset < text.count && isLetter(before: offset, in: text)
        && isLetter(at: offset, in: text)
    }
    for token in tokens
    where dividesWord(token.range.lowerBound) || dividesWord(token.range.upperBound) {
      return true
    }
    var offset = 0
    while offset < text.count {
      // No mark starts with a smaller byte.
      if text[offset] >= 0xCC, let scalar = scalar(at: offset, in: text), isDecomposed(scalar) {
        return true
      }
      offset += 1
    }
    return false
  }

  private static func isLetter(at offset: Int, in text: UnsafeRawBufferPointer) -> Bool {
    let byte = text[offset]
    if byte < 0x80 {
      return (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
    }
    guard let scalar = scalar(at: offset, in: text) else { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark,
      .privateUse:
      return true
    default: return false
    }
  }

  private static func isLetter(before offset: Int, in text: UnsafeRawBufferPointer) -> Bool {
    var start = offset - 1
    while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
    return isLetter(at: start, in: text)
  }

  private static func isDecomposed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0300...0x036F, 0x0483...0x0487, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF,
      0xFE20...0xFE2F:
      true
    default: scalar.properties.isFullCompositionExclusion
    }
  }

  /// `nil` inside of a scalar.
  private static func scalar(at offset: Int, in text: UnsafeRawBufferPointer) -> Unicode.Scalar? {
    let lead = text[offset]
    guard lead >= 0xC0 || lead < 0x80 else { return nil }
    let count = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard offset + count <= text.count else { return nil }
    var value = UInt32(lead)
    if count > 1 { value &= 0x7F >> UInt32(count) }
    for byte in text[offset + 1..<offset + count] { value = value << 6 | UInt32(byte & 0x3F) }
    return Unicode.Scalar(value)
  }
}
