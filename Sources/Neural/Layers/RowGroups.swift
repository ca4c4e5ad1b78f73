/// Which rows belong to each item of a batch, such as the tokens of a document that was cut into several
/// sequences.
package struct RowGroups: Sendable {
  /// A sequence by its first and its last row.
  package struct Ends: Sendable {
    package let first: Int
    package let last: Int
  }

  /// All groups' rows, one group after the other, in the order of time.
  package private(set) var rows: [Int32] = []
  /// Where each group starts in `rows`, and the number of rows.
  package private(set) var starts = [0]
  /// The sequences of each group that have rows.
  package private(set) var sequences: [[Ends]] = []

  /// - Parameter members: for each group the places of its sequences in the packed order.
  package init(_ packed: PackedSequences, members: [[Int]]) {
    rows.reserveCapacity(packed.rowCount)
    for places in members {
      var ends: [Ends] = []
      for place in places {
        let own = packed.rows(ofSequence: place)
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

  /// The places in `rows` of a group.
  package func range(_ group: Int) -> Range<Int> { starts[group]..<starts[group + 1] }
}
