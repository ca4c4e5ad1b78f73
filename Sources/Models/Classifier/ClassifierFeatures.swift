import Neural
import Text

/// The vocabularies of a classifier, which turn words and n-grams into indices.
package struct ClassifierFeatures: Sendable {
  /// One for each attribute in use, the word first; none without recurrent layers.
  let attributes: [(attribute: LexicalAttribute, vocabulary: Vocabulary)]
  /// The n-grams of the training texts.
  package let ngrams: NGramTable
  let configuration: ClassifierConfiguration
  /// Vectors from plain text, if the recurrent part reads any.
  let vectors: WordVectors?
  /// Language models whose states the recurrent part reads, if there are any.
  let embedder: ContextualEmbedder?

  init(
    attributes: [(LexicalAttribute, Vocabulary)], ngrams: NGramTable,
    configuration: ClassifierConfiguration, vectors: WordVectors? = nil,
    embedder: ContextualEmbedder? = nil
  ) {
    self.attributes = attributes
    self.vectors = vectors
    self.embedder = embedder
    self.ngrams = ngrams
    self.configuration = configuration
  }

  /// The attributes that a configuration asks for.
  static func attributes(of configuration: ClassifierConfiguration) -> [LexicalAttribute] {
    if !configuration.isRecurrent { return [] }
    return configuration.attributeSize > 0 ? LexicalAttribute.allCases : [.word]
  }

  /// The vocabularies of a training split.
  ///
  /// - Parameters:
  ///   - types: for each text the word types of its tokens.
  ///   - words: by type; some may be of other texts.
  package init(
    types texts: [[Int32]], words: [String], classes: Int, configuration: ClassifierConfiguration,
    vectors: WordVectors? = nil, languageModels: [CharacterLanguageModel] = []
  ) {
    var counts = [Int](repeating: 0, count: words.count)
    for types in texts { for type in types { counts[Int(type)] += 1 } }
    var counter = NGramCounter(configuration: configuration)
    if configuration.hasNGrams {
      let folded = words.map { $0.lowercased() }
      let hashes = folded.map { NGramHash.word($0) }
      for types in texts { counter.add(types: types, hashes: hashes, words: folded) }
    }
    self.init(
      wordCounts: zip(words, counts).filter { $0.1 > 0 }.map { (word: $0.0, count: $0.1) },
      ngrams: counter.table(classes: classes), configuration: configuration, vectors: vectors,
      embedder: languageModels.isEmpty ? nil : ContextualEmbedder(languageModels))
  }

  private init(
    wordCounts: [(word: String, count: Int)], ngrams: NGramTable,
    configuration: ClassifierConfiguration, vectors: WordVectors?, embedder: ContextualEmbedder?
  ) {
    let kinds = Self.attributes(of: configuration)
    var counts = kinds.map { _ in [String: Int]() }
    // In a fixed order: of values that are canonically equivalent the first is what the file keeps.
    for (word, count) in wordCounts.sorted(by: {
      $0.word.utf8.lexicographicallyPrecedes($1.word.utf8)
    }) {
      for (index, attribute) in kinds.enumerated() {
        counts[index][attribute.value(of: word), default: 0] += count
      }
    }
    let attributes = zip(kinds, counts).map { attribute, counts in
      let minimum = attribute == .word ? configuration.minimumWordCount : 2
      return (
        attribute,
        Vocabulary(
          counts: counts, minimumCount: minimum, maximumSize: configuration.maximumWords)
      )
    }
    self.init(
      attributes: attributes, ngrams: ngrams, configuration: configuration, vectors: vectors,
      embedder: embedder)
  }

  /// These features with the weights of n-grams that a recipe asks for.
  ///
  /// - Parameter strengths: by how much each n-gram speaks for a class.
  func scaled(_ scale: ClassifierRecipe.NGramScale, strengths: [Float]) -> ClassifierFeatures {
    let rarity =
      switch scale {
      case .rarity: ngrams.rarity
      case .ratio: strengths
      case .product: zip(ngrams.rarity, strengths).map(*)
      }
    return ClassifierFeatures(
      attributes: attributes,
      ngrams: NGramTable(hashes: ngrams.hashes, wordCount: ngrams.wordCount, rarity: rarity),
      configuration: configuration, vectors: vectors, embedder: embedder)
  }

  /// A word as the network sees it.
  struct Encoding: Sendable {
    /// The index of the value of each attribute.
    var attributes: [Int32]
    var hash: UInt64
    /// The rows of its n-grams of characters, as often as it has each.
    var characterNGrams: [Int32]
    /// Its vector from plain text, zeros for a word that nothing is known of; empty without such
    /// vectors.
    var vector: [Float]
    /// The word itself, for language models; empty without them.
    var word: String

    var withoutVector: Encoding {
      var encoding = self
      encoding.vector = []
      return encoding
    }
  }

  func encode(_ word: String) -> Encoding {
    let folded = word.lowercased()
    var rows: [Int32] = []
    if configuration.hasNGrams {
      NGramHash.forEachCharacterNGram(folded, orders: configuration.characterOrders) { key in
        if let row = ngrams.row(of: key) { rows.append(row) }
      }
    }
    return Encoding(
      attributes: attributes.map { Int32($0.vocabulary[$0.attribute.value(of: word)]) },
      hash: NGramHash.word(folded), characterNGrams: rows,
      vector: vectors?.vectorOrZeros(of: word) ?? [],
      word: embedder == nil ? "" : word)
  }
}
