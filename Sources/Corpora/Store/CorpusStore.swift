import GRDB
import Text

/// Corpora and their vocabularies in one SQLite file.
///
/// Several processes may use a store at a time: one writes, all read. Every method throws
/// ``CorporaError``.
public final class CorpusStore: Sendable {
  /// What is done with the file.
  public enum Mode: Sendable, Hashable {
    /// For writing; the file is made when it is not there.
    case readWriteCreate
    case readOnly
    /// For writing many documents: what the schema would check in every row, keys and values, is
    /// left to the code that makes the rows, and the write-ahead log may grow to some 100 MiB.
    case ingest
  }

  /// Documents go in a third faster than with SQLite's standard of 4 KiB: each page is written
  /// twice, to the log and to its place.
  private static let pageSize = 16384
  private static let ingestionLogBytes = 64 << 20

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
        // Says what a file that is still to be made will have.
        if mode != .readOnly { try db.execute(sql: "PRAGMA page_size = \(Self.pageSize)") }
        guard mode == .ingest else { return }
        let pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? Self.pageSize
        // The IN of a check costs as much as all else of an insert together.
        try db.execute(
          sql: """
            PRAGMA ignore_check_constraints = ON;
            PRAGMA wal_autocheckpoint = \(Self.ingestionLogBytes / pageSize);
            """)
      }
      if mode == .readOnly {
        let queue = try Self.open(path, configuration)
        if try queue.read(Schema.migrator.hasCompletedMigrations) { return queue }
        // The tables of an older version are brought up to date, which takes a moment of writing.
        _ = try CorpusStore(path: path, mode: .readWriteCreate)
        return queue
      }
      configuration.journalMode = .wal
      return try Self.retryingWhileBusy {
        let queue = try Self.open(path, configuration)
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

  /// As ``write(_:)``, for bodies that throw errors of their own, which come out as they are.
  func transaction<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do {
      return try queue.write(body)
    } catch let error as DatabaseError {
      throw CorporaError(error, path: path)
    }
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
