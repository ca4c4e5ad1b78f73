import Synchronization

/// Objects that are costly to make, each used by one caller at a time. There are as many as there were
/// callers at once.
package final class ObjectPool<Object>: Sendable {
  @usableFromInline
  struct Idle: @unchecked Sendable {
    @usableFromInline let object: Object

    @inlinable
    init(_ object: Object) { self.object = object }
  }

  @usableFromInline let idle = Mutex<[Idle]>([])
  @usableFromInline let make: @Sendable () -> Object

  /// - Parameter make: makes an object when all others are in use.
  package init(_ make: @escaping @Sendable () -> Object) { self.make = make }

  /// Calls `body` with an object that nobody else uses until it returns.
  @inlinable
  package func withObject<Result>(_ body: (Object) throws -> Result) rethrows -> Result {
    let object = idle.withLock { $0.popLast() } ?? Idle(make())
    defer { idle.withLock { $0.append(object) } }
    return try body(object.object)
  }
}
