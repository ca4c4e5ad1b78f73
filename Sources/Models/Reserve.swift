import Synchronization

/// Things that are costly to make and that one call at a time may use.
final class Reserve<Element>: Sendable {
  private let free = Mutex<[Holder]>([])
  private let make: @Sendable () -> Element

  private struct Holder: @unchecked Sendable {
    let element: Element
  }

  init(_ make: @escaping @Sendable () -> Element) { self.make = make }

  func with<Result>(_ body: (Element) throws -> Result) rethrows -> Result {
    let element = free.withLock { $0.popLast() }?.element ?? make()
    defer {
      let holder = Holder(element: element)
      free.withLock { $0.append(holder) }
    }
    return try body(element)
  }
}
