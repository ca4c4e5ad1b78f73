/// The row of an input that each row of the sequences reads. The indices may be changed between two
/// forward passes, so that the activations of one step serve for all steps of a generated text.
package final class GatherIndices: @unchecked Sendable {
  let ids: UnsafeMutableBufferPointer<Int32>
  /// The rows of the sequences, sorted by the row of the input that they read.
  private var grouped: [Int32] = []
  /// For each row of the input where its group starts in `grouped`, and the number of rows.
  private var starts: [Int] = []

  /// - Parameter ids: R indices of input rows.
  package init(_ ids: [Int32]) {
    self.ids = .allocate(capacity: ids.count)
    _ = self.ids.initialize(from: ids)
  }

  deinit { ids.deallocate() }

  /// The row of the input that row `row` of the sequences reads.
  package subscript(row: Int) -> Int32 {
    get { ids[row] }
    set { ids[row] = newValue }
  }

  /// The indices of the rows from `row` on.
  func pointer(from row: Int) -> UnsafePointer<Int32> { UnsafePointer(ids.baseAddress! + row) }

  /// Sorts the rows by the row of the input that they read, for ``forEachGroup(of:_:)``.
  ///
  /// - Parameter count: the rows of the input.
  /// - Complexity: O(R + count); a counting sort, stable.
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
