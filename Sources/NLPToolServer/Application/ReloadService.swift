import Logging
import ServiceLifecycle
import UnixSignals

/// Reads the models again at SIGHUP.
struct ReloadService: Service {
  let store: ModelStore
  let metrics: ServiceMetrics
  let logger: Logger
  private let signals: UnixSignalsSequence
  private let threads = WorkThreads(threads: 1)

  /// From now on SIGHUP no longer ends the process.
  init(store: ModelStore, metrics: ServiceMetrics, logger: Logger) async {
    signals = await UnixSignalsSequence(trapping: .sighup)
    self.store = store
    self.metrics = metrics
    self.logger = logger
  }

  func run() async throws {
    for await _ in signals.cancelOnGracefulShutdown() {
      do {
        let count = try await threads.run { [store] in try store.reload() }
        logger.notice("models reloaded", metadata: ["count": "\(count)"])
        metrics.reloaded(succeeded: true)
      } catch {
        logger.error("models not reloaded, the old ones stay", metadata: ["error": "\(error)"])
        metrics.reloaded(succeeded: false)
      }
    }
  }
}
