import Dispatch

/// Work that takes a while, on a thread of its own: the few threads that run Swift's tasks go on
/// with others meanwhile.
enum BackgroundWork {
  static func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: work()) }
    }
  }
}
