/// The three parts of a corpus. Nothing is fitted on the last two, vocabulary included.
public enum Split: String, Sendable, Hashable, CaseIterable {
  case train, validation, test
}

/// A collection of documents that can be read again and again, such as a corpus of a store.
public protocol Corpus: Sendable {
  var name: String { get }

  /// A short hash of everything in the split, which goes into model cards and signatures of scores.
  func fingerprint(of split: Split) throws -> String

  /// Calls `body` with each document of the split, always in the same order, holding one at a time.
  func forEachDocument(in split: Split, _ body: (Document) throws -> Void) throws
}

extension Corpus {
  /// - Complexity: O(n) in the size of the split, which is read through.
  public func fingerprint(of split: Split) throws -> String {
    var hash = StableHash()
    try forEachDocument(in: split) { hash.combine($0) }
    return hash.hexadecimal
  }

  /// All documents of the split, in memory.
  public func documents(in split: Split) throws -> [Document] {
    var documents: [Document] = []
    try forEachDocument(in: split) { documents.append($0) }
    return documents
  }
}

/// A corpus held in memory.
public struct InMemoryCorpus: Corpus {
  /// The name of the corpus.
  public var name: String
  /// The documents of each split.
  public var documents: [Split: [Document]]

  /// Sets every property.
  public init(name: String, documents: [Split: [Document]]) {
    self.name = name
    self.documents = documents
  }

  public func fingerprint(of split: Split) -> String {
    var hash = StableHash()
    for document in documents[split] ?? [] { hash.combine(document) }
    return hash.hexadecimal
  }

  public func forEachDocument(in split: Split, _ body: (Document) throws -> Void) rethrows {
    for document in documents[split] ?? [] { try body(document) }
  }
}

/// Corpora one after the other as one.
public struct JoinedCorpus: Corpus {
  /// The corpora, in their order.
  public let parts: [any Corpus]

  /// Joins corpora, whose documents keep their splits.
  public init(_ parts: [any Corpus]) { self.parts = parts }

  /// The names, joined by plus signs.
  public var name: String { parts.map(\.name).joined(separator: "+") }

  public func fingerprint(of split: Split) throws -> String {
    var hash = StableHash()
    for part in parts { hash.combine(try part.fingerprint(of: split)) }
    return hash.hexadecimal
  }

  public func forEachDocument(in split: Split, _ body: (Document) throws -> Void) throws {
    for part in parts { try part.forEachDocument(in: split, body) }
  }
}
