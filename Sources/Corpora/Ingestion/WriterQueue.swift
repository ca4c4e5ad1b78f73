import Dispatch
import GRDB
import Synchronization

/// Tokenizes batches on all cores, and writes them on a thread of its own, in order.
///
/// A transaction takes the batches that are ready one after the other while they come, up to a
/// limit. So it is large where writing is what takes the time, and large ones cost less; and it
/// never waits for an input that is slow to come.
final class WriterQueue: Sendable {
  private let workers = DispatchQueue(label: "corpus tokenizers", attributes: .concurrent)
  private let queue = DispatchQueue(label: "corpus store writer")
  /// So many batches are in memory at a time.
  private let slots: DispatchSemaphore
  private let request: IngestionRequest
  /// The batches that wait for the writer, and a semaphore that counts them.
  private let pending = Mutex<[Preparation]>([])
  private let available = DispatchSemaphore(value: 0)
  /// Used on the queue only. The producer reads just the failure, so it never waits for the writer.
  private let writer: Mutex<SourceWriter>
  private let failure = Mutex<(any Error)?>(nil)
  private let checkpoints = Mutex<BackgroundCheckpoints?>(nil)

  /// The most bytes of text in a transaction.
  private static let transactionWeight = 16 << 20
  private static let patience = DispatchTimeInterval.milliseconds(20)

  init(_ writer: SourceWriter) {
    request = writer.request
    slots = DispatchSemaphore(value: max(1, writer.request.threads) + 4)
    self.writer = Mutex(writer)
  }

  /// A batch with its rows, as soon as a thread has made them.
  private final class Preparation: Sendable {
    let batch: IngestionBatch
    private let isReady = DispatchSemaphore(value: 0)
    private let rows = Mutex(DocumentRows())

    init(_ batch: IngestionBatch) {
      self.batch = batch
    }

    func prepare(_ request: IngestionRequest) {
      let made = DocumentRows(batch, request: request)
      rows.withLock { $0 = made }
      isReady.signal()
    }

    func wait() -> DocumentRows {
      isReady.wait()
      return rows.withLock { rows in
        defer { rows = DocumentRows() }
        return rows
      }
    }
  }

  /// - Throws: what went wrong with an earlier batch.
  func submit(_ batch: IngestionBatch, to store: CorpusStore) throws {
    slots.wait()
    if let failure = failure.withLock({ $0 }) {
      slots.signal()
      throw failure
    }
    let preparation = Preparation(batch)
    pending.withLock { $0.append(preparation) }
    available.signal()
    workers.async { [request] in preparation.prepare(request) }
    queue.async { [self] in writePending(to: store) }
  }

  private func next(within time: DispatchTimeInterval) -> Preparation? {
    guard available.wait(timeout: .now() + time) == .success else { return nil }
    return pending.withLock { $0.removeFirst() }
  }

  /// Writes what is pending, if the call for an earlier batch has not done so.
  private func writePending(to store: CorpusStore) {
    guard let first = next(within: .seconds(0)) else { return }
    var current: Preparation? = first
    if failure.withLock({ $0 == nil }) {
      writer.withLock { writer in
        // A transaction that fails is rolled back, and so must the writer be.
        var changed = writer
        do {
          try store.transaction { db in
            var documents = 0
            var weight = 0
            while let preparation = current {
              try changed.write(preparation.batch, rows: preparation.wait(), to: db)
              documents += preparation.batch.count
              weight += preparation.batch.weight
              current = nil
              slots.signal()
              if documents + request.batchSize <= request.transactionSize,
                weight < Self.transactionWeight
              {
                current = next(within: Self.patience)
              }
            }
          }
          writer = changed
          checkpoints.withLock { checkpoints in
            if checkpoints == nil { checkpoints = BackgroundCheckpoints(path: store.path) }
            checkpoints?.request()
          }
        } catch {
          failure.withLock { $0 = error }
        }
      }
    }
    // One that was not written holds its slot still.
    if current != nil { slots.signal() }
  }

  /// Waits for the last batch.
  func finish() throws -> SourceWriter.Counts {
    queue.sync {}
    checkpoints.withLock { $0?.finish() }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return writer.withLock { $0.counts }
  }
}
