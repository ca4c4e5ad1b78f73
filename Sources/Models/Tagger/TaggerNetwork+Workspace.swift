import Neural

extension TaggerNetwork {
  /// The memory that batches run in, one after the other.
  package final class Workspace: @unchecked Sendable {
    let arena = Arena<S>()
    /// One for each shard, since threads must not share one.
    private var shards: [Arena<S>] = []

    package init() {}

    func reset(shards count: Int) {
      arena.reset()
      prepare(shards: count)
    }

    /// Empties the memory of shards and keeps the common one.
    func prepare(shards count: Int) {
      while shards.count < count { shards.append(Arena()) }
      for arena in shards { arena.reset() }
    }

    func arena(ofShard index: Int) -> Arena<S> { shards[index] }
  }
}
