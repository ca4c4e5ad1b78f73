import Neural

/// Sentences as the indices that a ``TaggerNetwork`` reads.
///
/// R rows for all tokens (see ``PackedSequences``), W word types.
package struct TaggerBatch: Sendable {
  /// A sentence with its tags.
  package struct Sentence: Sendable {
    /// The word type of each token, an index that the `encoding` of the batch knows.
    var types: [Int32]
    /// The tag of each token, an index of the tagset, or of each layer the label of each token, one
    /// layer behind the other; empty when they are to be found.
    var tags: [Int32]
    /// The row of its first token in the batch's contextual vectors.
    var firstToken = 0
    /// The corpus whose guideline it follows, by its index in the features; 0 for that of none.
    var corpus: Int32 = 0
    /// How much it counts in the loss.
    var weight: Float = 1
    /// The columns of each token that a gazetteer sets; empty where there are none.
    var names: [[Int32]] = []

    package init(
      types: [Int32], tags: [Int32], firstToken: Int = 0, corpus: Int32 = 0, weight: Float = 1,
      names: [[Int32]] = []
    ) {
      self.names = names
      self.types = types
      self.tags = tags
      self.firstToken = firstToken
      self.corpus = corpus
      self.weight = weight
    }
  }

  /// The sentences of a shard: enough rows for fast products, few enough to share a batch.
  static let shardSize = 8
  static let characterShardSize = 32

  let tokens: PackedSequences
  /// For each attribute the index of its value in each row.
  private(set) var attributes: [[Int32]]
  /// The distinct words as sequences of characters.
  let words: PackedSequences
  let characters: [Int32]
  /// For each row of `tokens` its word, an index in the packed order of `words`.
  let wordOfRow: [Int32]
  /// The vector from plain text of each row of `tokens`.
  let vectors: PretrainedRows
  /// The vectors of words in their context, and for each row of `tokens` its row among them.
  let contextual: ContextualVectors?
  let contextualRows: [Int]
  /// The columns of each row that a gazetteer sets.
  private(set) var names: [[Int32]]
  /// For each sentence in packed order its tags.
  let tags: [[Int32]]
  /// For each sentence in packed order how much it counts.
  let sentenceWeights: [Float]
  /// The corpus of each row, by its index in the features.
  private(set) var corpusOfRow: [Int32]

  /// - Parameters:
  ///   - encoding: gives the features of a word type.
  package init(
    _ sentences: [Sentence], attributeCount: Int, contextual: ContextualVectors? = nil,
    encoding: (Int32) -> TaggerFeatures.Encoding
  ) {
    let tokens = PackedSequences(
      lengths: sentences.map(\.types.count), shardSize: Self.shardSize)
    var indexOfType = [Int32: Int](minimumCapacity: tokens.rowCount)
    var types: [TaggerFeatures.Encoding] = []
    var given = [Int](repeating: 0, count: tokens.rowCount)
    for (sequence, index) in tokens.order.enumerated() {
      tokens.forEachRow(ofSequence: sequence) { step, row in
        let type = sentences[index].types[step]
        if let known = indexOfType[type] {
          given[row] = known
        } else {
          given[row] = types.count
          indexOfType[type] = types.count
          types.append(encoding(type))
        }
      }
    }
    let words = PackedSequences(
      lengths: types.map(\.characters.count), shardSize: Self.characterShardSize)
    var characters = [Int32](repeating: 0, count: words.rowCount)
    var packedIndex = [Int32](repeating: 0, count: types.count)
    for (sequence, index) in words.order.enumerated() {
      packedIndex[index] = Int32(sequence)
      words.forEachRow(ofSequence: sequence) { step, row in
        characters[row] = types[index].characters[step]
      }
    }
    self.tokens = tokens
    self.words = words
    self.characters = characters
    wordOfRow = given.map { packedIndex[$0] }
    attributes = (0..<attributeCount).map { attribute in
      let values = types.map { $0.attributes[attribute] }
      return given.map { values[$0] }
    }
    tags = tokens.order.map { sentences[$0].tags }
    sentenceWeights = tokens.order.map { sentences[$0].weight }
    var corpora = [Int32](repeating: 0, count: tokens.rowCount)
    for (sequence, index) in tokens.order.enumerated() where sentences[index].corpus != 0 {
      tokens.forEachRow(ofSequence: sequence) { _, row in
        corpora[row] = sentences[index].corpus
      }
    }
    corpusOfRow = corpora
    var names = [[Int32]](repeating: [], count: tokens.rowCount)
    for (sequence, index) in tokens.order.enumerated() where !sentences[index].names.isEmpty {
      tokens.forEachRow(ofSequence: sequence) { step, row in
        names[row] = sentences[index].names[step]
      }
    }
    self.names = names
    vectors = PretrainedRows(
      dimension: types.first?.vector.count ?? 0, vectors: types.flatMap(\.vector),
      words: given.map(Int32.init))
    self.contextual = contextual
    var rows = [Int](repeating: 0, count: contextual == nil ? 0 : tokens.rowCount)
    if contextual != nil {
      for (sequence, index) in tokens.order.enumerated() {
        tokens.forEachRow(ofSequence: sequence) { step, row in
          rows[row] = sentences[index].firstToken + step
        }
      }
    }
    contextualRows = rows
  }

  /// Hides all names of some sentences, so that the tagger learns to do without them.
  mutating func dropNames(rate: Double, _ random: inout RandomSource) {
    guard rate > 0 else { return }
    for sequence in 0..<tokens.count where random.uniform() < rate {
      tokens.forEachRow(ofSequence: sequence) { _, row in names[row] = [] }
    }
  }

  /// Hides the corpora of some sentences, so that the vector of none is trained.
  mutating func dropCorpora(rate: Double, _ random: inout RandomSource) {
    guard rate > 0 else { return }
    for sequence in 0..<tokens.count where random.uniform() < rate {
      tokens.forEachRow(ofSequence: sequence) { _, row in corpusOfRow[row] = 0 }
    }
  }

  /// Makes some words unknown, each with probability wordDropout / (wordDropout + its count), so
  /// that the vector of the unknown word is trained.
  mutating func dropWords(
    counts: [Int], _ configuration: TaggerConfiguration, _ random: inout RandomSource
  ) {
    let rate = configuration.wordDropout
    guard rate > 0 else { return }
    for row in attributes[0].indices {
      let count = Double(counts[Int(attributes[0][row])])
      if random.uniform() < rate / (rate + count) { attributes[0][row] = 0 }
    }
  }
}
