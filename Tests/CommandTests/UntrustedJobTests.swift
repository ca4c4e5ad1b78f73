import Foundation
import TestSupport
import Testing

/// A job may come from anybody, and so may what its addresses give.
@Suite("Untrusted jobs")
struct UntrustedJobTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try runner.write("secret\n", to: "secret.txt")
    try runner.write("one\n", to: "data/a.txt")
  }

  private func ingest(_ source: String, _ more: String...) throws -> CommandRunner.Result {
    try runner.write("corpus: c\nformat: text\nsources:\n  - \(source)\n", to: "j.yaml")
    return try runner.run(["ingest", "c.db", "--job", "j.yaml", "--data", "data", "-q"] + more)
  }

  @Test(
    "Paths stay in the folder of the data",
    arguments: [
      "../secret.txt", "../../../../etc/passwd", "/etc/passwd", "x/../../secret.txt",
      ".*/secret.txt",
    ])
  func paths(path: String) throws {
    let result = try ingest("{path: \"\(path)\"}")
    #expect([65, 66].contains(result.status) && result.error.contains("j.yaml:4"))
    #expect(!runner.exists("c.db"))
  }

  @Test("Nothing is fetched to a place outside, through links either")
  func fetchedOutside() throws {
    let url = "file://\(runner.path("secret.txt"))"
    #expect(try ingest("{path: ../made.txt, url: \"\(url)\"}", "--file-urls").status == 65)
    #expect(
      try runner.shell("mkdir out; ln -s ../out data/sub; ln -s ../made.txt data/l").status == 0)
    for path in ["sub/made.txt", "l"] {
      let result = try ingest("{path: \(path), url: \"\(url)\"}", "--file-urls")
      #expect([65, 66].contains(result.status), "\(path): \(result.error)")
    }
    #expect(!runner.exists("made.txt") && !runner.exists("out/made.txt"))
    try runner.write(
      "corpus: c\ndatabase: ../elsewhere.db\nsources:\n  - path: a.txt\n", to: "d.yaml")
    let elsewhere = try runner.run("ingest", "--job", "d.yaml", "--data", "data")
    #expect(elsewhere.status == 65 && elsewhere.error.contains("elsewhere.db"))
  }

  @Test("Files of the machine are fetched only where that is asked for")
  func fileAddresses() throws {
    let url = "file://\(runner.path("secret.txt"))"
    for address in [url, url.replacing("file", with: "FILE")] {
      let result = try ingest("{path: b.txt, url: \"\(address)\"}")
      #expect(result.status == 65 && result.error.contains("--file-urls"))
    }
    #expect(!runner.exists("data/b.txt"))
    #expect(try ingest("{path: b.txt, url: \"\(url)\"}", "--file-urls").status == 0)
    #expect(try runner.read("data/b.txt") == "secret\n")
    #expect(try ingest("{path: c.txt, url: \"ftp://localhost/x\"}").status == 65)
  }

  /// A curl that writes its arguments and its process down.
  private func fakeCurl(_ rest: String) throws {
    let path = try runner.write(
      "#!/bin/sh\nprintf '%s\\n' \"$@\" > \(runner.path("arguments"))\n"
        + "echo $$ > \(runner.path("pid"))\n\(rest)\n", to: "bin/curl")
    #expect(try runner.shell("chmod +x \(path)").status == 0)
  }

  @Test("curl gets no configuration, HTTP only, and limits of time and size")
  func arguments() throws {
    try fakeCurl("echo fetched")
    try runner.write(
      "corpus: c\nsources:\n  - {path: f.txt, url: \"http://localhost/{a,b}\"}\n", to: "j.yaml")
    let result = try runner.shell(
      "PATH=$PWD/bin:$PATH nlptool ingest c.db --job j.yaml --data data -q")
    #expect(result.status == 0, "\(result.error)")
    #expect(try runner.read("data/f.txt") == "fetched\n")
    let arguments = try runner.read("arguments").split(separator: "\n")
    #expect(arguments.first == "-q" && arguments.last == "http://localhost/{a,b}")
    for expected in [
      "--globoff", "--proto", "=https,http", "--connect-timeout", "--speed-limit", "--speed-time",
      "--max-filesize",
    ] {
      #expect(arguments.contains(Substring(expected)))
    }
  }

  @Test("A curl that stalls ends with its parent, whatever ends that", arguments: ["INT", "KILL"])
  func stalled(signal: String) throws {
    try fakeCurl("exec sleep 100")
    try runner.write(
      "corpus: c\nsources:\n  - {path: f.txt, url: \"http://localhost/x\"}\n", to: "j.yaml")
    let result = try runner.shell(
      """
      export PATH=$PWD/bin:$PATH
      nlptool ingest c.db --job j.yaml --data data -q & parent=$!
      for i in $(seq 200); do [ -s pid ] && break; sleep 0.05; done
      kill -\(signal) $parent; wait $parent; echo "status $?"
      for i in $(seq 100); do kill -0 $(cat pid) 2>/dev/null || break; sleep 0.05; done
      kill -0 $(cat pid) 2>/dev/null && echo alive
      exit 0
      """, seconds: 60)
    #expect(result.lines == [signal == "INT" ? "status 130" : "status 137"])
    #expect(!runner.exists("data/f.txt") && !runner.exists("c.db"))
  }
}
