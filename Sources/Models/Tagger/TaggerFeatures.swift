import Text

/// The vocabularies of a tagger, which turn words into indices.
package struct TaggerFeatures: Sendable {
  /// One for each attribute in use, the word first.
  let attributes: [(attribute: LexicalAttribute, vocabulary: Vocabulary)]
  package var attributeCount: Int { attributes.count }
  /// Of characters, as strings of one Unicode scalar.
  let characters: Vocabulary
  /// Vectors from plain text, if the tagger reads any.
  let vectors: WordVectors?
  /// The names of the training corpora, where each has a vector of its own.
  let corpora: Vocabulary?
  /// What a gazetteer says, if the tagger reads one.
  let names: GazetteerColumns?
  private let characterNumbers: [Unicode.Scalar: Int32]

  /// Longer words are read as their first and last characters, half of each.
  static let maximumCharacters = 24

  init(
    attributes: [(LexicalAttribute, Vocabulary)], characters: Vocabulary,
    vectors: WordVectors? = nil, corpora: Vocabulary? = nil, gazetteer: Gazetteer? = nil
  ) {
    names = gazetteer.map(GazetteerColumns.init)
    self.corpora = corpora
    self.attributes = attributes
    self.characters = characters
    self.vectors = vectors
    characterNumbers = Dictionary(
      uniqueKeysWithValues: characters.words.enumerated().dropFirst().map {
        ($0.element.unicodeScalars.first!, Int32($0.offset))
      })
  }

  /// The vocabularies of the words of a training split.
  package init(
    wordCounts: [String: Int], configuration: TaggerConfiguration, vectors: WordVectors? = nil,
    corpora: [String: Int] = [:], gazetteer: Gazetteer? = nil
  ) {
    var counts = LexicalAttribute.allCases.map { _ in [String: Int]() }
    var characterCounts: [String: Int] = [:]
    // In a fixed order: of values that are canonically equivalent the first is what the file keeps.
    for (word, count) in wordCounts.sorted(by: { $0.key < $1.key }) {
      for (index, attribute) in LexicalAttribute.allCases.enumerated() {
        counts[index][attribute.value(of: word), default: 0] += count
      }
      for scalar in word.unicodeScalars { characterCounts[String(scalar), default: 0] += count }
    }
    var attributes: [(LexicalAttribute, Vocabulary)] = []
    for (index, attribute) in LexicalAttribute.allCases.enumerated() {
      let isWord = attribute == .word
      guard isWord || configuration.attributeSize > 0 else { continue }
      let minimum =
        isWord ? configuration.minimumWordCount : configuration.minimumAttributeCount
      attributes.append((attribute, Vocabulary(counts: counts[index], minimumCount: minimum)))
    }
    self.init(
      attributes: attributes, characters: Vocabulary(counts: characterCounts, minimumCount: 2),
      vectors: vectors,
      corpora: configuration.corpusSize > 0 ? Vocabulary(counts: corpora, minimumCount: 1) : nil,
      gazetteer: gazetteer)
  }

  /// The columns of each word of a sentence that the gazetteer sets; empty where there are none.
  package func nameColumns(of words: [String]) -> [[Int32]] { names?.columns(of: words) ?? [] }

  /// The index of a corpus; 0 for one that training did not have.
  func corpusIndex(of name: String) -> Int32 { Int32(corpora?[name] ?? 0) }

  /// A word as the network sees it.
  package struct Encoding: Sendable, Hashable {
    /// The index of the value of each attribute.
    var attributes: [Int32]
    /// The indices of its characters, at least one.
    var characters: [Int32]
    /// The word's vector from plain text, zeros for a word that is not known; empty where the
    /// tagger reads no such vectors.
    var vector: [Float] = []
  }

  func encode(_ word: String) -> Encoding {
    var characters = word.unicodeScalars.map { characterNumbers[$0] ?? Int32(Vocabulary.unknown) }
    if characters.isEmpty { characters = [Int32(Vocabulary.unknown)] }
    let half = Self.maximumCharacters / 2
    if characters.count > 2 * half {
      characters.removeSubrange(half..<characters.count - half)
    }
    return Encoding(
      attributes: attributes.map { Int32($0.vocabulary[$0.attribute.value(of: word)]) },
      characters: characters, vector: vectors?.vectorOrZeros(of: word) ?? [])
  }
}

/// Words and their encodings, numbered as they come.
package struct WordTypes {
  private var words: WordTable<TaggerFeatures.Encoding>

  package init(features: TaggerFeatures) { words = WordTable(encode: features.encode) }

  package mutating func index(of word: String) -> Int32 {
    var word = word
    return word.withUTF8 { words.index(of: $0) }
  }

  package func encoding(of type: Int32) -> TaggerFeatures.Encoding { words.encodings[Int(type)] }
}
