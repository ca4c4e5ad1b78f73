import Neural
import Text
import Tokenization

/// Trains vectors of words by skip-gram with negative sampling and character n-grams.
///
/// The text is cut into eight shards. In each round every shard computes the gradients of its next
/// centre words, 32 at most, with the weights from before the round; then they are added, each
/// row's in the order of the shards. The rows of a round are few of many, so that this differs
/// little from one centre after the other, and any number of threads makes the same bytes.
public final class WordVectorTrainer {
  private let recipe: WordVectorRecipe
  private let words: StringTable
  private let counts: [Int]
  private let text: SkipGramText
  private let tables: SkipGramTables
  private let shards: [SkipGramShard]
  private let tokenCount: Int

  private static let shardCount = 8

  /// - Throws: ``WordVectorTrainingError``, or `NeuralError` if the vectors need more memory than
  ///   there is.
  public init(_ source: consuming WordVectorText, recipe: WordVectorRecipe) throws {
    self.recipe = recipe
    let (words, counts, tokens) = try source.frequent(recipe.minimumCount)
    self.words = words
    self.counts = counts
    tokenCount = counts.reduce(0, +)
    let total = Double(tokenCount)
    var rows: [Int32] = []
    var rowStarts = [0]
    for word in 0..<words.count {
      rows.append(Int32(word))
      words.withBytes(of: word) {
        recipe.ngrams.forEachBucket(of: $0) { rows.append(Int32(words.count + $0)) }
      }
      rowStarts.append(rows.count)
    }
    text = SkipGramText(
      tokens: tokens,
      keeps: counts.map {
        let ratio = recipe.subsample * total / Double($0)
        return recipe.subsample > 0 ? Float(ratio.squareRoot() + ratio) : 1
      }, negatives: Self.negatives(counts), rows: rows, rowStarts: rowStarts)
    let vectors = 2 * Double(words.count) + Double(recipe.ngrams.buckets)
    try ProcessMemory.check(
      vectors * Double(recipe.dimension) * Double(MemoryLayout<Float>.stride),
      for: "training \(Int(vectors)) vectors of \(recipe.dimension) numbers")
    tables = SkipGramTables(
      dimension: recipe.dimension, inputs: words.count + recipe.ngrams.buckets,
      outputs: words.count, seed: recipe.seed)
    let text = text
    let tables = tables
    let size = (tokens.count + Self.shardCount - 1) / Self.shardCount
    shards = (0..<Self.shardCount).map { shard in
      let start = min(tokens.count, shard * size)
      return SkipGramShard(
        text, start..<min(tokens.count, start + size), recipe: recipe, tables: tables)
    }
  }

  /// The number of different words that have a vector.
  public var vocabularyCount: Int { words.count }
  /// The words of the text that have a vector.
  public var textCount: Int { tokenCount }

  /// A power of two of words, each about as often as the square root of its count says.
  private static func negatives(_ counts: [Int]) -> [Int32] {
    var size = 1 << 20
    while size < 16 * counts.count { size *= 2 }
    let total = counts.reduce(0) { $0 + Double($1).squareRoot() }
    var table: [Int32] = []
    table.reserveCapacity(size)
    var sum = 0.0
    for (word, count) in counts.enumerated() {
      sum += Double(count).squareRoot()
      let end = word == counts.count - 1 ? size : Int(sum / total * Double(size))
      while table.count < end { table.append(Int32(word)) }
    }
    return table
  }

  /// Trains to the end.
  ///
  /// - Parameter onProgress: told, now and then, the share that is done and the loss of a pair in
  ///   this epoch; training stops where it returns `false`.
  /// - Returns: whether training came to its end.
  @discardableResult
  public func train(
    pool: ThreadPool, onProgress: (_ done: Double, _ loss: Double) -> Bool = { _, _ in true }
  ) -> Bool {
    var groups = 1
    while groups < pool.threadCount { groups *= 2 }
    let shards = shards
    let total = Double(max(1, text.tokens.count * recipe.epochs))
    var rounds = 0
    for epoch in 0..<recipe.epochs {
      for (index, shard) in shards.enumerated() {
        shard.startEpoch(seed: RandomSource.derive(recipe.seed, 1 + epoch, index))
      }
      var starts = 0
      for shard in shards { starts += shard.position }
      while shards.contains(where: { !$0.isAtEnd }) {
        let read = shards.reduce(0) { $0 + $1.position } - starts
        let done = (Double(epoch * text.tokens.count) + Double(read)) / total
        let rate = Float(recipe.learningRate * (1 - done))
        let count = groups
        pool.forEach(shards.count) { shards[$0].compute(rate: rate) }
        pool.forEach(count) { group in
          for shard in shards { shard.apply(group, of: count) }
        }
        rounds += 1
        if rounds % 2048 == 0, !onProgress(done, loss) { return false }
      }
    }
    _ = onProgress(1, loss)
    return true
  }

  /// The mean loss of a pair and its random words in this epoch, of a sample of the centres.
  public var loss: Double {
    let count = shards.reduce(0) { $0 + $1.lossCount }
    return shards.reduce(0) { $0 + $1.loss } / max(1, count)
  }

  /// The vectors as they are now.
  public func vectors(
    precision: WordVectors.Precision = .int8, card: ModelCard? = nil
  ) -> WordVectors {
    let dimension = recipe.dimension
    var rows = VectorRows.Builder(dimension: dimension, precision: precision)
    var subwords = VectorRows.Builder(dimension: dimension, precision: precision)
    let stride = tables.stride
    let mean = UnsafeMutablePointer<Float>.aligned(stride)
    defer { mean.deallocate() }
    for word in 0..<words.count {
      let range = text.rowStarts[word]..<text.rowStarts[word + 1]
      mean.initialize(repeating: 0, count: stride)
      text.rows.withUnsafeBufferPointer {
        Float.addRows(
          count: range.count, n: stride, a: tables.input, lda: stride,
          ids: $0.baseAddress! + range.lowerBound, sums: mean)
      }
      Float.scale(stride, 1 / Float(range.count), mean, mean)
      rows.append(UnsafeBufferPointer(start: mean, count: dimension))
    }
    for bucket in 0..<recipe.ngrams.buckets {
      subwords.append(
        UnsafeBufferPointer(
          start: tables.input + (words.count + bucket) * stride, count: dimension))
    }
    return WordVectors(
      vocabulary: words, counts: counts, rows: rows.rows, subwords: subwords.rows,
      ngrams: recipe.ngrams, dimension: dimension, isLowercased: recipe.isLowercased,
      foldsDigits: recipe.isLowercased, card: card, recipe: recipe)
  }
}
