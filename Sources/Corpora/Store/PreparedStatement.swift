import GRDB
import GRDBSQLite

/// A statement that is run many times, with its values bound by place and no boxing in between:
/// what an insert costs beside this is SQLite's own work.
struct PreparedStatement {
  private let statement: Statement
  private let handle: OpaquePointer

  init(_ db: Database, _ sql: String) throws {
    statement = try db.cachedStatement(sql: sql)
    handle = statement.sqliteStatement
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  func bind(_ value: Int, at index: Int32) {
    sqlite3_bind_int64(handle, index, Int64(value))
  }

  func bind(_ value: Double?, at index: Int32) {
    if let value { sqlite3_bind_double(handle, index, value) } else { bindNull(at: index) }
  }

  /// Binds bytes for as long as `body` runs, without a copy.
  func withBinding<Result>(
    _ value: [UInt8], at index: Int32, _ body: () throws -> Result
  ) rethrows -> Result {
    try value.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress, !bytes.isEmpty {
        sqlite3_bind_blob64(handle, index, base, UInt64(bytes.count), nil)
      } else {
        sqlite3_bind_zeroblob(handle, index, 0)
      }
      return try body()
    }
  }

  /// Binds a text, whose bytes have to stay where they are until the statement has run.
  func bindText(_ bytes: UnsafeRawBufferPointer, at index: Int32) {
    // SQLite takes a null pointer for NULL, which an empty text is not.
    let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress
    if let start, !bytes.isEmpty {
      sqlite3_bind_text64(handle, index, start, UInt64(bytes.count), nil, UInt8(SQLITE_UTF8))
    } else {
      sqlite3_bind_text(handle, index, "", 0, Self.transient)
    }
  }

  func bind(_ value: StaticString, at index: Int32) {
    bindText(
      UnsafeRawBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount), at: index)
  }

  /// Binds bytes, which have to stay where they are until the statement has run.
  func bindBlob(_ bytes: UnsafeRawBufferPointer, at index: Int32) {
    sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), nil)
  }

  func bind(_ value: String?, at index: Int32) {
    guard var value else { return bindNull(at: index) }
    value.withUTF8 { bytes in
      _ = bytes.withMemoryRebound(to: CChar.self) { characters in
        // SQLite takes a null pointer for NULL, which an empty string is not.
        characters.baseAddress.map {
          sqlite3_bind_text64(
            handle, index, $0, UInt64(characters.count), Self.transient, UInt8(SQLITE_UTF8))
        } ?? sqlite3_bind_text(handle, index, "", 0, Self.transient)
      }
    }
  }

  func bindNull(at index: Int32) {
    sqlite3_bind_null(handle, index)
  }

  /// Runs a statement that gives no rows.
  func run() throws {
    let code = sqlite3_step(handle)
    defer { sqlite3_reset(handle) }
    guard code == SQLITE_DONE else { throw failure(code) }
  }

  /// Moves to the next row.
  ///
  /// - Returns: `false` behind the last one, where the statement is ready for another run.
  func nextRow() throws -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    defer { sqlite3_reset(handle) }
    guard code == SQLITE_DONE else { throw failure(code) }
    return false
  }

  /// Ends a run before its last row.
  func reset() {
    sqlite3_reset(handle)
  }

  func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  func integer(_ column: Int32) -> Int {
    Int(sqlite3_column_int64(handle, column))
  }

  func double(_ column: Int32) -> Double? {
    isNull(column) ? nil : sqlite3_column_double(handle, column)
  }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func optionalText(_ column: Int32) -> String? {
    isNull(column) ? nil : text(column)
  }

  func withBlob<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let start = sqlite3_column_blob(handle, column)
    return body(
      UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  private func failure(_ code: Int32) -> DatabaseError {
    let message = sqlite3_errmsg(sqlite3_db_handle(handle)).map { String(cString: $0) }
    return DatabaseError(
      resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
  }

  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
