import NLPToolCommands
import NLPToolkit

/// Computes answers on threads of its own, apart from those that serve connections.
///
/// Texts for one model, with the same options, wait in one lane. A thread that is free takes the
/// lane whose turn it is, and of it up to ``batchTokens`` tokens. So nothing waits while a thread
/// is idle, and batches grow exactly when there is more to do than threads: no timer is needed. The
/// answer to a text does not depend on the batch that it is computed in.
final class BatchScheduler: Sendable {
  /// Larger batches are not computed faster, but those behind them wait longer.
  static let batchTokens = 4096
  /// Of English, with the spaces between words.
  private static let bytesInToken = 5

  private struct State {
    var lanes: [BatchLane: JobQueue] = [:]
    /// The lanes with jobs, the one whose turn it is first.
    var turns: [BatchLane] = []
    var isStopping = false
  }

  private struct Batch {
    var lane: BatchLane
    var jobs: [BatchJob]
  }

  private let state = Monitor(State())
  private let metrics: ServiceMetrics
  private let limits: ServiceLimits

  init(threads: Int, limits: ServiceLimits, metrics: ServiceMetrics) {
    self.metrics = metrics
    self.limits = limits
    for _ in 0..<max(1, threads) {
      startThread { [state, metrics] in Self.work(state, metrics) }
    }
  }

  deinit {
    state.withLock { $0.isStopping = true }
    state.broadcast()
  }

  /// The line of each text; texts that make up more than a batch are computed side by side.
  ///
  /// - Throws: ``ServiceError`` if they waited for too long.
  func lines(for records: [DocumentRecord], lane: BatchLane) async throws -> [[UInt8]] {
    let parts = Self.parts(of: records)
    if parts.count == 1 { return try await lines(for: parts[0], lane) }
    return try await withThrowingTaskGroup(of: (Int, [[UInt8]]).self) { group in
      for (index, part) in parts.enumerated() {
        group.addTask { (index, try await self.lines(for: part, lane)) }
      }
      var results = [[[UInt8]]](repeating: [], count: parts.count)
      for try await (index, lines) in group { results[index] = lines }
      return results.flatMap { $0 }
    }
  }

  private struct Part: Sendable {
    var records: [DocumentRecord] = []
    var tokens = 0
  }

  private static func parts(of records: [DocumentRecord]) -> [Part] {
    var parts = [Part()]
    for record in records {
      let tokens = record.document.text.utf8.count / bytesInToken + 1
      if !parts[parts.count - 1].records.isEmpty,
        parts[parts.count - 1].tokens + tokens > batchTokens
      {
        parts.append(Part())
      }
      parts[parts.count - 1].records.append(record)
      parts[parts.count - 1].tokens += tokens
    }
    return parts
  }

  private func lines(for part: Part, _ lane: BatchLane) async throws -> [[UInt8]] {
    if part.records.isEmpty { return [] }
    return try await withCheckedThrowingContinuation { continuation in
      let now = ContinuousClock.now
      let job = BatchJob(
        records: part.records, tokens: part.tokens, arrival: now,
        deadline: now.advanced(by: limits.timeout)
      ) { continuation.resume(with: $0) }
      state.withLock { state in
        if state.lanes[lane] == nil { state.turns.append(lane) }
        state.lanes[lane, default: JobQueue()].append(job)
      }
      state.signal()
    }
  }

  /// The loop of a thread.
  private static func work(_ state: Monitor<State>, _ metrics: ServiceMetrics) {
    while true {
      let batch: Batch? = state.wait { state in
        if state.isStopping, state.turns.isEmpty { return .some(nil) }
        return nextBatch(&state).map { .some($0) }
      }
      guard let batch else { return }
      compute(batch, metrics)
    }
  }

  private static func nextBatch(_ state: inout State) -> Batch? {
    guard let lane = state.turns.first else { return nil }
    state.turns.removeFirst()
    guard var queue = state.lanes.removeValue(forKey: lane) else { return nil }
    let jobs = queue.takeBatch(tokens: batchTokens)
    if !queue.isEmpty {
      state.lanes[lane] = queue
      state.turns.append(lane)
    }
    return Batch(lane: lane, jobs: jobs)
  }

  private static func compute(_ batch: Batch, _ metrics: ServiceMetrics) {
    let start = ContinuousClock.now
    var jobs = batch.jobs
    jobs.removeAll { job in
      metrics.waited(start - job.arrival)
      guard job.deadline < start else { return false }
      job.finish(.failure(ServiceError.timeout(waited: start - job.arrival)))
      return true
    }
    if jobs.isEmpty { return }
    let records = jobs.flatMap(\.records)
    do {
      var lines = try batch.lane.lines(for: records)[...]
      metrics.computed(
        texts: records.count, tokens: jobs.reduce(0) { $0 + $1.tokens },
        ContinuousClock.now - start)
      for job in jobs {
        job.finish(.success(Array(lines.prefix(job.records.count))))
        lines = lines.dropFirst(job.records.count)
      }
    } catch  where jobs.count > 1 {
      // Nobody pays for the text of another.
      for job in jobs { job.finish(Result { try batch.lane.lines(for: job.records) }) }
    } catch {
      jobs[0].finish(.failure(error))
    }
  }
}
