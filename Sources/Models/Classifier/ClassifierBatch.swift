import Neural

/// Texts as the indices that a ``ClassifierNetwork`` reads.
///
/// N texts, R rows for all tokens that the recurrent part reads (see ``TextWindows``), K classes.
package struct ClassifierBatch: Sendable {
  let windows: TextWindows
  /// For each attribute the index of each row's value.
  private(set) var attributes: [[Int32]]
  /// The vector from plain text of each row.
  private(set) var vectors: PretrainedRows
  /// The vectors in context of words, and for each row its own among them, -1 for none; where
  /// language models are read.
  private(set) var contextual: ContextualVectors?
  private(set) var contextualRows: [Int] = []
  /// The n-grams of each text.
  package var ngrams = SparseFeatures()
  /// For each text its class; empty when it is to be found, or when texts have several.
  package var classes: [Int32] = []
  /// How sure the classes are and how much each text counts, if texts differ in that.
  package var rows: RowTargets?
  /// For each text and class, in rows, whether it has it; empty when texts have one.
  package var targets: [Float] = []

  /// The number of texts.
  package let count: Int

  /// - Parameters:
  ///   - lengths: the tokens of each text.
  ///   - words: without attributes if there is no recurrent part.
  ///   - context: of the texts, where language models are read.
  ///   - type: the number of a token's word, by text and token.
  init(
    lengths: [Int], words: ClassifierWords, windowSize: Int, context: ClassifierContext? = nil,
    type: (_ text: Int, _ token: Int) -> Int32
  ) {
    count = lengths.count
    windows = TextWindows(
      lengths: words.attributes.isEmpty ? lengths.map { _ in 0 } : lengths, size: windowSize)
    var types = [Int32](repeating: 0, count: windows.sequences.rowCount)
    windows.forEachRow { row, text, token in types[row] = type(text, token) }
    attributes = words.attributes.map { values in types.map { values[Int($0)] } }
    vectors = PretrainedRows(dimension: words.dimension, vectors: words.vectors, words: types)
    if let context {
      contextual = context.vectors
      var rows = [Int](repeating: 0, count: windows.sequences.rowCount)
      windows.forEachRow { row, text, token in rows[row] = context.firstRows[text] + token }
      contextualRows = rows
    }
  }

  /// Texts without classes, by the word types of their tokens.
  package init(types: [[Int32]], words: [String], features: ClassifierFeatures) {
    let encodings = words.map { features.encode($0) }
    self.init(
      lengths: types.map(\.count), words: ClassifierWords(encodings, features: features),
      windowSize: features.configuration.windowSize,
      context: features.embedder.map {
        ClassifierContext(types.map { $0[...] }, encodings, $0, Arena(), .serial)
      }
    ) { text, token in types[text][token] }
    guard features.configuration.hasNGrams else { return }
    var maker = NGramFeatures(features: features)
    var random = RandomSource(seed: 0)
    for text in types {
      maker.append(types: text[...], encodings: encodings, to: &ngrams, random: &random)
    }
  }

  /// Makes some words unknown.
  ///
  /// - Parameter counts: how often each word was seen, by its index.
  mutating func dropWords(
    counts: [Int], _ configuration: ClassifierConfiguration, _ random: inout RandomSource
  ) {
    guard let words = attributes.first else { return }
    let plain = configuration.wordDropout
    for row in words.indices {
      let rare =
        vectors.isKnown(row) ? configuration.knownWordDropout : configuration.rareWordDropout
      if plain > 0, random.uniform() < plain {
        for attribute in attributes.indices { attributes[attribute][row] = 0 }
        vectors.hide(row)
        if contextual != nil { contextualRows[row] = -1 }
      } else if rare > 0, random.uniform() < rare / (rare + Double(counts[Int(words[row])])) {
        attributes[0][row] = 0
      }
    }
  }
}
