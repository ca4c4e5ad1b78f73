/// Sequences of unequal lengths as rows without padding.
///
/// The sequences are sorted by falling length, and their rows are in the order of time: first step 0 of all
/// of them, then step 1 of those that have one, and so on; since the longest come first, the sequences
/// active at a step are a prefix. Threads share a batch by shards, runs of sequences that are independent
/// of each other. The order of the rows, and with it all sums over them, does not depend on the shards.
public struct PackedSequences: Sendable {
  /// A run of sequences that are computed together.
  public struct Shard: Sendable {
    /// Places in the packed order.
    public let sequences: Range<Int>
    /// Its rows, in order: as few ranges as they take.
    public let runs: [Range<Int>]
    /// The number of sequences active at each step.
    public let counts: [Int]
    /// The row of the first sequence at each step.
    public let starts: [Int]

    var steps: Range<Int> { counts.indices }
  }

  /// The index that each packed sequence had among the given ones.
  public let order: [Int]
  /// The lengths in packed order.
  public let lengths: [Int]
  public private(set) var shards: [Shard]
  /// The sum of the lengths.
  public let rowCount: Int

  /// - Parameters:
  ///   - lengths: the numbers of steps, each at least 0.
  ///   - shardSize: the number of sequences in a shard.
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

  /// The fewest sequences whose products are worth a thread.
  package static var minimumShardSize: Int { 8 }

  /// The same rows in as large shards as leave every thread one, of a multiple of the fewest sequences
  /// and at most about `limit`: the more rows a product has, the less often its weights are read.
  package func divided(among threads: Int, limit: Int) -> PackedSequences {
    let least = Self.minimumShardSize
    let share = (count + threads * least - 1) / (threads * least) * least
    var divided = self
    divided.shardSize = max(least, min(limit, share))
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
  /// Where the rows of each step start.
  private var firstRows: [Int]

  /// The number of sequences.
  public var count: Int { order.count }

  /// The row of a step of the sequence at a place in the packed order.
  public func row(sequence: Int, step: Int) -> Int { firstRows[step] + sequence }

  /// What belongs to each row of what belongs to the steps of all sequences, in the order in which their
  /// lengths were given.
  package func packed<Element>(_ steps: [Element]) -> [Element] {
    precondition(steps.count == rowCount)
    var first = [Int](repeating: 0, count: count)
    for (place, index) in order.enumerated() { first[index] = lengths[place] }
    var start = 0
    for index in 0..<count { (first[index], start) = (start, start + first[index]) }
    return [Element](unsafeUninitializedCapacity: rowCount) { packed, initialized in
      for (place, index) in order.enumerated() {
        forEachRow(ofSequence: place) { step, row in
          (packed.baseAddress! + row).initialize(to: steps[first[index] + step])
        }
      }
      initialized = rowCount
    }
  }

  /// The rows of a sequence, step by step.
  public func rows(ofSequence sequence: Int) -> [Int] {
    var rows: [Int] = []
    rows.reserveCapacity(lengths[sequence])
    forEachRow(ofSequence: sequence) { rows.append($1) }
    return rows
  }

  /// Calls `body` with each step of a sequence and its row.
  @inline(__always)
  package func forEachRow(ofSequence sequence: Int, _ body: (_ step: Int, _ row: Int) -> Void) {
    for step in 0..<lengths[sequence] { body(step, firstRows[step] + sequence) }
  }
}
