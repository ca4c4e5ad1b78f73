import Dispatch
import GRDB
import Synchronization

/// Copies what was committed from the write-ahead log to its place in the file, on a thread and a
/// connection of its own.
///
/// SQLite does so in the commit that makes the log long, and the writer would wait meanwhile for a
/// disk. A passive checkpoint stops nobody: it leaves to the writer's own what was committed since
/// it began, so that is short. One that fails, on a full disk for example, is left to the writer's
/// own as well.
final class BackgroundCheckpoints: Sendable {
  private let path: String
  private let thread = DispatchQueue(label: "corpus store checkpoints")
  private let isPending = Mutex(false)
  /// Used on the thread only.
  private let connection = Mutex<DatabaseQueue?>(nil)

  init(path: String) {
    self.path = path
  }

  /// Starts a checkpoint, unless one waits already.
  func request() {
    let isFirst = isPending.withLock { pending in
      defer { pending = true }
      return !pending
    }
    if isFirst { thread.async { self.run() } }
  }

  private func run() {
    isPending.withLock { $0 = false }
    connection.withLock { connection in
      if connection == nil {
        var configuration = Configuration()
        configuration.label = "CorpusStore checkpoints"
        configuration.busyMode = .immediateError
        connection = try? CorpusStore.open(path, configuration)
      }
      _ = try? connection?.writeWithoutTransaction { try $0.checkpoint(.passive) }
    }
  }

  /// Waits for the last checkpoint and closes the connection.
  func finish() {
    thread.sync { connection.withLock { $0 = nil } }
  }
}
