import GRDB
import Text

/// How words are counted.
public struct VocabularySettings: Sendable, Hashable, Codable {
  /// Rarer words are left out.
  public var minimumCount = 1
  /// The rarest words beyond this number are left out.
  public var maximumSize = Int.max
  public var lowercases = false

  public init() {}

  fileprivate var signature: String {
    var members = [JSONMember("minimum_count", .integer(minimumCount))]
    if maximumSize != .max { members.append(JSONMember("maximum_size", .integer(maximumSize))) }
    if lowercases { members.append(JSONMember("lowercase", .bool(true))) }
    return JSONValue.object(members).serialized
  }
}

/// The vocabulary of a corpus stands beside it, and knows the training split only.
extension StoredCorpus {
  /// Counts the words of the training split.
  ///
  /// - Complexity: O(n) in the tokens of the split; memory holds each word once.
  public func countVocabulary(
    _ settings: VocabularySettings = .init(), isCancelled: () -> Bool = { false }
  ) throws -> Vocabulary {
    var counts: [String: Int] = [:]
    try forEachDocument(in: .train) { document in
      if isCancelled() { throw CancellationError() }
      for token in document.tokens where token.kind != .whitespace {
        let word = document.slice(token.range)
        counts[settings.lowercases ? word.lowercased() : word, default: 0] += 1
      }
    }
    return Vocabulary(
      counts: counts, minimumCount: settings.minimumCount, maximumSize: settings.maximumSize)
  }

  /// Puts a vocabulary in the place of the one that the corpus has.
  public func store(
    _ vocabulary: Vocabulary, settings: VocabularySettings = .init()
  ) throws(CorporaError) {
    try store.write { db in
      try db.execute(sql: "DELETE FROM vocabulary WHERE corpus = ?", arguments: [identifier])
      try db.execute(
        sql: "INSERT INTO vocabulary (corpus, settings) VALUES (?, ?)",
        arguments: [identifier, settings.signature])
      let id = Int(db.lastInsertedRowID)
      let insert = try PreparedStatement(
        db, "INSERT INTO vocabulary_word (vocabulary, number, word, count) VALUES (?, ?, ?, ?)")
      for (number, word) in vocabulary.words.enumerated() {
        insert.bind(id, at: 1)
        insert.bind(number, at: 2)
        insert.bind(word, at: 3)
        insert.bind(vocabulary.counts[number], at: 4)
        try insert.run()
      }
    }
  }

  /// The vocabulary that was stored.
  ///
  /// - Throws: `noSuchVocabulary`.
  public func vocabulary() throws(CorporaError) -> Vocabulary {
    let (words, counts) = try store.read { db in
      var words: [String] = []
      var counts: [Int] = []
      let rows = try PreparedStatement(
        db,
        """
        SELECT number, word, count FROM vocabulary_word
        JOIN vocabulary ON vocabulary.id = vocabulary
        WHERE corpus = ? ORDER BY number
        """)
      rows.bind(identifier, at: 1)
      defer { rows.reset() }
      while try rows.nextRow() {
        guard rows.integer(0) == words.count else {
          throw CorporaError.damagedStore(
            path: store.path, reason: "the vocabulary of '\(name)' has gaps")
        }
        words.append(rows.text(1))
        counts.append(rows.integer(2))
      }
      return (words, counts)
    }
    if words.isEmpty { throw .noSuchVocabulary(corpus: name, store: store.path) }
    guard words[0].isEmpty, Set(words).count == words.count else {
      throw .damagedStore(path: store.path, reason: "the vocabulary of '\(name)' is not one")
    }
    return Vocabulary(words: words, counts: counts)
  }

  /// How much of the running words of a split the vocabulary knows.
  ///
  /// - Returns: known and all words.
  public func coverage(
    of split: Split, by vocabulary: Vocabulary, lowercases: Bool = false
  ) throws -> (known: Int, all: Int) {
    var known = 0
    var all = 0
    try forEachDocument(in: split) { document in
      for token in document.tokens where token.kind != .whitespace {
        let word = document.slice(token.range)
        if vocabulary.contains(lowercases ? word.lowercased() : word) { known += 1 }
        all += 1
      }
    }
    return (known, all)
  }
}
