/// The rows of an input that the rows of some sequences read. They may be changed between two passes, so
/// that a pass without a backward one serves for all steps of a text.
package final class LookupRows: @unchecked Sendable {
  let ids: UnsafeMutableBufferPointer<Int32>
  /// The rows of the sequences by what they read, in order; and where those of each id start.
  private var grouped: [Int32] = []
  private var starts: [Int] = []

  package init(_ ids: [Int32]) {
    self.ids = .allocate(capacity: ids.count)
    _ = self.ids.initialize(from: ids)
  }

  deinit { ids.deallocate() }

  /// The row of the input that a row of the sequences reads.
  package subscript(row: Int) -> Int32 {
    get { ids[row] }
    set { ids[row] = newValue }
  }

  /// The same of all rows from one on.
  func ids(from row: Int) -> UnsafePointer<Int32> { UnsafePointer(ids.baseAddress! + row) }

  /// Sorts the rows by what they read, for ``forEachGroup(of:_:)``; stable, and linear in their number.
  func group(count: Int) {
    starts = [Int](repeating: 0, count: count + 1)
    for id in ids { starts[Int(id) + 1] += 1 }
    for id in 0..<count { starts[id + 1] += starts[id] }
    var next = starts
    grouped = [Int32](repeating: 0, count: ids.count)
    for (row, id) in ids.enumerated() {
      grouped[next[Int(id)]] = Int32(row)
      next[Int(id)] += 1
    }
  }

  /// Calls `body` with each id of 0..<count that is read and the rows that read it.
  ///
  /// - Precondition: ``group(count:)`` was called for these ids and this count.
  func forEachGroup(of count: Int, _ body: (Int, UnsafeBufferPointer<Int32>) -> Void) {
    precondition(starts.count == count + 1 && grouped.count == ids.count)
    grouped.withUnsafeBufferPointer { rows in
      for id in 0..<count where starts[id] < starts[id + 1] {
        body(id, UnsafeBufferPointer(rebasing: rows[starts[id]..<starts[id + 1]]))
      }
    }
  }
}
