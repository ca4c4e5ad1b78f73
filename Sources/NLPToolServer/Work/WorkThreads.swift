/// Threads for work that takes long, such as writing text, so that short work does not wait for it.
final class WorkThreads: Sendable {
  private struct State {
    var tasks: ArraySlice<@Sendable () -> Void> = []
    var isStopping = false
  }

  private let state = Monitor(State())

  init(threads: Int) {
    for _ in 0..<max(1, threads) {
      startThread { [state] in
        while let task = Self.next(state) { task() }
      }
    }
  }

  deinit {
    state.withLock { $0.isStopping = true }
    state.broadcast()
  }

  private static func next(_ state: Monitor<State>) -> (@Sendable () -> Void)? {
    state.wait { state in
      if let task = state.tasks.popFirst() { return .some(task) }
      return state.isStopping ? .some(nil) : nil
    }
  }

  /// Has a thread do the work when it is its turn.
  func start(_ work: @escaping @Sendable () -> Void) {
    state.withLock { $0.tasks.append(work) }
    state.signal()
  }

  /// Waits for the result of the work without blocking a thread.
  func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result
  {
    try await withCheckedThrowingContinuation { continuation in
      start { continuation.resume(with: Swift.Result { try work() }) }
    }
  }
}
