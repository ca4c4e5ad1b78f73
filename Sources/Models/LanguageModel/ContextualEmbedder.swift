import Neural
import Text

/// Vectors of words in their context: the states of character language models at the borders of
/// words (Akbik, Blythe and Vollgraf 2018).
///
/// A sentence is read as a line feed and its words, with a space between each two. A forward model
/// gives a word its state after the word's last character, a backward model its state after the
/// first one.
package final class ContextualEmbedder: Sendable {
  let models: [CharacterLanguageModel]
  /// The columns of a vector: the hidden units of all models.
  let size: Int
  /// The input projections of all symbols, [V, G·H], by model.
  private let projections: [Matrix<Float>]
  private let storage = Arena<Float>()

  /// The symbols that are read at once, which bounds memory.
  private static let batchSymbols = 1 << 15

  init(_ models: [CharacterLanguageModel]) {
    self.models = models
    size = models.reduce(0) { $0 + $1.network.recurrent.outputSize }
    let storage = storage
    projections = models.map { $0.network.projectedSymbols($0.weights, storage) }
  }

  /// The vectors of the words of sentences, one sentence after the other.
  ///
  /// - Complexity: O(characters); the result takes two bytes for each of its elements.
  func vectors(
    of sentences: [[String]], _ arena: Arena<Float>, _ pool: ThreadPool
  ) -> ContextualVectors {
    let tokens = sentences.reduce(0) { $0 + $1.count }
    var vectors = ContextualVectors(count: tokens, size: size)
    var column = 0
    for (model, projection) in zip(models, projections) {
      var first = 0
      var token = 0
      while first < sentences.count {
        var batch: [SpelledSentence] = []
        var symbols = 0
        while first < sentences.count, batch.isEmpty || symbols < Self.batchSymbols {
          batch.append(SpelledSentence(sentences[first], model))
          symbols += batch[batch.count - 1].symbols.count
          first += 1
        }
        arena.reset()
        let sequences = PackedSequences(
          lengths: batch.map(\.symbols.count), shardSize: PackedSequences.minimumShardSize
        ).divided(among: pool.threadCount, limit: 32)
        let states = model.network.states(
          model.weights, sequences, symbols: sequences.packed(batch.flatMap(\.symbols)),
          projected: projection, arena, pool)
        var firstToken = [Int](repeating: 0, count: batch.count)
        for (index, sentence) in batch.enumerated() {
          firstToken[index] = token
          token += sentence.steps.count
        }
        for (sequence, index) in sequences.order.enumerated() {
          for (word, step) in batch[index].steps.enumerated() {
            vectors.set(
              firstToken[index] + word, column,
              states.row(sequences.row(sequence: sequence, step: step)), count: states.columns)
          }
        }
      }
      column += model.network.recurrent.outputSize
    }
    return vectors
  }
}

/// A sentence as a language model reads it.
private struct SpelledSentence {
  /// A line feed and the words with spaces between them, in the order of reading.
  var symbols: [Int32]
  /// For each word the step after which the model has read it.
  var steps: [Int] = []

  init(_ words: [String], _ model: CharacterLanguageModel) {
    symbols = [model.symbols.start]
    steps.reserveCapacity(words.count)
    let space = model.symbols.indices(of: " ")
    for word in model.isBackward ? words.reversed() : words {
      if !steps.isEmpty { symbols += space }
      symbols += model.read(word)
      steps.append(symbols.count - 1)
    }
    if model.isBackward { steps.reverse() }
  }
}

/// Vectors of tokens as rows of bfloat16, which is enough for what a network reads.
package struct ContextualVectors: Sendable {
  let size: Int
  private var elements: [UInt16]

  init(count: Int, size: Int) {
    self.size = size
    elements = [UInt16](repeating: 0, count: count * size)
  }

  /// Rounds the elements of rows, one row after the other.
  package init(rows: Int, size: Int, elements: [Float]) {
    self.init(count: rows, size: size)
    elements.withUnsafeBufferPointer { elements in
      for row in 0..<rows { set(row, 0, elements.baseAddress! + row * size, count: size) }
    }
  }

  /// Rounds `count` numbers into a row from a column on.
  mutating func set(_ row: Int, _ column: Int, _ values: UnsafePointer<Float>, count: Int) {
    let start = row * size + column
    for index in 0..<count {
      elements[start + index] = ModelFile.bfloat16(values[index])
    }
  }

  /// Copies a row.
  func copy<S: Scalar>(_ row: Int, into vector: UnsafeMutablePointer<S>) {
    elements.withUnsafeBufferPointer { elements in
      for index in 0..<size {
        vector[index] = S(Float(bitPattern: UInt32(elements[row * size + index]) << 16))
      }
    }
  }
}
