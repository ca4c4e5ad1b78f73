/// Results that the tasks of a loop write at different places.
final class Collected<Element>: @unchecked Sendable {
  private let storage: UnsafeMutableBufferPointer<Element>

  init(count: Int, empty: Element) {
    storage = .allocate(capacity: count)
    storage.initialize(repeating: empty)
  }

  deinit {
    storage.deinitialize()
    storage.deallocate()
  }

  subscript(place: Int) -> Element {
    get { storage[place] }
    set { storage[place] = newValue }
  }

  var elements: [Element] { Array(storage) }
}
