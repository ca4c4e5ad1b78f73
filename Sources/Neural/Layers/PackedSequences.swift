/// Sequences of unequal lengths as rows without padding, like PyTorch's `PackedSequence`.
///
/// Sequences are sorted by length, the longest first, and rows by time: step 0 of all sequences,
/// then step 1 of those that have one, and so on, so that the sequences active at a step are a
/// prefix. Threads share a batch by shards of consecutive sequences. The order of the rows, and so
/// of all sums over them, does not depend on the shards.
public struct PackedSequences: Sendable {
  /// Consecutive sequences that one thread computes together.
  public struct Shard: Sendable {
    /// The sequences, in packed order.
    public let sequences: Range<Int>
    /// The rows of all steps, as few ranges as possible.
    public let runs: [Range<Int>]
    /// The number of sequences active at each step.
    public let counts: [Int]
    /// The row of the first sequence at each step.
    public let starts: [Int]

    /// The steps of the longest sequence.
    var steps: Range<Int> { counts.indices }
  }

  /// The index in the given order of each sequence in packed order.
  public let order: [Int]
  /// The lengths in packed order.
  public let lengths: [Int]
  /// The shards, in packed order.
  public private(set) var shards: [Shard]
  /// R, the sum of the lengths.
  public let rowCount: Int

  /// - Parameters:
  ///   - lengths: the steps of each sequence, at least 0.
  ///   - shardSize: the sequences of a shard.
  public init(lengths given: [Int], shardSize: Int) {
    precondition(shardSize > 0)
    order = given.indices.sorted { (-given[$0], $0) < (-given[$1], $1) }
    lengths = order.map { given[$0] }
    firstRows = []
    var active = order.count
    var row = 0
    for step in 0..<(lengths.first ?? 0) {
      while lengths[active - 1] <= step { active -= 1 }
      firstRows.append(row)
      row += active
    }
    rowCount = row
    self.shardSize = shardSize
    shards = []
    divide()
  }

  /// The fewest sequences that are worth a thread.
  package static var minimumShardSize: Int { 8 }

  /// These sequences in the largest shards that leave each thread one: the more rows a matrix
  /// product has, the less often its weights are read.
  ///
  /// - Parameter limit: the most sequences of a shard, at least ``minimumShardSize``.
  package func divided(among threads: Int, limit: Int) -> PackedSequences {
    let minimum = Self.minimumShardSize
    let share = (count + threads * minimum - 1) / (threads * minimum) * minimum
    var divided = self
    divided.shardSize = max(minimum, min(limit, share))
    divided.divide()
    return divided
  }

  private mutating func divide() {
    shards = stride(from: 0, to: count, by: shardSize).map {
      shard($0..<min($0 + shardSize, count))
    }
  }

  private func shard(_ sequences: Range<Int>) -> Shard {
    let steps = 0..<lengths[sequences.lowerBound]
    var runs: [Range<Int>] = []
    var counts: [Int] = []
    var active = sequences.count
    for step in steps {
      while lengths[sequences.lowerBound + active - 1] <= step { active -= 1 }
      counts.append(active)
      let start = firstRows[step] + sequences.lowerBound
      if let last = runs.last, last.upperBound == start {
        runs[runs.count - 1] = last.lowerBound..<start + active
      } else {
        runs.append(start..<start + active)
      }
    }
    return Shard(
      sequences: sequences, runs: runs, counts: counts,
      starts: steps.map { firstRows[$0] + sequences.lowerBound })
  }

  private var shardSize: Int
  /// The first row of each step.
  private var firstRows: [Int]

  /// The number of sequences.
  public var count: Int { order.count }

  /// The row of a step of a sequence, given in packed order.
  public func row(sequence: Int, step: Int) -> Int { firstRows[step] + sequence }

  /// The elements of all steps in the order of the rows.
  ///
  /// - Parameter steps: R elements, sequence by sequence in the given order.
  package func packed<Element>(_ steps: [Element]) -> [Element] {
    precondition(steps.count == rowCount)
    var first = [Int](repeating: 0, count: count)
    for (sequence, index) in order.enumerated() { first[index] = lengths[sequence] }
    var start = 0
    for index in 0..<count { (first[index], start) = (start, start + first[index]) }
    return [Element](unsafeUninitializedCapacity: rowCount) { packed, initialized in
      for (sequence, index) in order.enumerated() {
        forEachRow(ofSequence: sequence) { step, row in
          (packed.baseAddress! + row).initialize(to: steps[first[index] + step])
        }
      }
      initialized = rowCount
    }
  }

  /// The rows of a sequence, given in packed order, step by step.
  public func rows(ofSequence sequence: Int) -> [Int] {
    var rows: [Int] = []
    rows.reserveCapacity(lengths[sequence])
    forEachRow(ofSequence: sequence) { rows.append($1) }
    return rows
  }

  /// Calls `body` with each step of a sequence, given in packed order, and its row.
  @inline(__always)
  package func forEachRow(ofSequence sequence: Int, _ body: (_ step: Int, _ row: Int) -> Void) {
    for step in 0..<lengths[sequence] { body(step, firstRows[step] + sequence) }
  }
}
