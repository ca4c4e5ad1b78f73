import NLPToolkit
import TestSupport
import Testing

@Suite("nlptool tokenize")
struct TokenizeCommandTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  @Test("Text is words apart by spaces, a line for each document")
  func text() throws {
    let result = try runner.run("tokenize", input: "Ada's here, now.\n\nB. Yes! No?")
    #expect(result.status == 0)
    #expect(result.lines == ["Ada's here , now .", "", "B . Yes ! No ?"])
  }

  @Test("--sentences gives a line for each sentence")
  func sentences() throws {
    let result = try runner.run(
      "tokenize", "--sentences", "--style", "treebank", "--text", "I can't, Dr. Who. Bye!")
    #expect(result.lines == ["I ca n't , Dr. Who .", "Bye !"])
  }

  @Test("JSON has the offsets of the raw text in the unit that was asked for")
  func offsets() throws {
    let text = "é😀 ＡＢ"
    let expected = ["utf8": [0, 2, 2, 6, 7, 13], "utf16": [0, 1, 1, 3, 4, 6]]
    for (unit, offsets) in expected {
      let result = try runner.run(
        "tokenize", "--format", "jsonl", "--offsets", unit, "--normalize", "nfkc", "--lowercase",
        "--text", text)
      let object = try JSONObject(parsing: try #require(result.lines.first))
      #expect(object["text"]?.string == text)
      let tokens = try #require(object["sentences"]?.array?.first?["tokens"]?.array)
      #expect(tokens.flatMap { [$0["start"]?.integer, $0["end"]?.integer] } == offsets)
      #expect(tokens.map { $0["text"]?.string } == ["é", "😀", "ab"])
      #expect(tokens.map { $0["kind"]?.string } == ["word", "emoji", "word"])
    }
  }

  @Test("JSON lines keep their other fields")
  func jsonLines() throws {
    let result = try runner.run(
      ["tokenize", "--input-format", "jsonl", "--format", "jsonl", "--text-field", "body"],
      input: "{\"id\": 7, \"body\": \"a \\\"b\\\"\", \"z\": [1]}\n{\"id\":8}\n")
    #expect(result.status == 65)
    #expect(result.lines.count == 2)
    let object = try JSONObject(parsing: result.lines[0])
    #expect(object.fields.map(\.name) == ["id", "body", "z", "sentences"])
    let tokens = object["sentences"]?.array?.first?["tokens"]?.array ?? []
    #expect(tokens.map { $0["text"]?.string } == ["a", "\"", "b", "\""])
    let failure = try JSONObject(parsing: result.lines[1])
    #expect(failure["line"]?.integer == 2 && failure["error"]?.string?.contains("body") == true)
  }

  @Test("Columns: tokens alone, with offsets, and as CoNLL-U says what touches")
  func columns() throws {
    let text = "Hi, you.\nA"
    #expect(
      try runner.run("tokenize", "--format", "conll", input: text).lines
        == ["Hi", ",", "you", ".", "", "A", ""])
    #expect(
      try runner.run("tokenize", "--format", "tsv", "--text", "Hi 5").lines
        == ["Hi\t0\t2\tword", "5\t3\t4\tnumber", ""])
    let universal = try runner.run("tokenize", "--format", "conllu", "--text", "Hi, you.")
    #expect(
      universal.lines == [
        "# text = Hi, you.", "1\tHi\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No",
        "2\t,\t_\t_\t_\t_\t_\t_\t_\t_", "3\tyou\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No",
        "4\t.\t_\t_\t_\t_\t_\t_\t_\t_", "",
      ])
  }

  @Test("Any number of threads gives the same output, in order")
  func threads() throws {
    let lines = (0..<20_000).map { "Line \($0): it's \($0 * 7), isn't it? 東京 x\($0)." }
    try runner.write(lines.joined(separator: "\n"), to: "in.txt")
    let one = try runner.run("tokenize", "--threads", "1", "in.txt")
    let three = try runner.run("tokenize", "--threads", "3", "in.txt")
    #expect(one.status == 0 && one.lines.count == 20_000)
    #expect(one.output == three.output)
    #expect(one.lines[19_999].hasPrefix("Line 19999 : it's 139993 ,"))
  }

  @Test("What is not UTF-8 is told, and the rest is done")
  func badData() throws {
    try runner.write(bytes: Array("a\n".utf8) + [0xFF, 0x0A] + Array("b\n".utf8), to: "bad.txt")
    let result = try runner.run("tokenize", "bad.txt")
    #expect(result.status == 65)
    #expect(result.lines == ["a", "", "b"])
    #expect(result.error.contains("bad.txt:2"))
    let strict = try runner.run("tokenize", "--strict", "bad.txt")
    #expect(strict.status == 65 && strict.lines == ["a"])
    #expect(try runner.run("tokenize", "absent.txt").status == 66)
    #expect(
      try runner.run("tokenize", "--input-format", "jsonl", "--format", "text").status == 64)
  }

  @Test("A closed pipe is success, and a line through a pipe is answered at once")
  func pipes() throws {
    try runner.write(String(repeating: "one two.\n", count: 200_000), to: "big.txt")
    let closed = try runner.shell(
      "nlptool tokenize big.txt | head -n 1; echo ${PIPESTATUS[0]}")
    #expect(closed.lines == ["one two .", "0"])
    let script = """
      coproc nlptool tokenize
      echo 'a b.' >&"${COPROC[1]}"
      read -t 20 -r answer <&"${COPROC[0]}"
      echo "$answer"
      kill $COPROC_PID
      """
    #expect(try runner.shell(script).lines == ["a b ."])
  }

  @Test("--keep holds patterns together")
  func keep() throws {
    let result = try runner.run(
      "tokenize", "--keep", "email,quantity", "--text", "ada@x.org ran 5 km to #a")
    #expect(result.lines == ["ada@x.org ran 5 km to # a"])
    #expect(try runner.run("tokenize", "--keep", "url,no", "--text", "a").status == 64)
  }

  @Test("--repair replaces what is not UTF-8 and counts it")
  func repair() throws {
    let path = try runner.write(bytes: [0x61, 0xff, 0xfe, 0x62, 0x0a, 0x63, 0x0a], to: "bad.txt")
    let repaired = try runner.run("tokenize", "--repair", path)
    #expect(repaired.status == 0)
    #expect(repaired.lines.last == "c" && repaired.output.contains("\u{FFFD}"))
    #expect(repaired.error.contains("2 sequences"))
    #expect(try runner.run("tokenize", path).status == 65)
  }

  @Test("A document of a hundred megabytes in one line works", .timeLimit(.minutes(2)))
  func longLine() throws {
    let line = String(repeating: "The quick brown fox can't jump, it’s lazy. ", count: 2_400_000)
    let path = try runner.write(line + "\nend\n", to: "long.txt")
    let result = try runner.run("tokenize", path)
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("The quick brown fox can't jump , it’s lazy . The"))
    #expect(result.output.hasSuffix("lazy .\nend\n"))
  }

  @Test("The benchmark prints one object with the rate")
  func benchmark() throws {
    let text = String(repeating: "One two three. Four?\n", count: 500)
    let path = try runner.write(text, to: "text.txt")
    let result = try runner.run("benchmark", "tokenize", path, "--threads", "2", "--runs", "3")
    #expect(result.status == 0 && result.lines.count == 1)
    let object = try JSONObject(parsing: try #require(result.lines.first))
    #expect(object["found"]?.integer == 3000 && object["runs"]?.integer == 3)
    let rate = try #require(object["megabytes_per_second"]?.double)
    let least = try #require(object["megabytes_per_second_minimum"]?.double)
    #expect(least > 0 && rate >= least && object["resident_megabytes"]?.double ?? 0 > 1)
    let check = try runner.run("benchmark", "tokenize", "--verify-bytes", "20000")
    #expect(check.status == 0 && check.output.contains(#""differences":0"#))
  }
}
