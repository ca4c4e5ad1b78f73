import Corpora
import Foundation
import GRDB
import Testing
import Text
import TextInput

/// Files that are no store, or none that can be used, are told so and left as they are.
@Suite struct StoreFileTests {
  private func expectRefusal(
    of path: String, _ isExpected: (CorporaError) -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    for mode in [CorpusStore.Mode.readOnly, .readWriteCreate] {
      do {
        let store = try CorpusStore(path: path, mode: mode)
        _ = try store.corpora()
        Issue.record("opened", sourceLocation: sourceLocation)
      } catch {
        #expect(isExpected(error), "\(error)", sourceLocation: sourceLocation)
        #expect(!error.description.contains("\n"), sourceLocation: sourceLocation)
      }
    }
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: path)) == before, sourceLocation: sourceLocation)
  }

  private func makeStore(_ folder: TemporaryFolder) throws -> String {
    let text = (0..<2000).map { "Line number \($0) of a corpus.\n" }.joined()
    try ingest([try folder.write(text, to: "a.txt")], into: folder)
    return folder.path("store.sqlite")
  }

  /// A run that is killed while it makes a store leaves a journal that has to be rolled back.
  @Test func aStoreWithTheJournalOfAKilledRun() throws {
    let folder = try TemporaryFolder()
    let (path, copy) = (folder.path("making.sqlite"), folder.path("store.sqlite"))
    try DatabaseQueue(path: path).writeWithoutTransaction { db in
      // With so small a cache, pages go to the file before the transaction ends.
      try db.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA cache_size = 2")
      try db.execute(sql: "CREATE TABLE first (a); DROP TABLE first")
      try db.execute(sql: "BEGIN; CREATE TABLE second (a)")
      for _ in 0..<200 {
        try db.execute(sql: "INSERT INTO second VALUES (zeroblob(3000))")
      }
      for suffix in ["", "-journal"] {
        try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
      }
      try db.execute(sql: "ROLLBACK")
    }
    let journal = try Data(contentsOf: URL(fileURLWithPath: copy + "-journal"))
    #expect(journal.starts(with: [0xD9, 0xD5, 0x05, 0xF9]), "a hot journal")
    let store = try CorpusStore(path: copy, mode: .readWriteCreate)
    #expect(try store.corpora().isEmpty)
  }

  @Test func aTextFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("Just some words.\n", to: "notes.txt")
    try expectRefusal(of: path) { if case .notAStore = $0 { true } else { false } }
  }

  @Test func aDatabaseOfAnotherProgram() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("other.sqlite")
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE t (a)") }
    try expectRefusal(of: path) { if case .notAStore = $0 { true } else { false } }
  }

  @Test func aStoreOfANewerVersion() throws {
    let folder = try TemporaryFolder()
    let path = try makeStore(folder)
    let queue = try DatabaseQueue(path: path)
    try queue.write {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999 from the future')")
    }
    try queue.close()
    try expectRefusal(of: path) { $0 == .storeIsNewer(path: path) }
  }

  /// What only reads brings the tables up to date, too: its queries are those of this version.
  @Test func aStoreOfAnOlderVersion() throws {
    let folder = try TemporaryFolder()
    let path = try makeStore(folder)
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in
      try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier LIKE '3 %'")
      try db.execute(sql: "DROP VIEW run_score")
    }
    try queue.close()
    let store = try CorpusStore(path: path, mode: .readOnly)
    #expect(try store.corpora()[0].documents == 2000)
    #expect(try DatabaseQueue(path: path).read { try $0.viewExists("run_score") })
  }

  @Test(arguments: [50, 4096, 20_000, 100_000])
  func aStoreCutShort(length: Int) throws {
    let folder = try TemporaryFolder()
    let path = try makeStore(folder)
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    try #require(data.count > 120_000)
    let cut = try folder.write(Array(data.prefix(length)), to: "cut.sqlite")
    try expectRefusal(of: cut) { if case .damagedStore = $0 { true } else { false } }
  }

  @Test func aFolder() throws {
    let folder = try TemporaryFolder()
    #expect(throws: CorporaError.notAStore(path: folder.url.path, reason: "it is a folder")) {
      try CorpusStore(path: folder.url.path, mode: .readWriteCreate)
    }
  }

  @Test func nothingThere() throws {
    let folder = try TemporaryFolder()
    #expect(throws: CorporaError.noSuchStore(path: folder.path("x"))) {
      try CorpusStore(path: folder.path("x"), mode: .readOnly)
    }
    #expect(throws: CorporaError.self) {
      try CorpusStore(path: folder.path("no/such/folder/x"), mode: .readWriteCreate)
    }
  }

  @Test func damagedPagesAreAnErrorWhenRead() throws {
    let folder = try TemporaryFolder()
    let path = try makeStore(folder)
    var data = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    for index in 8192..<data.count { data[index] ^= 0x5A }
    let damaged = try folder.write(data, to: "damaged.sqlite")
    #expect(throws: CorporaError.self) {
      let corpus = try CorpusStore(path: damaged, mode: .readOnly).corpus(named: "c")
      for split in [.train, .validation, .test] as [Split] {
        try corpus.forEachDocument(in: split) { _ in }
      }
      _ = try corpus.summary()
    }
  }

  @Test func anUnknownCorpus() throws {
    let folder = try TemporaryFolder()
    let path = try makeStore(folder)
    #expect(throws: CorporaError.noSuchCorpus(name: "d", store: path, known: ["c"])) {
      try CorpusStore(path: path, mode: .readOnly).corpus(named: "d")
    }
  }

  /// What a store says is data: where it is read it calls no function of ours, and it never changes
  /// SQLite's tables.
  @Test func aStoreIsNotTrusted() throws {
    let folder = try TemporaryFolder()
    let path = try makeStore(folder)
    var reading = Configuration()
    reading.readonly = true
    let trusted = try CorpusStore.open(path, reading).read {
      try Int.fetchOne($0, sql: "PRAGMA trusted_schema")
    }
    #expect(trusted == 0)
    let queue = try CorpusStore.open(path, Configuration())
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA writable_schema = ON")
      #expect(throws: DatabaseError.self) {
        try db.execute(sql: "UPDATE sqlite_master SET sql = 'x' WHERE name = 'document'")
      }
    }
  }

  @Test func aNameThatLooksLikeAnAddressIsAPath() throws {
    let folder = try TemporaryFolder()
    let path = try makeStore(folder)
    let odd = folder.path("file:odd?mode=memory")
    try FileManager.default.copyItem(atPath: path, toPath: odd)
    #expect(try CorpusStore(path: odd, mode: .readOnly).corpora().count == 1)
  }
}
