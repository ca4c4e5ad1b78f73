import Neural

/// Sentences as the numbers that a ``TaggerNetwork`` reads.
///
/// R rows for all tokens (see ``PackedSequences``), W word types.
package struct TaggerBatch: Sendable {
  /// A sentence: the word types of its tokens, by number in a table that the maker of the batch has.
  package struct Sentence: Sendable {
    var types: [Int32]
    /// Numbers in the tagset; empty when they are to be found.
    var tags: [Int32]

    package init(types: [Int32], tags: [Int32]) {
      self.types = types
      self.tags = tags
    }
  }

  /// The number of sentences in a shard: enough rows for fast products, few enough to share a batch.
  static let shardSize = 8
  static let characterShardSize = 32

  let tokens: PackedSequences
  /// For each attribute the number of each row.
  private(set) var attributes: [[Int32]]
  /// The distinct words as sequences of characters.
  let words: PackedSequences
  let characters: [Int32]
  /// For each row of `tokens` the place of its word in the packed order of `words`.
  let wordOfRow: [Int32]
  /// For each sentence in packed order its tags.
  let tags: [[Int32]]

  /// - Parameters:
  ///   - encoding: of a word type, by its number.
  package init(
    _ sentences: [Sentence], attributeCount: Int, encoding: (Int32) -> TaggerFeatures.Encoding
  ) {
    let tokens = PackedSequences(
      lengths: sentences.map(\.types.count), shardSize: Self.shardSize)
    var placeOfType = [Int32: Int](minimumCapacity: tokens.rowCount)
    var types: [TaggerFeatures.Encoding] = []
    var given = [Int](repeating: 0, count: tokens.rowCount)
    for (place, index) in tokens.order.enumerated() {
      tokens.forEachRow(ofSequence: place) { step, row in
        let type = sentences[index].types[step]
        if let known = placeOfType[type] {
          given[row] = known
        } else {
          given[row] = types.count
          placeOfType[type] = types.count
          types.append(encoding(type))
        }
      }
    }
    let words = PackedSequences(
      lengths: types.map(\.characters.count), shardSize: Self.characterShardSize)
    var characters = [Int32](repeating: 0, count: words.rowCount)
    var packedPlace = [Int32](repeating: 0, count: types.count)
    for (place, index) in words.order.enumerated() {
      packedPlace[index] = Int32(place)
      words.forEachRow(ofSequence: place) { step, row in
        characters[row] = types[index].characters[step]
      }
    }
    self.tokens = tokens
    self.words = words
    self.characters = characters
    wordOfRow = given.map { packedPlace[$0] }
    attributes = (0..<attributeCount).map { attribute in
      let values = types.map { $0.attributes[attribute] }
      return given.map { values[$0] }
    }
    tags = tokens.order.map { sentences[$0].tags }
  }

  /// Makes some words unknown, each with probability wordDropout / (wordDropout + its count), so that the
  /// vector of the unknown word is trained.
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
