import GRDB
import Sound
import Text
import TextInput

/// What is wrong, or odd, with a corpus.
public struct CorpusFinding: Sendable, Hashable {
  /// The kinds of findings.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The database itself.
    case damage
    /// A document without a token.
    case noTokens = "no-tokens"
    /// An entity that starts or ends within a token: training on these tokens would lose it.
    case offTokenBoundary = "off-token-boundary"
    /// An entity that starts or ends with white space.
    case whitespaceEdge = "whitespace-edge"
    /// An entity that overlaps the one before: tags cannot say it.
    case overlap
    /// A sequence of tags that its scheme does not allow, read as conlleval does.
    case brokenTags = "broken-tags"
    /// A text, or a recording, of one split that is in another, too: its scores would be too good.
    case betweenSplits = "between-splits"
    /// A speaker of one split who speaks in another, too: its scores would be too good.
    case sharedSpeaker = "shared-speaker"
    /// A file of sound that is not there any more, or cannot be read.
    case missingFile = "missing-file"
    /// A file of sound that is not what it was when it was ingested.
    case changedFile = "changed-file"
    /// A text that has other classes elsewhere in the corpus: one of them is wrong.
    case contradictingLabels = "contradicting-labels"
    /// A text that differs from one of another split in no words: its scores would be too good,
    /// too.
    case sameWords = "same-words"
    /// A text that is nearly one of another split.
    case nearDuplicate = "near-duplicate"
    /// A target that is its text again.
    case copiedTarget = "copied-target"
    /// A target that is many times as long as its text, or as short.
    case unevenPair = "uneven-pair"
    /// A text or a target in another language than its corpus should have.
    case wrongLanguage = "wrong-language"
    /// A text that a split has more than once.
    case duplicate
    /// A label with very few examples to learn from.
    case rareLabel = "rare-label"
    /// A label of entities or class that training never sees.
    case unseenLabel = "unseen-label"
    /// A label of entities or class that only training sees: no score tells about it.
    case untestedLabel = "untested-label"

    /// Whether it spoils training or scores; the others may be meant.
    public var isError: Bool {
      ![
        .duplicate, .nearDuplicate, .rareLabel, .untestedLabel, .brokenTags, .copiedTarget,
        .unevenPair, .wrongLanguage,
      ].contains(self)
    }
  }

  /// What kind of thing was found.
  public var kind: Kind
  /// The number of the document, if it is about one.
  public var document: Int?
  /// What and where, on one line.
  public var text: String
}

extension StoredCorpus {
  /// Looks through all documents and calls `body` with what it finds.
  ///
  /// - Parameter languages: what is wrong with the languages of a document, if anything.
  /// - Complexity: O(n log n) in the documents; memory holds some 400 bytes for each.
  public func verify(
    languages: (Document) -> String? = { _ in nil }, _ body: (CorpusFinding) throws -> Void
  ) throws {
    for line in try store.integrityProblems() {
      try body(CorpusFinding(kind: .damage, text: line))
    }
    for record in try repairedRecords() {
      try body(
        CorpusFinding(
          kind: .brokenTags, text: "\(record.path):\(record.line): \(record.reason)"))
    }
    var texts: [[UInt64]] = []
    var known: Set<UInt64> = []
    var speakers: [String: Split] = [:]
    var nearby = NearDuplicates()
    var classes: [UInt64: (document: Int, labels: [String])] = [:]
    for split in Split.allCases {
      var hashes: [UInt64] = []
      try forEachRow(in: split) { row in
        try verify(row, body)
        try verifyPair(row, body)
        if let problem = languages(row.document) {
          try body(
            CorpusFinding(
              kind: .wrongLanguage, document: row.id, text: "document \(row.id): \(problem)"))
        }
        try verifyRecording(row, &speakers, body)
        var hash = StableHash()
        // Many recordings have one text.
        hash.combine(row.document.recording?.digest ?? row.document.text)
        hashes.append(hash.value)
        let labels = row.document.labels.sorted()
        if let other = classes[hash.value], !labels.isEmpty, other.labels != labels {
          try body(
            CorpusFinding(
              kind: .contradictingLabels, document: row.id,
              text: "document \(row.id) has the class \(labels.joined(separator: ", ")), but its "
                + "text is that of document \(other.document) with "
                + "\(other.labels.joined(separator: ", ")): '\(row.document.text.shortened)'"))
        } else if !labels.isEmpty {
          classes[hash.value] = (row.id, labels)
        }
        // Texts that are the same are told below.
        guard row.document.recording == nil, known.insert(hash.value).inserted,
          let pair = nearby.add(row.document, id: row.id, split: split)
        else { return }
        try body(
          CorpusFinding(
            kind: pair.similarity == 1 ? .sameWords : .nearDuplicate, document: row.id,
            text: "document \(row.id) of \(split.rawValue) is nearly document \(pair.other) of "
              + "\(pair.otherSplit.rawValue): \(Int(pair.similarity * 100)) % alike"))
      }
      hashes.sort()
      let content = speakers.isEmpty ? "text" : "sound"
      let repeats = zip(hashes, hashes.dropFirst()).count { $0 == $1 }
      if repeats > 0 {
        try body(
          CorpusFinding(
            kind: .duplicate,
            text: "\(split.rawValue): \(repeats) documents repeat the \(content) of another"))
      }
      for (other, seen) in zip(Split.allCases, texts) {
        let common = Self.countCommon(hashes, seen)
        if common > 0 {
          try body(
            CorpusFinding(
              kind: .betweenSplits,
              text: "\(split.rawValue): \(common) documents have a \(content) of \(other.rawValue)")
          )
        }
      }
      texts.append(hashes)
    }
    try verifyLabels("entities", entityCounts(in:), body)
    try verifyLabels("class", labelCounts(in:), body)
  }

  /// - Parameter speakers: the first split of each, whose recordings were looked at before.
  private func verifyRecording(
    _ row: StoredDocument, _ speakers: inout [String: Split],
    _ body: (CorpusFinding) throws -> Void
  ) throws {
    guard let recording = row.document.recording else { return }
    func report(_ kind: CorpusFinding.Kind, _ text: String) throws {
      try body(CorpusFinding(kind: kind, document: row.id, text: "document \(row.id): \(text)"))
    }
    switch Result(catching: { () throws(SoundError) in try Recording.digest(of: recording.path) }) {
    case .success(recording.digest): break
    case .success:
      try report(
        .changedFile, "\(recording.path) is not what it was; `nlptool ingest` reads it again")
    case .failure(let error): try report(.missingFile, error.description)
    }
    let split = speakers[recording.speaker] ?? row.split
    if split != row.split {
      try report(
        .sharedSpeaker,
        "'\(recording.speaker)' speaks in \(row.split.rawValue) and in \(split.rawValue)")
    }
    speakers[recording.speaker] = split
  }

  /// Lines of a corpus that do not belong together are mostly found by their lengths (Moses'
  /// `clean-corpus-n` passes over pairs with nine times as many words on one side).
  private func verifyPair(_ row: StoredDocument, _ body: (CorpusFinding) throws -> Void) throws {
    guard let target = row.document.target else { return }
    let (length, targetLength) = (row.document.text.count, target.count)
    func report(_ kind: CorpusFinding.Kind, _ text: String) throws {
      try body(CorpusFinding(kind: kind, document: row.id, text: "document \(row.id): \(text)"))
    }
    // Names and numbers often stay as they are.
    if row.document.text == target, row.document.tokens.count > 3 {
      try report(.copiedTarget, "the target is the text: '\(target.shortened)'")
    } else if max(length, targetLength) > 9 * max(5, min(length, targetLength)) {
      try report(
        .unevenPair,
        "\(length) and \(targetLength) characters: '\(row.document.text.shortened)' and "
          + "'\(target.shortened)'")
    }
  }

  private func verify(_ row: StoredDocument, _ body: (CorpusFinding) throws -> Void) throws {
    let document = row.document
    func report(_ kind: CorpusFinding.Kind, _ text: String) throws {
      try body(CorpusFinding(kind: kind, document: row.id, text: "document \(row.id): \(text)"))
    }
    if document.tokens.isEmpty { try report(.noTokens, "no token in it") }
    let starts = document.tokens.map(\.range.lowerBound)
    let ends = document.tokens.map(\.range.upperBound)
    var end = 0
    for span in document.spans {
      let words = document.slice(span.range)
      let name = "\(span.label) '\(words)' at byte \(span.range.lowerBound)"
      if span.range.lowerBound < end { try report(.overlap, "\(name) overlaps another") }
      end = max(end, span.range.upperBound)
      if words.first?.isWhitespace == true || words.last?.isWhitespace == true {
        try report(.whitespaceEdge, "\(name) has white space at its edge")
      } else if !Self.contains(starts, span.range.lowerBound)
        || !Self.contains(ends, span.range.upperBound)
      {
        let covering = document.tokens.filter { $0.range.overlaps(span.range) }
          .map { "'\(document.slice($0.range))'" }.joined(separator: " ")
        try report(.offTokenBoundary, "\(name) does not fit the tokens \(covering)")
      }
    }
  }

  private func verifyLabels(
    _ what: String, _ counts: (Split?) throws -> [String: Int],
    _ body: (CorpusFinding) throws -> Void
  ) throws {
    let trained = try counts(.train)
    if trained.isEmpty { return }
    for (label, count) in trained.sorted(by: { $0.key < $1.key })
    where count < Self.fewExamples && trained.values.reduce(0, +) >= Self.manyExamples {
      try body(
        CorpusFinding(
          kind: .rareLabel,
          text: "train: \(what) '\(label)' only \(count) \(count == 1 ? "time" : "times")"))
    }
    var others: Set<String> = []
    for split in [Split.validation, .test] {
      let counted = try counts(split)
      others.formUnion(counted.keys)
      for (label, count) in counted.sorted(by: { $0.key < $1.key })
      where trained[label] == nil {
        try body(
          CorpusFinding(
            kind: .unseenLabel,
            text: "\(split.rawValue): \(what) '\(label)' (\(count) times) is not in train"))
      }
    }
    if others.isEmpty { return }
    for (label, count) in trained.sorted(by: { $0.key < $1.key }) where !others.contains(label) {
      try body(
        CorpusFinding(
          kind: .untestedLabel,
          text: "train: \(what) '\(label)' (\(count) times) is in no other split"))
    }
  }

  /// Labels with fewer examples are told, ...
  private static let fewExamples = 5
  /// ... if there are so many of all labels that it cannot be meant.
  private static let manyExamples = 100

  /// Whether a sorted array has a value.
  private static func contains(_ values: [Int], _ value: Int) -> Bool {
    var lower = 0
    var upper = values.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if values[middle] < value { lower = middle + 1 } else { upper = middle }
    }
    return lower < values.count && values[lower] == value
  }

  /// How many of the first sorted array are in the second.
  private static func countCommon(_ first: [UInt64], _ second: [UInt64]) -> Int {
    var count = 0
    var index = 0
    for value in first {
      while index < second.count, second[index] < value { index += 1 }
      if index < second.count, second[index] == value { count += 1 }
    }
    return count
  }
}

extension String {
  /// The start of a text on one line.
  fileprivate var shortened: String {
    let line = prefix(60).map { $0.isNewline ? " " : $0 }
    return String(line) + (count > 60 ? "…" : "")
  }
}

extension CorpusStore {
  /// What SQLite's own check of the file and of the references between its tables finds.
  func integrityProblems() throws(CorporaError) -> [String] {
    try read { db in
      var problems = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)").filter {
        $0 != "ok"
      }
      let broken = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check")
      if let first = broken.first {
        let table: String = first[0]
        problems.append("\(broken.count) rows refer to nothing, the first in '\(table)'")
      }
      return problems
    }
  }
}
