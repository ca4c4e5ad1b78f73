import GRDB
import Text
import TextInput

/// How words are counted.
public struct VocabularySettings: Sendable, Hashable, Codable {
  /// Rarer words are left out.
  public var minimumCount = 1
  /// The rarest words beyond this number are left out.
  public var maximumSize = Int.max
  /// Whether capitals count as small letters.
  public var lowercases = false
  /// Whether every digit counts as 0.
  public var foldsDigits = false
  /// What is counted: words, or the characters that they are made of.
  public var unit = Unit.word

  /// What is counted.
  public enum Unit: String, Sendable, Hashable, Codable, CaseIterable {
    case word, character
  }

  /// Every setting at its default.
  public init() {}

  /// A word as it is counted and looked up.
  public func key(_ word: String) -> String {
    let word = lowercases ? word.lowercased() : word
    guard foldsDigits, word.utf8.contains(where: { (0x30...0x39).contains($0) }) else {
      return word
    }
    return String(
      decoding: word.utf8.map { (0x30...0x39).contains($0) ? 0x30 : $0 }, as: UTF8.self)
  }

  /// Calls `body` with what a token counts as.
  func forEachKey(of word: String, _ body: (String) -> Void) {
    switch unit {
    case .word: body(key(word))
    case .character: for scalar in key(word).unicodeScalars { body(String(scalar)) }
    }
  }

  /// - Returns: `nil` for what ``signature`` did not write.
  fileprivate init?(signature: String) {
    guard let object = try? JSONObject(parsing: signature) else { return nil }
    minimumCount = object["minimum_count"]?.integer ?? 1
    maximumSize = object["maximum_size"]?.integer ?? .max
    lowercases = object["lowercase"] == .bool(true)
    foldsDigits = object["fold_digits"] == .bool(true)
    if let name = object["unit"]?.string { unit = Unit(rawValue: name) ?? .word }
  }

  fileprivate var signature: String {
    var members = [JSONMember("minimum_count", .integer(minimumCount))]
    if maximumSize != .max { members.append(JSONMember("maximum_size", .integer(maximumSize))) }
    if lowercases { members.append(JSONMember("lowercase", .bool(true))) }
    if foldsDigits { members.append(JSONMember("fold_digits", .bool(true))) }
    if unit != .word { members.append(JSONMember("unit", .string(unit.rawValue))) }
    return JSONValue.object(members).serialized
  }
}

/// A vocabulary with document frequencies.
public struct CountedVocabulary: Sendable {
  /// The words and how often each stands in the split.
  public var vocabulary: Vocabulary
  /// The number of documents that each word is in, 0 for the unknown word; `nil` if not counted.
  public var documentCounts: [Int]?

  /// Sets every property.
  public init(vocabulary: Vocabulary, documentCounts: [Int]?) {
    self.vocabulary = vocabulary
    self.documentCounts = documentCounts
  }
}

/// How many of the words of a text, each as often as it occurs, a vocabulary knows.
public struct WordCoverage: Sendable, Hashable {
  /// The words that the vocabulary has.
  public var known: Int
  /// All words.
  public var all: Int
}

/// The vocabulary of a corpus stands beside it, and knows the training split only.
extension StoredCorpus {
  /// Counts the words of the training split.
  ///
  /// - Complexity: O(n) in the tokens of the split; memory holds each word once.
  public func countVocabulary(
    _ settings: VocabularySettings = .init(), isCancelled: () -> Bool = { false }
  ) throws -> Vocabulary {
    try countWords(settings, isCancelled: isCancelled).vocabulary
  }

  /// Counts the words of the training split and the documents that each is in.
  ///
  /// - Complexity: O(n) in the tokens of the split; memory holds each word once.
  public func countWords(
    _ settings: VocabularySettings = .init(), isCancelled: () -> Bool = { false }
  ) throws -> CountedVocabulary {
    // The last document is kept with each word, so that a second occurrence in it is not counted.
    var counts: [String: (count: Int, documents: Int, last: Int)] = [:]
    var documentIndex = 0
    try forEachDocument(in: .train) { document in
      if isCancelled() { throw CancellationError() }
      documentIndex += 1
      for token in document.tokens where token.kind != .whitespace {
        settings.forEachKey(of: document.slice(token.range)) { key in
          var entry = counts[key] ?? (0, 0, 0)
          entry.count += 1
          if entry.last != documentIndex { entry.documents += 1 }
          entry.last = documentIndex
          counts[key] = entry
        }
      }
    }
    let vocabulary = Vocabulary(
      counts: counts.mapValues(\.count), minimumCount: settings.minimumCount,
      maximumSize: settings.maximumSize)
    return CountedVocabulary(
      vocabulary: vocabulary, documentCounts: vocabulary.words.map { counts[$0]?.documents ?? 0 })
  }

  /// Puts a vocabulary in the place of the one that the corpus has.
  public func store(
    _ vocabulary: Vocabulary, settings: VocabularySettings = .init(), documentCounts: [Int]? = nil
  ) throws(CorporaError) {
    precondition(documentCounts.map { $0.count == vocabulary.count } ?? true)
    try store.write { db in
      try db.execute(sql: "DELETE FROM vocabulary WHERE corpus = ?", arguments: [identifier])
      try db.execute(
        sql: "INSERT INTO vocabulary (corpus, settings) VALUES (?, ?)",
        arguments: [identifier, settings.signature])
      let id = Int(db.lastInsertedRowID)
      let insert = try PreparedStatement(
        db,
        """
        INSERT INTO vocabulary_word (vocabulary, number, word, count, document_count)
        VALUES (?, ?, ?, ?, ?)
        """)
      for (index, word) in vocabulary.words.enumerated() {
        insert.bind(id, at: 1)
        insert.bind(index, at: 2)
        insert.bind(word, at: 3)
        insert.bind(vocabulary.counts[index], at: 4)
        if let documentCounts {
          insert.bind(documentCounts[index], at: 5)
        } else {
          insert.bindNull(at: 5)
        }
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

  /// What the stored vocabulary was counted with.
  ///
  /// - Throws: `noSuchVocabulary`.
  public func vocabularySettings() throws(CorporaError) -> VocabularySettings {
    let signature = try store.read { db in
      try String.fetchOne(
        db, sql: "SELECT settings FROM vocabulary WHERE corpus = ?", arguments: [identifier])
    }
    guard let signature, let settings = VocabularySettings(signature: signature) else {
      throw .noSuchVocabulary(corpus: name, store: store.path)
    }
    return settings
  }

  /// How many of the words of a split, each as often as it occurs, a vocabulary knows.
  public func coverage(
    of split: Split, by vocabulary: Vocabulary, settings: VocabularySettings = .init()
  ) throws -> WordCoverage {
    var known = 0
    var all = 0
    try forEachDocument(in: split) { document in
      for token in document.tokens where token.kind != .whitespace {
        settings.forEachKey(of: document.slice(token.range)) { key in
          if vocabulary.contains(key) { known += 1 }
          all += 1
        }
      }
    }
    return WordCoverage(known: known, all: all)
  }

  /// In how many documents of the training split each word of the stored vocabulary stands, by
  /// number; empty if that was not counted.
  public func documentCounts() throws(CorporaError) -> [Int] {
    try store.read { db in
      try Int.fetchAll(
        db,
        sql: """
          SELECT document_count FROM vocabulary_word
          JOIN vocabulary ON vocabulary.id = vocabulary_word.vocabulary
          WHERE corpus = ? AND document_count IS NOT NULL ORDER BY number
          """, arguments: [identifier])
    }
  }
}
