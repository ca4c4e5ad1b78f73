import HummingbirdCore
import Logging
import NIOCore

/// Serves each connection on the thread of its event loop.
///
/// So a request changes threads twice, to be computed and back, where otherwise the thread that
/// reads would wake another one for each step on the way to the answer.
struct ConnectionChannel<Base: ServerChildChannel>: ServerChildChannel {
  let base: Base

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
    base.setup(channel: channel, logger: logger)
  }

  func handle(value: Base.Value, logger: Logger) async {
    await withTaskExecutorPreference(EventLoopExecutor(loop: value.channel.eventLoop)) {
      await base.handle(value: value, logger: logger)
    }
  }
}

/// Runs tasks on an event loop.
private final class EventLoopExecutor: TaskExecutor {
  private let loop: any EventLoop

  init(loop: any EventLoop) { self.loop = loop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// Does work that grows with a number of bytes: on another thread if they are many, since each
/// thread that serves connections serves a lot of them.
func offEventLoop<Value: Sendable>(
  ifLarge byteCount: Int, _ work: @Sendable () throws -> Value
) async throws -> Value {
  if byteCount <= 16 << 10 { return try work() }
  return try await withTaskExecutorPreference(globalConcurrentExecutor) { try work() }
}
