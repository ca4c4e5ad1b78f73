/// One number for each element of a layout's allocation, zero at first: moments, averages.
final class ParameterValues<S: Scalar>: @unchecked Sendable {
  let layout: ParameterLayout
  let pointer: UnsafeMutablePointer<S>

  init(layout: ParameterLayout) {
    self.layout = layout
    pointer = .aligned(layout.count)
    pointer.initialize(repeating: 0, count: layout.count)
  }

  deinit { pointer.deallocate() }

  func elements(of entry: ParameterLayout.Entry) -> [S] {
    Array(UnsafeBufferPointer(start: pointer + entry.offset, count: entry.count))
  }

  /// - Precondition: `elements` has as many numbers as the parameter.
  func setElements(of entry: ParameterLayout.Entry, to elements: [S]) {
    precondition(elements.count == entry.count)
    elements.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      (pointer + entry.offset).update(from: base, count: source.count)
    }
  }
}
