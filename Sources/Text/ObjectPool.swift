import Synchronization

/// Objects that are costly to make, each used by one caller at a time. There are as many as there
/// were callers at once.
package final class ObjectPool<Object>: Sendable {
  private struct Idle: @unchecked Sendable {
    let object: Object

    init(_ object: Object) { self.object = object }
  }

  private let idle = Mutex<[Idle]>([])
  private let make: @Sendable () -> Object

  /// - Parameter make: makes an object when all others are in use.
  package init(_ make: @escaping @Sendable () -> Object) { self.make = make }

  /// An object that nobody else uses until it is given back.
  package func take() -> Object { (idle.withLock { $0.popLast() } ?? Idle(make())).object }

  /// Gives back an object, which the caller uses no longer.
  package func giveBack(_ object: Object) {
    let given = Idle(object)
    idle.withLock { $0.append(given) }
  }

  /// Calls `body` with an object that nobody else uses until it returns.
  package func withObject<Result>(_ body: (Object) throws -> Result) rethrows -> Result {
    let object = take()
    defer { giveBack(object) }
    return try body(object)
  }
}
