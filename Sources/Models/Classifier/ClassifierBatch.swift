import Neural

/// Texts as the numbers that a ``ClassifierNetwork`` reads.
///
/// N texts, R rows for all tokens that the recurrent part reads (see ``PackedSequences``), K classes.
package struct ClassifierBatch: Sendable {
  /// The number of sequences in a shard: enough rows for fast products, few enough to share a batch.
  static let shardSize = 16

  /// The windows of all texts.
  let sequences: PackedSequences
  /// The rows of each text.
  let groups: RowGroups
  /// For each attribute the number of each row.
  private(set) var attributes: [[Int32]]
  /// The n-grams of each text.
  package var ngrams = SparseFeatures()
  /// For each text its class; empty when it is to be found, or when texts have several.
  package var classes: [Int32] = []
  /// For each text and class, in rows, whether it has it; empty when texts have one.
  package var targets: [Float] = []

  package let count: Int

  /// - Parameters:
  ///   - lengths: the tokens of each text.
  ///   - attributeCount: 0 without a recurrent part.
  ///   - attribute: the number of an attribute of a token, by attribute, text and token.
  package init(
    lengths: [Int], attributes attributeCount: Int, windowSize: Int,
    attribute: (_ attribute: Int, _ text: Int, _ token: Int) -> Int32
  ) {
    count = lengths.count
    guard attributeCount > 0 else {
      sequences = PackedSequences(lengths: [], shardSize: Self.shardSize)
      groups = RowGroups(sequences, members: lengths.map { _ in [] })
      attributes = []
      return
    }
    var windows: [(text: Int, tokens: Range<Int>)] = []
    for (text, length) in lengths.enumerated() {
      // The fewest windows that are no longer than windowSize, of lengths as like as can be.
      let count = (length + windowSize - 1) / windowSize
      for index in 0..<count {
        windows.append((text, index * length / count..<(index + 1) * length / count))
      }
    }
    let sequences = PackedSequences(
      lengths: windows.map(\.tokens.count), shardSize: Self.shardSize)
    var places = [Int](repeating: 0, count: windows.count)
    var attributes = [[Int32]](
      repeating: [Int32](repeating: 0, count: sequences.rowCount), count: attributeCount)
    for (place, index) in sequences.order.enumerated() {
      places[index] = place
      let (text, tokens) = windows[index]
      let rows = sequences.rows(ofSequence: place)
      for name in 0..<attributeCount {
        for (row, token) in zip(rows, tokens) {
          attributes[name][row] = attribute(name, text, token)
        }
      }
    }
    var members: [[Int]] = lengths.map { _ in [] }
    for (index, window) in windows.enumerated() { members[window.text].append(places[index]) }
    self.sequences = sequences
    groups = RowGroups(sequences, members: members)
    self.attributes = attributes
  }

  /// Texts without classes, by the word types of their tokens.
  package init(types: [[Int32]], words: [String], features: ClassifierFeatures) {
    let encodings = words.map { features.encode($0) }
    self.init(
      lengths: types.map(\.count), attributes: features.attributes.count,
      windowSize: features.configuration.windowSize
    ) { attribute, text, token in encodings[Int(types[text][token])].attributes[attribute] }
    guard features.configuration.hasNGrams else { return }
    var maker = NGramFeatures(features: features)
    var random = RandomSource(seed: 0)
    for text in types {
      maker.append(types: text[...], encodings: encodings, to: &ngrams, random: &random)
    }
  }

  /// Makes some words unknown.
  ///
  /// - Parameter counts: how often each word was seen, by its number.
  mutating func dropWords(
    counts: [Int], _ configuration: ClassifierConfiguration, _ random: inout RandomSource
  ) {
    guard let words = attributes.first else { return }
    let (plain, rare) = (configuration.wordDropout, configuration.rareWordDropout)
    for row in words.indices {
      if plain > 0, random.uniform() < plain {
        for attribute in attributes.indices { attributes[attribute][row] = 0 }
      } else if rare > 0, random.uniform() < rare / (rare + Double(counts[Int(words[row])])) {
        attributes[0][row] = 0
      }
    }
  }
}
