/// A view of memory as a row-major matrix; it does not own the memory.
///
/// The memory is that of an ``Arena``, of ``Weights`` or of ``Gradients``, and has to outlive the
/// view.
package struct Matrix<S: Scalar>: @unchecked Sendable {
  /// The first element.
  package let pointer: UnsafeMutablePointer<S>
  /// The number of rows.
  package let rows: Int
  /// The number of columns.
  package let columns: Int
  /// The distance of two rows in elements, `columns` where there are no gaps.
  package let stride: Int

  /// - Parameter stride: the distance of two rows in elements; `columns` by default.
  package init(pointer: UnsafeMutablePointer<S>, rows: Int, columns: Int, stride: Int? = nil) {
    self.pointer = pointer
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
  }

  /// The number of elements.
  package var count: Int { rows * columns }

  /// Whether there are no gaps between rows.
  package var isContiguous: Bool { stride == columns }

  /// The first element of a row.
  @inline(__always)
  package func row(_ row: Int) -> UnsafeMutablePointer<S> {
    assert(row >= 0 && row <= rows)
    return pointer + row * stride
  }

  /// The element at a row and a column.
  package subscript(row: Int, column: Int) -> S {
    get { pointer[row * stride + column] }
    nonmutating set { pointer[row * stride + column] = newValue }
  }

  /// A view of some rows.
  package func rows(_ range: Range<Int>) -> Matrix {
    assert(range.lowerBound >= 0 && range.upperBound <= rows)
    return Matrix(
      pointer: pointer + range.lowerBound * stride, rows: range.count, columns: columns,
      stride: stride)
  }

  /// A view of some columns.
  package func columns(_ range: Range<Int>) -> Matrix {
    assert(range.lowerBound >= 0 && range.upperBound <= columns)
    return Matrix(
      pointer: pointer + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// Sets all elements to a value.
  package func fill(_ value: S) {
    if isContiguous {
      pointer.update(repeating: value, count: count)
    } else {
      for row in 0..<rows { self.row(row).update(repeating: value, count: columns) }
    }
  }

  /// Copies the first `count` rows of another matrix with the same columns.
  package func copyRows(_ count: Int, from other: Matrix) {
    assert(columns == other.columns)
    if isContiguous && other.isContiguous {
      pointer.update(from: other.pointer, count: count * columns)
    } else {
      for row in 0..<count { self.row(row).update(from: other.row(row), count: columns) }
    }
  }

  /// Copies `values`, [columns], into every row.
  package func broadcast(_ values: UnsafePointer<S>) {
    for row in 0..<rows { self.row(row).update(from: values, count: columns) }
  }

  /// All elements in row-major order, for tests and files.
  package func elements() -> [S] {
    if isContiguous { return Array(UnsafeBufferPointer(start: pointer, count: count)) }
    return (0..<rows).flatMap { UnsafeBufferPointer(start: row($0), count: columns) }
  }
}
