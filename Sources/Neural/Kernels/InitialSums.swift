/// What the rows of a product start from, before its sums are added.
public struct InitialSums<S: Scalar> {
  let origin: UnsafePointer<S>?
  let stride: Int
  let ids: UnsafePointer<Int32>?

  /// The same rows from a column on.
  func columns(from first: Int) -> Self {
    .init(origin: origin.map { $0 + first }, stride: stride, ids: ids)
  }

  /// Zeros: the product replaces what was there.
  package static var zeros: Self { .init(origin: nil, stride: 0, ids: nil) }

  /// The same row for all, such as a bias.
  package static func row(_ values: UnsafePointer<S>) -> Self {
    .init(origin: values, stride: 0, ids: nil)
  }

  /// A row for each: the product adds to a matrix, if it is the one that is written.
  package static func rows(_ first: UnsafePointer<S>, stride: Int) -> Self {
    .init(origin: first, stride: stride, ids: nil)
  }

  /// Row ids[r] of a table for the r-th.
  package static func rows(_ table: Matrix<S>, ids: UnsafePointer<Int32>) -> Self {
    .init(origin: table.pointer, stride: table.stride, ids: ids)
  }
}
