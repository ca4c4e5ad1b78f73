import Foundation
import TestSupport
import Testing

/// What happens to a store when the system says no.
@Suite("nlptool ingest when things go wrong")
struct IngestionFailureTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    var lines = ""
    for number in 0..<30_000 { lines += "Document \(number) has words. It has two sentences.\n" }
    try runner.write(lines, to: "a.txt")
  }

  private func content(_ store: String) throws -> [String] {
    try runner.run("corpus", "export", store, "--corpus", "c").lines
  }

  private func reference() throws -> [String] {
    #expect(
      try runner.run("ingest", "reference.sqlite", "a.txt", "--corpus", "c", "-q").status == 0)
    return try content("reference.sqlite")
  }

  @Test("A full disk is told in a line, and the run goes on where it stopped")
  func fullDisk() throws {
    let expected = try reference()
    // A limit of the size of files stands in for the disk: the write fails in the same place.
    let full = try runner.shell(
      "ulimit -f 2000; nlptool ingest full.sqlite a.txt --corpus c")
    #expect(full.status == 73)
    let errors = full.error.split(separator: "\n")
    #expect(errors.count == 1 && errors[0].contains("full.sqlite"))
    #expect(try runner.run("ingest", "full.sqlite", "a.txt", "--corpus", "c", "-q").status == 0)
    #expect(try content("full.sqlite") == expected)
  }

  @Test("Killed runs go on to the same store", .timeLimit(.minutes(4)))
  func killed() throws {
    let expected = try reference()
    for milliseconds in stride(from: 20, through: 420, by: 50) {
      let seconds = Double(milliseconds) / 1000
      let killed = try runner.shell(
        """
        rm -f killed.sqlite*; timeout -s KILL \(seconds) \
        nlptool ingest killed.sqlite a.txt --corpus c -q; timeout -s KILL \(seconds * 2) \
        nlptool ingest killed.sqlite a.txt --corpus c -q; \
        nlptool ingest killed.sqlite a.txt --corpus c -q
        """)
      #expect(killed.status == 0, "\(killed.error)")
      #expect(try content("killed.sqlite") == expected)
    }
  }

  @Test("Two runs at once on one store give what one gives", arguments: 0..<3)
  func twoAtOnce(_ number: Int) throws {
    let expected = try reference()
    let both = try runner.shell(
      """
      nlptool ingest both.sqlite a.txt --corpus c -q & first=$!
      nlptool ingest both.sqlite a.txt --corpus c -q; second=$?
      wait $first && exit $second
      """)
    #expect(both.status == 0, "\(both.error)")
    #expect(try content("both.sqlite") == expected)
  }

  @Test("A store that cannot be written is told, and stays as it is")
  func readOnly() throws {
    let expected = try reference()
    // Rights do not stop the superuser, so the folder is one that nobody can write.
    let result = try runner.run("ingest", "/proc/c.sqlite", "a.txt", "--corpus", "c")
    #expect(result.status == 73 && result.error.split(separator: "\n").count == 1)
    let text = try runner.run("ingest", "a.txt", "a.txt", "--corpus", "c")
    #expect(text.status == 64, "\(text.error)")
    try runner.write("no store\n", to: "n.txt")
    let other = try runner.run("ingest", "n.txt", "a.txt", "--corpus", "c")
    #expect(other.status == 65 && other.error.contains("not a corpus store"), "\(other.error)")
    let bytes = try runner.bytes("reference.sqlite")
    try runner.write(bytes: Array(bytes.prefix(bytes.count / 2)), to: "cut.sqlite")
    let cut = try runner.run("ingest", "cut.sqlite", "a.txt", "--corpus", "c")
    #expect(cut.status == 65 && cut.error.contains("cut short"))
    #expect(try runner.bytes("cut.sqlite").count == bytes.count / 2)
    #expect(try content("reference.sqlite") == expected)
  }
}
