/// Sequences of unequal lengths as rows without padding.
///
/// The sequences are sorted by falling length and cut into shards of a fixed number of sequences. Within
/// a shard the rows are in the order of time: first step 0 of all its sequences, then step 1 of those that
/// have one, and so on; since the longest come first, the sequences active at a step are a prefix. Shards
/// are independent of each other, so threads share a batch by them, and the rows of all shards together
/// are one matrix, so weight gradients are one product.
public struct PackedSequences: Sendable {
  /// A run of sequences that are computed together.
  public struct Shard: Sendable {
    /// Places in the packed order.
    public let sequences: Range<Int>
    public let rows: Range<Int>
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
  public let shards: [Shard]
  /// The sum of the lengths.
  public let rowCount: Int

  /// - Parameters:
  ///   - lengths: the numbers of steps, each at least 0.
  ///   - shardSize: the number of sequences in a shard.
  public init(lengths given: [Int], shardSize: Int) {
    precondition(shardSize > 0)
    order = given.indices.sorted { (-given[$0], $0) < (-given[$1], $1) }
    lengths = order.map { given[$0] }
    var shards: [Shard] = []
    var row = 0
    for first in stride(from: 0, to: order.count, by: shardSize) {
      let sequences = first..<min(first + shardSize, order.count)
      let start = row
      var counts: [Int] = []
      var starts: [Int] = []
      var active = sequences.count
      for step in 0..<lengths[first] {
        while lengths[first + active - 1] <= step { active -= 1 }
        counts.append(active)
        starts.append(row)
        row += active
      }
      shards.append(Shard(sequences: sequences, rows: start..<row, counts: counts, starts: starts))
    }
    self.shards = shards
    rowCount = row
    self.shardSize = shardSize
  }

  private let shardSize: Int

  /// The number of sequences.
  public var count: Int { order.count }

  /// The row of a step of the sequence at a place in the packed order.
  public func row(sequence: Int, step: Int) -> Int {
    let shard = shards[sequence / shardSize]
    return shard.starts[step] + sequence - shard.sequences.lowerBound
  }

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
        let shard = shards[place / shardSize]
        let column = place - shard.sequences.lowerBound
        for step in 0..<lengths[place] {
          (packed.baseAddress! + shard.starts[step] + column).initialize(
            to: steps[first[index] + step])
        }
      }
      initialized = rowCount
    }
  }

  /// The rows of a sequence, step by step.
  public func rows(ofSequence sequence: Int) -> [Int] {
    let shard = shards[sequence / shardSize]
    let place = sequence - shard.sequences.lowerBound
    return (0..<lengths[sequence]).map { shard.starts[$0] + place }
  }
}
