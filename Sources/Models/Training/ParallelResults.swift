/// An array whose elements the iterations of a parallel loop write, each at an index of its own.
final class ParallelResults<Element>: @unchecked Sendable {
  private let storage: UnsafeMutableBufferPointer<Element>

  init(count: Int, initial: Element) {
    storage = .allocate(capacity: count)
    storage.initialize(repeating: initial)
  }

  deinit {
    storage.deinitialize()
    storage.deallocate()
  }

  subscript(index: Int) -> Element {
    get { storage[index] }
    set { storage[index] = newValue }
  }

  var elements: [Element] { Array(storage) }
}
