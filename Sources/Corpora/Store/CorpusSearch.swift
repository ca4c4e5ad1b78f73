import GRDB
import Text
import Tokenization

/// What to look for in a corpus. What is left out is not asked for.
public struct CorpusSearch {
  /// Words that follow each other; their letters' case does not count unless `matchesCase`, nor
  /// does whether letters are composed or decomposed.
  public var query: String?
  /// Whether capitals differ from small letters.
  public var matchesCase = false
  /// A regular expression that the text must match.
  public var pattern: TextPattern?
  /// Only within entities of this label; without words, the entities themselves.
  public var entityLabel: String?
  /// Only in documents of this class.
  public var documentLabel: String?
  /// The splits that are searched.
  public var splits: [Split] = Split.allCases

  /// Every setting at its default.
  public init() {}
}

/// An occurrence in the text of a document.
public struct CorpusHit: Sendable {
  /// The document that the words are in.
  public var row: StoredDocument
  /// The UTF-8 bytes in the text.
  public var range: Range<Int>
  /// The label of the entity that it is in, if one was asked for.
  public var entityLabel: String?
}

extension StoredCorpus {
  /// Calls `body` with each occurrence in the order of the documents, until it gives `false`.
  ///
  /// Where the store has a full-text index, only documents that have the words are read, and those
  /// that the index does not have all words of.
  ///
  /// - Returns: how many documents were passed over because the pattern took too long on them.
  /// - Throws: ``CorporaError``, among them `invalidSetting` for a pattern that takes too long on
  ///   all of them, and what `body` throws.
  public func search(
    _ search: CorpusSearch, _ body: (CorpusHit) throws -> Bool
  ) throws -> Int {
    let words = search.query.map { SoughtWords($0, matchesCase: search.matchesCase) }
    var given = 0
    var patience = PatternPatience()
    let candidates = try indexedDocuments(search)
    struct Enough: Error {}
    func look(at row: StoredDocument) throws {
      if let label = search.documentLabel, !row.document.labels.contains(label) { return }
      let found = try patience.watch(row.document) { Self.ranges(in: row.document, search, words) }
      guard let ranges = found else {
        given += 1
        return
      }
      for (range, label) in ranges {
        if try !body(CorpusHit(row: row, range: range, entityLabel: label)) { throw Enough() }
      }
    }
    do {
      if let candidates {
        for id in candidates {
          guard let row = try store.document(id), search.splits.contains(row.split) else {
            continue
          }
          try look(at: row)
        }
      } else {
        for split in search.splits { try forEachRow(in: split) { try look(at: $0) } }
      }
    } catch is Enough {}
    return given
  }

  /// The documents that may have the words, by the full-text index; `nil` if it cannot tell.
  private func indexedDocuments(_ search: CorpusSearch) throws -> [Int]? {
    guard let query = search.query else { return nil }
    let words = query.unicodeScalars.split { !$0.properties.isAlphabetic && !("0"..."9" ~= $0) }
    // Scripts without spaces are one word to the index, whatever words they have.
    let isSpaced = query.unicodeScalars.allSatisfy { $0.value < 0x0590 }
    guard isSpaced, !words.isEmpty else { return nil }
    return try store.read { db in
      guard try db.tableExists("document_text"), try db.tableExists("unindexed_document") else {
        return nil
      }
      let composed = Normalizer(form: .nfc).normalize(query)
      let phrase = "\"" + composed.replacing("\"", with: " ") + "\""
      return try Int.fetchAll(
        db,
        sql: """
          SELECT document.id FROM document_text JOIN document ON document.id = document_text.rowid
          WHERE document_text MATCH ? AND document.corpus = ?
          UNION
          SELECT document.id FROM unindexed_document
          JOIN document ON document.id = unindexed_document.document WHERE document.corpus = ?
          ORDER BY 1
          """, arguments: [phrase, identifier, identifier])
    }
  }

  /// The occurrences in a document; `nil` if the pattern took too long.
  private static func ranges(
    in document: Document, _ search: CorpusSearch, _ words: SoughtWords?
  ) -> [(Range<Int>, String?)]? {
    var found: [Range<Int>]?
    if let pattern = search.pattern {
      guard let matches = pattern.matches(in: document.text) else { return nil }
      found = matches.filter { !$0.isEmpty }
    }
    if let words {
      let ranges = words.ranges(in: document)
      found =
        found.map { matches in ranges.filter { range in matches.contains { $0.overlaps(range) } } }
        ?? ranges
    }
    guard let label = search.entityLabel else {
      return (found ?? []).map { ($0, nil) }
    }
    let entities = document.spans.filter { $0.label == label }
    guard let found else { return entities.map { ($0.range, label) } }
    return found.filter { range in
      entities.contains {
        $0.range.lowerBound <= range.lowerBound && range.upperBound <= $0.range.upperBound
      }
    }.map { ($0, label) }
  }
}

/// Ends a search whose pattern goes back and forth in every document.
package struct PatternPatience {
  /// The time lost in all documents together, of those that took long for their size.
  private var lost = Duration.zero
  private let limit: Duration
  /// Slower is too slow: a pattern without repetitions within repetitions reads a hundred times as
  /// much.
  private static let bytesInSecond = 1 << 20

  package init(limit: Duration = .seconds(60)) {
    self.limit = limit
  }

  /// - Throws: `invalidSetting` once as much time as the limit is lost.
  package mutating func watch<Value>(
    _ document: Document, _ body: () -> Value
  ) throws(CorporaError) -> Value {
    let clock = ContinuousClock()
    let start = clock.now
    let value = body()
    let time = clock.now - start
    let share = Double(document.text.utf8.count) / Double(Self.bytesInSecond)
    if time > .seconds(share) + .milliseconds(10) { lost += time }
    guard lost < limit else {
      throw .invalidSetting(
        "the pattern takes too long: a minute is lost in documents where it goes back and forth; "
          + "write it without repetitions within repetitions")
    }
    return value
  }
}
