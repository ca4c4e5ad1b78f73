import GRDB
import Text

/// Corpora and their vocabularies in one SQLite file.
///
/// Several processes may use a store at a time: one writes, all read. Every method throws
/// ``CorporaError``.
public final class CorpusStore: Sendable {
  public enum Mode: Sendable, Hashable {
    /// For writing; the file is made when it is not there.
    case readWriteCreate
    case readOnly
    /// For writing many documents: what the schema would check in every row, keys and values, is left
    /// to the code that makes the rows, and the write-ahead log may grow to some 64 MiB.
    case ingest
  }

  /// The path it was opened with.
  public let path: String
  let queue: DatabaseQueue

  /// Opens a store, or makes one.
  ///
  /// - Throws: `noSuchStore`, `notAStore` (the file is left as it is), `storeIsNewer`,
  ///   `damagedStore`, `unwritableStore`, `busyStore`.
  public init(path: String, mode: Mode) throws(CorporaError) {
    self.path = path
    let exists = try Self.checkFile(path)
    if !exists, mode == .readOnly { throw .noSuchStore(path: path) }
    queue = try Self.translating(path) {
      if exists { try Self.checkContent(path) }
      var configuration = Configuration()
      configuration.label = "CorpusStore"
      configuration.busyMode = .timeout(60)
      configuration.readonly = mode == .readOnly
      configuration.foreignKeysEnabled = mode != .ingest
      configuration.prepareDatabase { db in
        try db.execute(sql: "PRAGMA cache_size = -32768")
        guard mode == .ingest else { return }
        // The IN of a check costs as much as all else of an insert together.
        try db.execute(
          sql: "PRAGMA ignore_check_constraints = ON; PRAGMA wal_autocheckpoint = 16384")
      }
      if mode == .readOnly { return try DatabaseQueue(path: path, configuration: configuration) }
      configuration.journalMode = .wal
      return try Self.retryingWhileBusy {
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try Schema.migrator.migrate(queue)
        return queue
      }
    }
  }

  /// Runs `body` in a read transaction.
  func read<Value>(_ body: (Database) throws -> Value) throws(CorporaError) -> Value {
    try Self.translating(path) { try queue.read(body) }
  }

  /// Runs `body` in a write transaction, which is rolled back when it throws.
  func write<Value>(_ body: (Database) throws -> Value) throws(CorporaError) -> Value {
    try Self.translating(path) { try queue.write(body) }
  }

  /// Two processes that make the same store at the same moment may get into each other's way; the
  /// later one finds everything made when it tries again.
  private static func retryingWhileBusy<Value>(_ body: () throws -> Value) throws -> Value {
    for _ in 0..<20 {
      do {
        return try body()
      } catch let error as DatabaseError
        where [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(
          error.resultCode)
      {
        pause(milliseconds: 50)
      }
    }
    return try body()
  }
}
