/// Works on batches in several threads at once and hands the results out in the order of the
/// batches.
struct OrderedPipeline<Batch: Sendable, Result: Sendable> {
  var threads: Int
  var work: @Sendable (Batch) -> Result

  /// A batch, and whether its result has to be out before more input is waited for.
  struct Item {
    var batch: Batch
    var isUrgent: Bool
  }

  /// Runs until `next` gives `nil`. At most `2 · threads` batches and results are held at a time.
  /// When `next` throws, the results before it are handed out first.
  func run(
    next: () throws -> Item?, emit: (Result) throws -> Void,
    isolation: isolated (any Actor)? = #isolation
  ) async throws {
    guard threads > 1 else {
      while let item = try next() { try emit(work(item.batch)) }
      return
    }
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      var waiting: [Int: Result] = [:]
      var submitted = 0
      var emitted = 0
      var failure: (any Error)?
      while true {
        var item: Item?
        do { item = try next() } catch { failure = error }
        if let item {
          let index = submitted
          let work = self.work
          group.addTask { (index, work(item.batch)) }
          submitted += 1
        }
        let isDraining = item == nil || item?.isUrgent == true
        while submitted - emitted > (isDraining ? 0 : 2 * threads - 1) {
          guard let (index, result) = try await group.next() else { break }
          waiting[index] = result
          while let result = waiting.removeValue(forKey: emitted) {
            emitted += 1
            try emit(result)
          }
        }
        if item == nil { break }
      }
      if let failure { throw failure }
    }
  }
}
