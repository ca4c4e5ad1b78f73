/// What the sums of a matrix product start from: zeros, a bias, or a row for each row of the
/// result.
///
/// Row r of the result starts from the row at `origin + ids[r] * stride`, or at `origin + r *
/// stride` where there are no ids.
public struct InitialSums<S: Scalar> {
  let origin: UnsafePointer<S>?
  let stride: Int
  let ids: UnsafePointer<Int32>?

  /// The part for the columns of the result from `first` on.
  func columns(from first: Int) -> Self {
    .init(origin: origin.map { $0 + first }, stride: stride, ids: ids)
  }

  /// Zeros: the product replaces what the result held.
  package static var zeros: Self { .init(origin: nil, stride: 0, ids: nil) }

  /// One row for all rows of the result, such as a bias.
  package static func row(_ values: UnsafePointer<S>) -> Self {
    .init(origin: values, stride: 0, ids: nil)
  }

  /// A row for each row of the result; with the result itself the product is added to it.
  package static func rows(_ first: UnsafePointer<S>, stride: Int) -> Self {
    .init(origin: first, stride: stride, ids: nil)
  }

  /// A row for each row of the result; with the result itself the product is added to it.
  package static func rows(of matrix: Matrix<S>) -> Self {
    .rows(matrix.pointer, stride: matrix.stride)
  }

  /// Row `ids[r]` of a table for row r of the result.
  package static func rows(of table: Matrix<S>, ids: UnsafePointer<Int32>) -> Self {
    .init(origin: table.pointer, stride: table.stride, ids: ids)
  }
}
