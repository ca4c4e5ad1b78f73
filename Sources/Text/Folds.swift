/// A division of a corpus's documents into parts of about one size, for cross-validation, and into
/// nested shares, for learning curves.
///
/// Texts that differ in case, punctuation and white space alone are in one part, and so are the
/// documents of a group. Each class is spread over all parts. The division follows from the
/// documents and the seed, not from their order.
public struct Folds: Sendable {
  /// How many parts there are.
  public let count: Int
  /// Divides otherwise for every seed.
  public let seed: UInt64
  /// Documents whose identifiers are the same up to the last of these are in one part, such as
  /// those of one author in "austen/emma/3" by "/"; with an empty one, those of one identifier.
  public let groupSeparator: String?
  /// The splits that are divided.
  public let splits: [Split]
  private var places: [UInt64: Place] = [:]

  private struct Place {
    var fold: Int32
    /// The share of the documents of its class that come before it, in 0..<1.
    var rank: Double
  }

  /// Reads through the splits and divides their documents.
  ///
  /// - Precondition: `count` is at least 1.
  /// - Throws: what the corpus throws.
  /// - Complexity: O(*n* log *n*); in memory a few words for each text.
  public init(
    _ corpus: some Corpus, splits: [Split], count: Int, seed: UInt64 = 1,
    groupSeparator: String? = nil
  ) throws {
    precondition(count >= 1, "there is at least one part")
    self.count = count
    self.seed = seed
    self.groupSeparator = groupSeparator
    self.splits = splits
    /// The class of each group is that of its first document.
    var classes: [UInt64: UInt64] = [:]
    for split in splits {
      try corpus.forEachDocument(in: split) { document in
        let key = key(of: document)
        if classes[key] == nil { classes[key] = Self.classHash(of: document) }
      }
    }
    let groups = classes.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    var first = 0
    while first < groups.count {
      var end = first
      while end < groups.count, groups[end].value == groups[first].value { end += 1 }
      for index in first..<end {
        places[groups[index].key] = Place(
          fold: Int32(index % count), rank: Double(index - first) / Double(end - first))
      }
      first = end
    }
  }

  /// The texts or groups that are divided.
  public var groupCount: Int { places.count }

  /// The part that a document of the splits is in, in `0..<count`; 0 for others.
  public func fold(of document: Document) -> Int { Int(places[key(of: document)]?.fold ?? 0) }

  /// Whether a document is in a share of the corpus that has this part of each class, and at least
  /// one text of each. Smaller shares are parts of larger ones.
  ///
  /// - Parameter share: in 0...1.
  public func isInShare(_ document: Document, _ share: Double) -> Bool {
    (places[key(of: document)]?.rank ?? 0) < max(share, .leastNonzeroMagnitude)
  }

  /// A hash of the group of a document, or of the letters and digits of its text.
  private func key(of document: Document) -> UInt64 {
    var hash = StableHash(seed: seed)
    if let group = document.group(by: groupSeparator) {
      hash.combine(group)
      return hash.value
    }
    var words = ""
    for scalar in document.text.lowercased().unicodeScalars where Self.isOfWord(scalar) {
      words.unicodeScalars.append(scalar)
    }
    // A text of signs alone, such as ":-)", is its own.
    hash.combine(words.isEmpty ? document.text : words)
    return hash.value
  }

  /// Whether a scalar is a letter or a digit.
  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "0"..."9": true
    case "\0"..."\u{7F}": false
    default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
  }

  /// A hash of the labels of a document, or of which labels its spans have.
  private static func classHash(of document: Document) -> UInt64 {
    var hash = StableHash()
    let names = document.labels.isEmpty ? document.spans.map(\.label) : document.labels
    for name in Set(names).sorted() { hash.combine(name) }
    return hash.value
  }
}

extension Document {
  /// The start of the identifier, up to the last separator; the whole of it by an empty one. `nil`
  /// without a separator, and for documents without one in their identifier.
  package func group(by separator: String?) -> String? {
    guard let separator, let name = identifier else { return nil }
    if separator.isEmpty { return name }
    guard let last = name.ranges(of: separator).last else { return nil }
    return String(name[..<last.lowerBound])
  }
}
