import Neural

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// The tables of a skip-gram training: rows of floats, padded with zeros to whole vectors of
/// sixteen.
final class SkipGramTables: @unchecked Sendable {
  /// The distance of two rows in elements.
  let stride: Int
  /// Rows of the words, then those of the buckets.
  let input: UnsafeMutablePointer<Float>
  let output: UnsafeMutablePointer<Float>

  init(dimension: Int, inputs: Int, outputs: Int, seed: UInt64) {
    stride = (dimension + 15) / 16 * 16
    input = .aligned(inputs * stride)
    output = .aligned(outputs * stride)
    output.initialize(repeating: 0, count: outputs * stride)
    input.initialize(repeating: 0, count: inputs * stride)
    var random = RandomSource(seed: seed, 0)
    for row in 0..<inputs {
      for column in 0..<dimension {
        input[row * stride + column] = Float((2 * random.uniform() - 1) / Double(dimension))
      }
    }
  }

  deinit {
    input.deallocate()
    output.deallocate()
  }
}

/// The text of a skip-gram training, as indices of words.
struct SkipGramText: Sendable {
  /// The word of each token; -1 ends a sentence.
  let tokens: [Int32]
  /// For each word the probability that subsampling keeps it.
  let keeps: [Float]
  /// The table of negative samples: each word as often as the square root of its count.
  let negatives: [Int32]
  /// The rows of each word in the input table, word by word: its own and those of its n-grams.
  let rows: [Int32]
  /// The index in `rows` where each word starts, and the number of rows.
  let rowStarts: [Int]
}

/// A part of the text, and what one round makes of it: gradients that were computed with the
/// weights from before the round, and that are added afterwards.
final class SkipGramShard: @unchecked Sendable {
  private let text: SkipGramText
  private let range: Range<Int>
  private let window: Int
  private let negatives: Int
  private let tables: SkipGramTables

  private var random = RandomSource(seed: 0)
  /// The index in the text of the next token.
  private(set) var position: Int
  private var sentence: [Int32] = []
  /// The index in the sentence of the next centre word.
  private var center = 0

  /// For each centre word of the round the number of its rows in the input table.
  private var inputCounts: [Int] = []
  /// For each centre word of the round the number of its targets.
  private var targetCounts: [Int] = []
  /// The rows of the centre words in the input table.
  private var inputs: [Int32] = []
  /// The context words and negative samples, rows of the output table.
  private var targets: [Int32] = []
  /// By what each target's row moves along the hidden vector, and what a target weighs (negative
  /// for those that are random).
  private var steps: [Float] = []
  private var weights: [Float] = []
  private let hidden: UnsafeMutablePointer<Float>
  private let gradients: UnsafeMutablePointer<Float>
  private(set) var loss = 0.0
  private(set) var lossCount = 0.0

  /// Centre words of a round. Their gradients are added up, so of a small vocabulary there are few:
  /// a row that many of them move at once would overshoot.
  private let centers: Int
  /// Random words of a centre for each that a single pair would have.
  static let sharing = 2

  init(
    _ text: SkipGramText, _ range: Range<Int>, recipe: WordVectorRecipe, tables: SkipGramTables
  ) {
    self.text = text
    self.range = range
    self.tables = tables
    window = recipe.window
    negatives = recipe.negatives
    position = range.lowerBound
    centers = min(32, max(1, (text.rowStarts.count - 1) / 512))
    hidden = .aligned(centers * tables.stride)
    gradients = .aligned(centers * tables.stride)
  }

  deinit {
    hidden.deallocate()
    gradients.deallocate()
  }

  var isAtEnd: Bool { position >= range.upperBound && center >= sentence.count }

  func startEpoch(seed: UInt64) {
    random = RandomSource(seed: seed)
    position = range.lowerBound
    sentence.removeAll(keepingCapacity: true)
    center = 0
    loss = 0
    lossCount = 0
  }

  /// Computes the gradients of the next centres.
  func compute(rate: Float) {
    inputCounts.removeAll(keepingCapacity: true)
    targetCounts.removeAll(keepingCapacity: true)
    inputs.removeAll(keepingCapacity: true)
    targets.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    steps.removeAll(keepingCapacity: true)
    while inputCounts.count < centers {
      while center >= sentence.count {
        if position >= range.upperBound { return }
        readSentence()
      }
      addCenter(rate: rate)
      center += 1
    }
  }

  private func readSentence() {
    sentence.removeAll(keepingCapacity: true)
    center = 0
    text.tokens.withUnsafeBufferPointer { tokens in
      while position < range.upperBound {
        let token = tokens[position]
        position += 1
        if token < 0 { break }
        if Float(random.next() >> 40) * 0x1p-24 < text.keeps[Int(token)] { sentence.append(token) }
      }
    }
  }

  private func addCenter(rate: Float) {
    let reach = 1 + Int(random.next() >> 33) % window
    let first = max(0, center - reach)
    let last = min(sentence.count - 1, center + reach)
    let pairs = last - first
    if pairs == 0 { return }
    let start = targets.count
    for other in first...last where other != center {
      targets.append(sentence[other])
      weights.append(1)
    }
    let mask = text.negatives.count - 1
    for _ in 0..<negatives * Self.sharing {
      let word = text.negatives[Int(truncatingIfNeeded: random.next() >> 20) & mask]
      if targets[start..<start + pairs].contains(word) { continue }
      targets.append(word)
      weights.append(-Float(pairs) / Float(Self.sharing))
    }
    let word = Int(sentence[center])
    let rows = text.rowStarts[word]..<text.rowStarts[word + 1]
    inputs.append(contentsOf: text.rows[rows])
    let count = targets.count - start
    steps.append(contentsOf: repeatElement(0, count: count))
    let index = inputCounts.count
    inputCounts.append(rows.count)
    targetCounts.append(count)
    computeGradient(index, rows, start..<targets.count, rate: rate)
  }

  private func computeGradient(
    _ index: Int, _ rows: Range<Int>, _ range: Range<Int>, rate: Float
  ) {
    let stride = tables.stride
    let (h, g) = (hidden + index * stride, gradients + index * stride)
    h.update(repeating: 0, count: stride)
    g.update(repeating: 0, count: stride)
    text.rows.withUnsafeBufferPointer { ids in
      Float.addRows(
        count: rows.count, n: stride, a: tables.input, lda: stride,
        ids: ids.baseAddress! + rows.lowerBound, sums: h)
    }
    Float.scale(stride, 1 / Float(rows.count), h, h)
    let isCounted = index == 0
    targets.withUnsafeBufferPointer { targets in
      steps.withUnsafeMutableBufferPointer { steps in
        let step = steps.baseAddress! + range.lowerBound
        let ids = targets.baseAddress! + range.lowerBound
        Float.dotRows(
          count: range.count, n: stride, x: h, a: tables.output, lda: stride, ids: ids, out: step)
        if isCounted { addLoss(step, range) }
        Float.sigmoid(range.count, step, step)
        for target in 0..<range.count {
          let weight = weights[range.lowerBound + target]
          step[target] = rate * (weight > 0 ? weight * (1 - step[target]) : weight * step[target])
          Float.addScaled(stride, step[target], tables.output + Int(ids[target]) * stride, g)
        }
      }
    }
  }

  /// Adds -log sigmoid(x) of the pairs and -log sigmoid(-x) of the random words.
  private func addLoss(_ scores: UnsafePointer<Float>, _ range: Range<Int>) {
    for target in 0..<range.count {
      let weight = weights[range.lowerBound + target]
      let score = Double(weight > 0 ? -scores[target] : scores[target])
      loss += Double(abs(weight)) * (max(score, 0) + log1p(exp(-abs(score))))
      if weight > 0 { lossCount += Double(weight) }
    }
  }

  /// Adds the gradients to the rows of a group, those whose index modulo `groups` is `group`. Each
  /// row gets its gradients in the order of the text, whatever the number of groups.
  func apply(_ group: Int, of groups: Int) {
    let mask = Int32(groups - 1)
    let group = Int32(group)
    let stride = tables.stride
    var (input, target) = (0, 0)
    inputs.withUnsafeBufferPointer { inputs in
      targets.withUnsafeBufferPointer { targets in
        steps.withUnsafeBufferPointer { steps in
          for index in inputCounts.indices {
            let (h, g) = (hidden + index * stride, gradients + index * stride)
            for i in input..<input + inputCounts[index] where inputs[i] & mask == group {
              Float.addScaled(stride, 1, g, tables.input + Int(inputs[i]) * stride)
            }
            for i in target..<target + targetCounts[index] where targets[i] & mask == group {
              Float.addScaled(
                stride, steps[i], h, tables.output + Int(targets[i]) * stride)
            }
            input += inputCounts[index]
            target += targetCounts[index]
          }
        }
      }
    }
  }
}
