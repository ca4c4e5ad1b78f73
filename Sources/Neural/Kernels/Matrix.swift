/// A view of numbers in memory as rows and columns, row-major; it owns nothing.
///
/// Whoever makes a view keeps its storage alive: an ``Arena`` or a parameter allocation.
package struct Matrix<S: Scalar>: @unchecked Sendable {
  package let pointer: UnsafeMutablePointer<S>
  package let rows: Int
  package let columns: Int
  /// The distance of two rows in elements.
  package let stride: Int

  package init(pointer: UnsafeMutablePointer<S>, rows: Int, columns: Int, stride: Int? = nil) {
    self.pointer = pointer
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
  }

  /// The number of elements.
  package var count: Int { rows * columns }

  package var isContiguous: Bool { stride == columns }

  @inline(__always)
  package func row(_ row: Int) -> UnsafeMutablePointer<S> {
    assert(row >= 0 && row <= rows)
    return pointer + row * stride
  }

  package subscript(row: Int, column: Int) -> S {
    get { pointer[row * stride + column] }
    nonmutating set { pointer[row * stride + column] = newValue }
  }

  package func rows(_ range: Range<Int>) -> Matrix {
    assert(range.lowerBound >= 0 && range.upperBound <= rows)
    return Matrix(
      pointer: pointer + range.lowerBound * stride, rows: range.count, columns: columns,
      stride: stride)
  }

  package func columns(_ range: Range<Int>) -> Matrix {
    assert(range.lowerBound >= 0 && range.upperBound <= columns)
    return Matrix(
      pointer: pointer + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  package func fill(_ value: S) {
    if isContiguous {
      pointer.update(repeating: value, count: count)
    } else {
      for row in 0..<rows { self.row(row).update(repeating: value, count: columns) }
    }
  }

  /// Copies `count` leading rows of another matrix of the same width.
  package func copyRows(_ count: Int, from other: Matrix) {
    assert(columns == other.columns)
    if isContiguous && other.isContiguous {
      pointer.update(from: other.pointer, count: count * columns)
    } else {
      for row in 0..<count { self.row(row).update(from: other.row(row), count: columns) }
    }
  }

  /// Writes `row` (`[columns]`) into every row.
  package func broadcast(_ values: UnsafePointer<S>) {
    for row in 0..<rows { self.row(row).update(from: values, count: columns) }
  }

  /// All elements in row-major order, for tests and files.
  package func elements() -> [S] {
    if isContiguous { return Array(UnsafeBufferPointer(start: pointer, count: count)) }
    return (0..<rows).flatMap { UnsafeBufferPointer(start: row($0), count: columns) }
  }
}
