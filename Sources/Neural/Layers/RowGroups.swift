/// The rows of each group of sequences, such as of a document that is cut into several sequences.
package struct RowGroups: Sendable {
  /// The ends of a sequence that is not empty.
  package struct Ends: Sendable {
    /// The row of the first step.
    package let first: Int
    /// The row of the last step.
    package let last: Int
  }

  /// The rows of all groups, group by group, in the order of time.
  package private(set) var rows: [Int32] = []
  /// The index in `rows` where each group starts, and the number of rows.
  package private(set) var starts = [0]
  /// The sequences of each group that are not empty.
  package private(set) var sequences: [[Ends]] = []

  /// - Parameter members: the sequences of each group, in packed order.
  package init(_ packed: PackedSequences, members: [[Int]]) {
    rows.reserveCapacity(packed.rowCount)
    for group in members {
      var ends: [Ends] = []
      for sequence in group {
        let own = packed.rows(ofSequence: sequence)
        guard let first = own.first, let last = own.last else { continue }
        ends.append(Ends(first: first, last: last))
        for row in own { rows.append(Int32(row)) }
      }
      sequences.append(ends)
      starts.append(rows.count)
    }
  }

  /// The number of groups.
  package var count: Int { sequences.count }

  /// The indices in `rows` of a group.
  package func range(_ group: Int) -> Range<Int> { starts[group]..<starts[group + 1] }
}
