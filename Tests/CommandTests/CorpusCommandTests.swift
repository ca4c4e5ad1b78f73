import Foundation
import TestSupport
import Testing

@Suite("nlptool ingest, corpus and vocab")
struct CorpusCommandTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  private let people = "Ada\tB-PER\nmet\tO\nBob\tB-PER\n\nIn\tO\nParis\tB-LOC\n"

  @Test("From a file to a listing and back to a file")
  func roundTrip() throws {
    try runner.write(people, to: "people.conll")
    let first = try runner.run("ingest", "c.sqlite", "people.conll", "--corpus", "people")
    #expect(first.status == 0 && first.output.isEmpty)
    #expect(first.error.contains("2 added"))
    let second = try runner.run("ingest", "c.sqlite", "people.conll", "--corpus", "people")
    #expect(second.status == 0 && second.error.contains("0 added, 2 unchanged"))
    let list = try runner.run("corpus", "list", "c.sqlite")
    #expect(list.lines.count == 2 && list.lines[1].hasPrefix("people "))
    let export = try runner.run(
      "corpus", "export", "c.sqlite", "--corpus", "people", "--format", "conll")
    #expect(export.output == people + "\n")
    let show = try runner.run("corpus", "show", "c.sqlite", "--corpus", "people", "--limit", "1")
    #expect(show.lines == ["#1 train", "[Ada]PER met [Bob]PER"])
    let info = try runner.run(
      "corpus", "info", "c.sqlite", "--corpus", "people", "--format", "jsonl")
    #expect(info.lines.count == 1 && info.output.contains(#""entities":3"#))
  }

  @Test("Standard input, and a vocabulary that goes out and in again")
  func vocabulary() throws {
    let result = try runner.shell(
      """
      printf 'a b a\\nb c\\n' | nlptool ingest c.sqlite --corpus x --quiet &&
      nlptool vocab build c.sqlite --corpus x --quiet &&
      nlptool vocab export c.sqlite --corpus x -o first.vocab &&
      nlptool vocab import c.sqlite first.vocab --corpus x --quiet &&
      nlptool vocab export c.sqlite --corpus x
      """)
    #expect(result.output == "\t0\na\t2\nb\t2\nc\t1\n")
    #expect(try runner.read("first.vocab") == result.output)
    let show = try runner.run("vocab", "show", "c.sqlite", "--corpus", "x", "--limit", "2")
    #expect(show.lines == ["0\t(unknown)\t0", "1\ta\t2"])
  }

  @Test(
    "Bad input ends with its status, one line, and no store",
    arguments: [
      ("empty.conll", "", [], 65), ("scheme.conll", "Ada X-PER\nmet O\n", [], 65),
      ("torn.conll", "Ada\tB-PER\nmet\n", ["--strict"], 65),
      ("torn-only.conll", "Ada\tB-PER\nmet\n", [], 65), ("broken.jsonl", "{\"text\":\n", [], 65),
      ("a.txt", "word\n", ["--columns", "token=x"], 64),
      ("a.txt", "word\n", ["--scheme", "x"], 64),
      ("a.txt", "word\n", ["--split", "half"], 64),
    ] as [(String, String, [String], Int32)])
  func badInput(name: String, text: String, options: [String], status: Int32) throws {
    try runner.write(text, to: name)
    let result = try runner.run(["ingest", "c.sqlite", name, "--corpus", "x"] + options)
    #expect(result.status == status)
    #expect(result.output.isEmpty)
    #expect(result.error.hasPrefix("nlptool: "))
    if status == 65 { #expect(result.error.split(separator: "\n").count == 1) }
    #expect(!runner.exists("c.sqlite"))
  }

  @Test("What is no input or no store has a status of its own")
  func missing() throws {
    try runner.write("some words\n", to: "a.txt")
    #expect(try runner.run("ingest", "c.sqlite", "none.txt", "--corpus", "x").status == 66)
    #expect(try runner.run("ingest", "c.sqlite", ".", "--corpus", "x").status == 66)
    #expect(!runner.exists("c.sqlite"))
    #expect(try runner.run("ingest", "a.txt", "a.txt", "--corpus", "x").status == 65)
    #expect(try runner.read("a.txt") == "some words\n")
    #expect(try runner.run("ingest", "no/folder/c.sqlite", "a.txt", "--corpus", "x").status == 73)
    #expect(try runner.run("corpus", "list", "c.sqlite").status == 66)
    #expect(try runner.run("ingest", "c.sqlite", "a.txt", "--corpus", "x").status == 0)
    #expect(try runner.run("corpus", "info", "c.sqlite", "--corpus", "y").status == 66)
    #expect(try runner.run("vocab", "show", "c.sqlite", "--corpus", "x").status == 66)
  }

  @Test("Rejected records are counted, named and kept")
  func rejected() throws {
    try runner.write(bytes: [UInt8]("fine\n".utf8) + [0xFF, 0x0A] + "fine, too".utf8, to: "a.txt")
    let result = try runner.run("ingest", "c.sqlite", "a.txt", "--corpus", "x")
    #expect(result.status == 0)
    #expect(result.error.contains("2 added, 1 rejected"))
    #expect(result.error.contains("a.txt:2: not well-formed UTF-8"))
    let info = try runner.run("corpus", "info", "c.sqlite", "--corpus", "x", "--rejected")
    #expect(info.lines.count == 1 && info.output.hasSuffix("a.txt:2: not well-formed UTF-8\n"))
  }

  @Test("A job that is killed again and again loses and doubles nothing")
  func killed() throws {
    let line = "This is document number N of a file. It has a second sentence, too."
    let text = (0..<20_000).map { line.replacing("N", with: "\($0 % 15_000)") + "\n" }.joined()
    try runner.write(text, to: "a.txt")
    #expect(try runner.run("ingest", "whole.sqlite", "a.txt", "--corpus", "x").status == 0)
    let result = try runner.shell(
      """
      nlptool corpus export whole.sqlite --corpus x --format jsonl > whole.jsonl
      kills=0
      for delay in 0.01 0.05 0.08 0.1 0.12 0.15 0.2 0.25 0.3 0.4 0.5; do
        nlptool ingest c.sqlite a.txt --corpus x --quiet & job=$!
        sleep $delay
        kill -9 $job 2>/dev/null && kills=$((kills + 1))
        wait $job 2>/dev/null
      done
      nlptool ingest c.sqlite a.txt --corpus x --quiet || exit 1
      nlptool corpus export c.sqlite --corpus x --format jsonl | cmp - whole.jsonl || exit 2
      echo $kills
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect((Int(result.lines.last ?? "") ?? 0) >= 1)
  }

  @Test("Ctrl-C keeps what was done and prints the line that goes on")
  func interrupted() throws {
    let result = try runner.shell(
      """
      mkfifo pipe
      yes 'A line that comes again and again.' > pipe & feeder=$!
      nlptool ingest c.sqlite --corpus x < pipe & job=$!
      until nlptool corpus list c.sqlite 2>/dev/null | grep -q '^x '; do sleep 0.1; done
      kill -INT $job
      wait $job
      echo $?
      kill $feeder 2>/dev/null
      nlptool corpus list c.sqlite | tail -1
      """)
    #expect(result.lines.first == "130")
    #expect(result.error.contains("nlptool ingest c.sqlite --corpus x"))
    #expect(result.lines.last?.hasPrefix("x ") == true)
  }
}
