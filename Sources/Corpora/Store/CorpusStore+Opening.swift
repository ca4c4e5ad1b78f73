import CSQLite
import GRDB
import TextInput

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Checks before a file is opened as a store, so that a file of another kind is never touched.
extension CorpusStore {
  /// - Returns: whether there is a file with something in it.
  static func checkFile(_ path: String) throws(CorporaError) -> Bool {
    guard let status = FileStatus(path: path) else { return false }
    if status.isDirectory { throw .notAStore(path: path, reason: "it is a folder") }
    if status.size == 0 { return false }
    let header: [UInt8]
    do throws(TextInputError) {
      header = try PeekableStream(FileStream(path: path)).peek(100)
    } catch {
      throw .unreadableStore(path: path, reason: "\(error)")
    }
    guard header.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw .notAStore(path: path, reason: "it is not a SQLite database")
    }
    func number(_ offset: Int, _ length: Int) -> Int {
      header[offset..<offset + length].reduce(0) { $0 << 8 | Int($1) }
    }
    let hasLog = (FileStatus(path: path + "-wal")?.size ?? 0) > 0
    if header.count < 100 { throw .damagedStore(path: path, reason: "it is cut short") }
    let pageSize = number(16, 2) == 1 ? 65536 : number(16, 2)
    // The count of pages holds if the change counter equals the one that it was written with.
    if !hasLog, number(24, 4) == number(92, 4), number(28, 4) * pageSize > status.size {
      throw .damagedStore(
        path: path,
        reason: "it is cut short: \(status.size) of \(number(28, 4) * pageSize) bytes")
    }
    return true
  }

  /// Opens a database that may come from anybody.
  ///
  /// One that lies where nothing may be written is read as it is, though SQLite would want to make
  /// files beside it; unless there is a log or a journal, which only writing could bring to its
  /// end.
  package static func open(
    _ path: String, _ configuration: Configuration
  ) throws -> DatabaseQueue {
    var configuration = configuration
    let isReadOnly = configuration.readonly
    configuration.prepareDatabase { db in
      if let connection = db.sqliteConnection {
        csqlite_defend(UnsafeMutableRawPointer(connection), isReadOnly ? 1 : 0)
      }
      try db.execute(sql: "PRAGMA cell_size_check = ON")
    }
    // SQLite would make a database that nobody keeps.
    if path.isEmpty { throw CorporaError.unwritableStore(path: "''", reason: "name a file") }
    // SQLite takes what starts so for an address, and this for no file at all.
    let plain = path.hasPrefix("file:") || path == ":memory:" ? "./" + path : path
    guard configuration.readonly else {
      return try DatabaseQueue(path: plain, configuration: configuration)
    }
    do {
      let queue = try DatabaseQueue(path: plain, configuration: configuration)
      // A log is looked for when something is read, not before.
      _ = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
      return queue
    } catch let error as DatabaseError
      where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
      && ["-wal", "-journal"].allSatisfy({ (FileStatus(path: path + $0)?.size ?? 0) == 0 })
    {
      return try DatabaseQueue(path: immutableAddress(of: path), configuration: configuration)
    }
  }

  private static func immutableAddress(of path: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    var address = Array("file:".utf8)
    for byte in path.utf8 {
      if plain.contains(byte) {
        address.append(byte)
      } else {
        address += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: address, as: UTF8.self) + "?immutable=1"
  }

  /// Makes sure that a database is a store of this or an older version, without changing it.
  static func checkContent(_ path: String) throws {
    do {
      try checkContent(path, readOnly: true)
    } catch let error as DatabaseError
      where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK
    {
      // A run was killed in the middle of a transaction: its journal has to be rolled back first.
      try checkContent(path, readOnly: false)
    }
  }

  private static func checkContent(_ path: String, readOnly: Bool) throws {
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.busyMode = .timeout(60)
    try open(path, configuration).read { db in
      let identifier = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
      if identifier != Schema.applicationID {
        // The migrator's own table comes first: another run may be making this store right now.
        let tables =
          try Int.fetchOne(
            db, sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'") ?? 0
        guard identifier == 0, tables == 0 else {
          throw CorporaError.notAStore(path: path, reason: "it is a database of another program")
        }
      } else if try Schema.migrator.hasBeenSuperseded(db) {
        throw CorporaError.storeIsNewer(path: path)
      }
    }
  }

  /// Turns the errors of SQLite into ours; any other error of `body` means damage.
  static func translating<Value>(_ path: String, _ body: () throws -> Value) throws(CorporaError)
    -> Value
  {
    do {
      return try body()
    } catch let error as CorporaError {
      throw error
    } catch let error as DatabaseError {
      throw CorporaError(error, path: path)
    } catch {
      throw .damagedStore(path: path, reason: "\(error)")
    }
  }

  static func pause(milliseconds: Int) {
    usleep(UInt32(milliseconds * 1000))
  }
}

extension CorporaError {
  init(_ error: DatabaseError, path: String) {
    let reason = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_NOTADB:
      self = .notAStore(path: path, reason: "it is not a SQLite database")
    case .SQLITE_CORRUPT, .SQLITE_FORMAT: self = .damagedStore(path: path, reason: reason)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busyStore(path: path)
    case .SQLITE_FULL: self = .unwritableStore(path: path, reason: "the disk is full")
    case .SQLITE_READONLY:
      self = .unwritableStore(path: path, reason: "the file or its folder is read-only")
    case .SQLITE_CANTOPEN:
      self = .unwritableStore(path: path, reason: "it cannot be opened, check folder and rights")
    case .SQLITE_IOERR, .SQLITE_PERM, .SQLITE_AUTH:
      self = .unwritableStore(path: path, reason: reason)
    default: self = .damagedStore(path: path, reason: reason)
    }
  }
}
