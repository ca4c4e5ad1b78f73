import Neural

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Draws symbols by ``SamplingOptions``, with memory that is allocated once.
package struct Sampler {
  private let options: SamplingOptions
  /// First logarithms of probabilities, then probabilities that need not sum to 1.
  private var values: [Double]
  /// Symbols as a heap, the most probable on top.
  private var heap: [Int32]
  /// The last symbols, the newest at `(written - 1) % count`.
  private var recent: [Int32]
  private var written = 0

  /// - Parameter symbols: the number of symbols to draw from.
  package init(_ options: SamplingOptions, symbols: Int) {
    self.options = options
    values = [Double](repeating: 0, count: symbols)
    heap = [Int32](repeating: 0, count: symbols)
    recent = [Int32](repeating: -1, count: options.rememberedSymbols)
  }

  /// The last symbols, the oldest first, as far as the penalty looks back.
  package var remembered: [Int32] {
    let count = min(written, recent.count)
    return (written - count..<written).map { recent[$0 % recent.count] }
  }

  /// Takes note of a symbol of the text, for the penalty of repetitions.
  package mutating func note(_ symbol: Int32) {
    if recent.isEmpty { return }
    recent[written % recent.count] = symbol
    written += 1
  }

  /// Draws a symbol.
  ///
  /// - Parameters:
  ///   - logits: unnormalized logarithms of probabilities.
  ///   - allows: whether a symbol may come next. At least one may.
  /// - Complexity: O(n) for n symbols; k of top-k and top-p cost another O(k log n), the penalty
  ///   O(its window).
  package mutating func draw(
    _ logits: UnsafeBufferPointer<Float>, _ random: inout RandomSource, allows: (Int32) -> Bool
  ) -> Int32 {
    var best = -1
    for symbol in 0..<values.count {
      let value = allows(Int32(symbol)) ? Double(logits[symbol]) : -.infinity
      values[symbol] = value
      if best < 0 || value > values[best] { best = symbol }
    }
    if !recent.isEmpty { best = penalize(best) }
    if options.temperature == 0 { return Int32(best) }
    let top = values[best]
    for symbol in 0..<values.count {
      values[symbol] = exp((values[symbol] - top) / options.temperature)
    }
    let kept = cut()
    return kept == values.count ? drawFromAll(&random) : drawFromHeap(kept, &random)
  }

  /// The symbol that u in 0..<1 falls on, among all, in the order of their indices.
  private func drawFromAll(_ random: inout RandomSource) -> Int32 {
    var sum = 0.0
    for value in values { sum += value }
    var rest = random.uniform() * sum
    var last: Int32 = 0
    for symbol in 0..<values.count where values[symbol] > 0 {
      last = Int32(symbol)
      rest -= values[symbol]
      if rest < 0 { break }
    }
    return last
  }

  /// Draws one of the `kept` symbols that were taken from the heap and lie at its end.
  private func drawFromHeap(_ kept: Int, _ random: inout RandomSource) -> Int32 {
    let end = heap.count
    var sum = 0.0
    for position in end - kept..<end { sum += values[Int(heap[position])] }
    var rest = random.uniform() * sum
    var position = end - 1
    while position > end - kept {
      rest -= values[Int(heap[position])]
      if rest < 0 { break }
      position -= 1
    }
    return heap[position]
  }

  /// Raises the probabilities of symbols that would repeat to the power of the penalty.
  ///
  /// - Returns: the most probable symbol.
  private mutating func penalize(_ best: Int) -> Int {
    var sum = 0.0
    let top = values[best]
    for value in values { sum += exp(value - top) }
    let logSum = top + log(sum)
    for symbol in 0..<values.count { values[symbol] -= logSum }
    let (length, size) = (options.repetitionLength, recent.count)
    // The symbols before a candidate are the last length - 1; where they stood before, what came
    // behind them would repeat.
    let oldest = max(0, written - options.repetitionWindow)
    var position = written - 1
    while position >= oldest + length - 1 {
      var offset = 1
      while offset < length,
        recent[(position - offset) % size] == recent[(written - offset) % size]
      {
        offset += 1
      }
      // `penalized` marks are kept in the heap's memory, which is free until the cut.
      heap[Int(recent[position % size])] =
        offset == length ? -1 : heap[Int(recent[position % size])]
      position -= 1
    }
    var greatest = -1
    for symbol in 0..<values.count {
      if heap[symbol] == -1 {
        values[symbol] *= options.repetitionPenalty
        heap[symbol] = 0
      }
      if greatest < 0 || values[symbol] > values[greatest] { greatest = symbol }
    }
    return greatest
  }

  /// Moves the symbols that may be drawn behind the heap, the most probable last.
  ///
  /// - Returns: how many those are; all are left in place if nothing is cut off.
  private mutating func cut() -> Int {
    let count = values.count
    let limit = options.topK == 0 ? count : min(options.topK, count)
    if limit == count && options.topP >= 1 && options.minP <= 0 { return count }
    for symbol in 0..<count { heap[symbol] = Int32(symbol) }
    for root in stride(from: count / 2 - 1, through: 0, by: -1) { sift(root, count) }
    // The mass that top-p is a share of is that of what top-k leaves.
    var kept = 0
    var mass = 0.0
    while kept < limit, values[Int(heap[0])] > 0 {
      mass += values[Int(heap[0])]
      heap.swapAt(0, count - 1 - kept)
      kept += 1
      sift(0, count - kept)
    }
    var nucleus = 0
    var sum = 0.0
    while nucleus < kept {
      sum += values[Int(heap[count - 1 - nucleus])]
      nucleus += 1
      if sum >= options.topP * mass { break }
    }
    let least = options.minP * values[Int(heap[count - 1])]
    while nucleus > 1, values[Int(heap[count - nucleus])] < least { nucleus -= 1 }
    return nucleus
  }

  /// Restores the heap below an index: a parent comes before its children, the greater value first
  /// and of equal ones the lower index.
  private mutating func sift(_ root: Int, _ count: Int) {
    var parent = root
    while true {
      var child = 2 * parent + 1
      if child >= count { return }
      if child + 1 < count, precedes(heap[child + 1], heap[child]) { child += 1 }
      if !precedes(heap[child], heap[parent]) { return }
      heap.swapAt(parent, child)
      parent = child
    }
  }

  @inline(__always)
  private func precedes(_ a: Int32, _ b: Int32) -> Bool {
    let (x, y) = (values[Int(a)], values[Int(b)])
    return x > y || (x == y && a < b)
  }
}
