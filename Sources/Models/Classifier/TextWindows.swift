import Neural

/// Texts cut into windows that the recurrent layers read one beside the other.
package struct TextWindows: Sendable {
  /// The sequences of a shard: enough rows for fast products, few enough to share a
  /// batch.
  private static let shardSize = 16

  /// The windows of all texts.
  package let sequences: PackedSequences
  /// The rows of each text.
  package let groups: RowGroups
  /// In the order of the texts.
  private let windows: [(text: Int, tokens: Range<Int>)]

  /// - Parameter lengths: the tokens of each text.
  package init(lengths: [Int], size: Int) {
    var windows: [(text: Int, tokens: Range<Int>)] = []
    for (text, length) in lengths.enumerated() {
      // The fewest windows that are no longer than `size`, of lengths as like as can be.
      let count = (length + size - 1) / size
      for index in 0..<count {
        windows.append((text, index * length / count..<(index + 1) * length / count))
      }
    }
    self.windows = windows
    sequences = PackedSequences(
      lengths: windows.map(\.tokens.count), shardSize: Self.shardSize)
    var members: [[Int]] = lengths.map { _ in [] }
    var sequenceIndices = [Int](repeating: 0, count: windows.count)
    for (sequence, index) in sequences.order.enumerated() { sequenceIndices[index] = sequence }
    for (index, window) in windows.enumerated() {
      members[window.text].append(sequenceIndices[index])
    }
    groups = RowGroups(sequences, members: members)
  }

  /// Calls `body` with every row, and with the text and the index of the token that it stands for.
  @inline(__always)
  package func forEachRow(_ body: (_ row: Int, _ text: Int, _ token: Int) -> Void) {
    for (sequence, index) in sequences.order.enumerated() {
      let (text, tokens) = windows[index]
      for (row, token) in zip(sequences.rows(ofSequence: sequence), tokens) {
        body(row, text, token)
      }
    }
  }
}
