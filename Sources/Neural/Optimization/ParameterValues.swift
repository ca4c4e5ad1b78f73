/// A value for each element of a layout, 0 at first: a moment of an optimizer, or an average.
final class ParameterValues<S: Scalar>: @unchecked Sendable {
  let layout: ParameterLayout
  let pointer: UnsafeMutablePointer<S>

  init(layout: ParameterLayout) {
    self.layout = layout
    pointer = .aligned(layout.count)
    pointer.initialize(repeating: 0, count: layout.count)
  }

  deinit { pointer.deallocate() }

  /// The values of a parameter in row-major order.
  func elements(of entry: ParameterLayout.Entry) -> [S] {
    Array(UnsafeBufferPointer(start: pointer + entry.offset, count: entry.count))
  }

  /// Replaces the values of a parameter.
  ///
  /// - Precondition: `elements` has as many numbers as the parameter.
  func setElements(of entry: ParameterLayout.Entry, to elements: [S]) {
    precondition(elements.count == entry.count)
    elements.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      (pointer + entry.offset).update(from: base, count: source.count)
    }
  }
}
