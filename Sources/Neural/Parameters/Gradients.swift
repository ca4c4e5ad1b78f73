/// The gradients of a loss by all parameters of a model.
///
/// Parameters of kind `table` and `features` have sparse gradients: those of the rows that a batch
/// reads.
public final class Gradients<S: Scalar>: @unchecked Sendable {
  /// The layout of the parameters.
  public let layout: ParameterLayout
  let values: UnsafeMutablePointer<S>
  /// The rows of each parameter that have a gradient, ascending; empty for dense gradients.
  private(set) var touchedRows: [[Int32]]

  /// The precision of the products that add gradients of weights.
  let precision: WeightPrecision

  /// Gradients of zero.
  public init(layout: ParameterLayout, precision: WeightPrecision = .float32) {
    self.layout = layout
    self.precision = precision
    values = .aligned(layout.count)
    values.initialize(repeating: 0, count: layout.count)
    touchedRows = layout.entries.map { _ in [] }
  }

  deinit { values.deallocate() }

  /// The gradient of a parameter.
  package subscript(reference: ParameterReference) -> Matrix<S> {
    let entry = layout.entries[reference.index]
    return Matrix(pointer: values + entry.offset, rows: entry.rows, columns: entry.columns)
  }

  /// Sets all gradients to zero.
  ///
  /// - Complexity: O(the elements of dense gradients and of touched rows).
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

  /// Marks the rows of a table that get gradients, before they are added.
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

  /// The rows of a table that have gradients, ascending.
  package func touchedRows(of reference: ParameterReference) -> [Int32] {
    touchedRows[reference.index]
  }

  /// Calls `body` with the offset and the count of each contiguous piece that may have a gradient
  /// other than zero, in the order of the layout.
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
