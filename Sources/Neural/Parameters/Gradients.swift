/// The gradients of a loss by all parameters of a model.
///
/// Parameters of kind `table` or `features` are special: a batch touches few rows, so theirs are kept as a list of rows.
public final class Gradients<S: Scalar>: @unchecked Sendable {
  public let layout: ParameterLayout
  let values: UnsafeMutablePointer<S>
  /// For each such parameter the rows with a gradient, ascending.
  private(set) var touchedRows: [[Int32]]

  /// Of the products that give gradients of factors.
  let precision: WeightPrecision

  public init(layout: ParameterLayout, precision: WeightPrecision = .float32) {
    self.layout = layout
    self.precision = precision
    values = .aligned(layout.count)
    values.initialize(repeating: 0, count: layout.count)
    touchedRows = layout.entries.map { _ in [] }
  }

  deinit { values.deallocate() }

  package subscript(reference: ParameterReference) -> Matrix<S> {
    let entry = layout.entries[reference.index]
    return Matrix(pointer: values + entry.offset, rows: entry.rows, columns: entry.columns)
  }

  /// Sets all gradients to zero.
  ///
  /// - Complexity: O(the dense parameters + the touched rows).
  @specialized(where S == Float)
  package func reset() {
    for (index, entry) in layout.entries.enumerated() {
      let matrix = self[ParameterReference(index: index)]
      if entry.kind.isTable {
        for row in touchedRows[index] {
          matrix.row(Int(row)).update(repeating: 0, count: entry.columns)
        }
        touchedRows[index].removeAll(keepingCapacity: true)
      } else {
        matrix.fill(0)
      }
    }
  }

  /// Says which rows of a table get gradients: once for each table and batch, before they are added.
  package func touch(_ reference: ParameterReference, rows: some Sequence<Int32>) {
    var touched = touchedRows[reference.index]
    touched.append(contentsOf: rows)
    touched.sort()
    var count = 0
    for row in touched where count == 0 || row != touched[count - 1] {
      touched[count] = row
      count += 1
    }
    touched.removeSubrange(count...)
    touchedRows[reference.index] = touched
  }

  /// The rows of a table that have gradients, ascending; for tests and optimizers.
  package func touchedRows(of reference: ParameterReference) -> [Int32] {
    touchedRows[reference.index]
  }

  /// Calls `body` with the contiguous pieces that may be other than zero, in the order of the layout.
  ///
  /// - Parameter body: gets the place of the first element in the layout's allocation and the count.
  package func forEachPiece(_ body: (_ offset: Int, _ count: Int) -> Void) {
    for (index, entry) in layout.entries.enumerated() {
      if entry.kind.isTable {
        for row in touchedRows[index] {
          body(entry.offset + Int(row) * entry.columns, entry.columns)
        }
      } else {
        body(entry.offset, entry.count)
      }
    }
  }
}
