import Foundation
import TestSupport
import Testing

@Suite("Read-only stores")
struct ReadOnlyStoreTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try runner.write("Ada\tB-PER\nmet\tO\nBob\tB-PER\n", to: "p.conll")
    #expect(try runner.run("ingest", "ro/s%20 ?.db", "p.conll", "--corpus", "c").status != 0)
    #expect(try runner.shell("mkdir ro && chmod 755 .").status == 0)
    #expect(try runner.run("ingest", "ro/s%20 ?.db", "p.conll", "--corpus", "c").status == 0)
    #expect(try runner.shell("chmod 444 ro/*.db && chmod 555 ro").status == 0)
  }

  /// Runs a command as somebody who may not write; the system's administrator may everywhere.
  private func run(_ command: String) throws -> CommandRunner.Result {
    try runner.shell(
      """
      as_user=; [ $(id -u) = 0 ] && as_user="setpriv --reuid 65534 --regid 65534 --clear-groups"
      $as_user \(runner.executable.path) \(command)
      """)
  }

  private static let canTry =
    geteuid() != 0
    || (FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")
      && FileManager.default.isReadableFile(atPath: "/tmp"))

  @Test("A store in a folder that may not be written is read", .enabled(if: canTry))
  func readOnlyFolder() throws {
    let list = try run("corpus list 'ro/s%20 ?.db'")
    if list.status == 126 { return }  // The program itself lies where only its owner may go.
    #expect(list.status == 0, "\(list.error)")
    let show = try run("corpus show 'ro/s%20 ?.db' --corpus c")
    #expect(show.status == 0 && show.output.contains("Ada"))
    #expect(try run("corpus remove 'ro/s%20 ?.db' --corpus c").status == 73)
    #expect(try runner.shell("ls ro").lines == ["s%20 ?.db"])
  }
}
