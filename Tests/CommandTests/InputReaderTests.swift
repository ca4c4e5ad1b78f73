import NLPToolCommands
import TestSupport
import Testing

@Suite("Input by document")
struct InputReaderTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  private func documents(_ reader: InputReader) throws -> [InputDocument] {
    var documents: [InputDocument] = []
    while let document = try reader.next() { documents.append(document) }
    return documents
  }

  @Test("Each line is a document that knows its place; ends and marks are no part of it")
  func lines() throws {
    let first = try runner.write("\u{FEFF}one\r\n\ntwo", to: "first.txt")
    let second = try runner.write("three\n", to: "second.txt")
    let documents = try documents(InputReader(paths: [first, second]))
    #expect(try documents.map { try $0.text() } == ["one", "", "two", "three"])
    #expect(
      documents.map(\.location) == ["\(first):1", "\(first):2", "\(first):3", "\(second):1"])
  }

  @Test("Lines of a file may end as old spreadsheets end them")
  func carriageReturns() throws {
    let old = try runner.write("one\rtwo\r\rthree", to: "old.txt")
    let new = try runner.write("one\rtwo\nthree\n", to: "new.txt")
    #expect(
      try documents(InputReader(paths: [old])).map { try $0.text() } == ["one", "two", "", "three"])
    #expect(
      try documents(InputReader(paths: [new])).map { try $0.text() } == ["one\rtwo", "three"])
    #expect(
      try documents(InputReader(paths: [old], unit: .file)).map { try $0.text() }
        == ["one\rtwo\r\rthree"])
    try runner.write("pos\rneg\r", to: "gold")
    try runner.write("pos\npos\n", to: "predicted")
    let result = try runner.run(
      "evaluate", "--gold", "gold", "--predicted", "predicted", "--task", "classification",
      "--format", "jsonl")
    #expect(result.status == 0 && result.output.contains(#""value":0.5"#))
  }

  @Test("A file can be one document")
  func wholeFile() throws {
    let first = try runner.write("one\n\ntwo", to: "first.txt")
    let second = try runner.write("three\n", to: "second.txt")
    let documents = try documents(InputReader(paths: [first, second], unit: .file))
    #expect(try documents.map { try $0.text() } == ["one\n\ntwo", "three\n"])
    #expect(documents.map(\.location) == [first, second])
  }

  @Test("An empty file has no lines")
  func empty() throws {
    let path = try runner.write("", to: "empty.txt")
    #expect(try documents(InputReader(paths: [path])).isEmpty)
  }

  @Test("Bytes that are not UTF-8 are bad data at their line, and the rest can be used")
  func notUTF8() throws {
    let path = try runner.write(bytes: [0x61, 0x0A, 0xC3, 0x28, 0x0A, 0x62, 0x0A], to: "latin.txt")
    let documents = try documents(InputReader(paths: [path]))
    #expect(try documents[0].text() == "a")
    #expect(try documents[2].text() == "b")
    let error = #expect(throws: CommandError.self) { try documents[1].text() }
    #expect(error?.status == .badData)
    #expect(error?.message.hasPrefix("\(path):2: not UTF-8") == true)
  }

  @Test("A file that is missing is told before any work is done")
  func missing() throws {
    let path = try runner.write("one\n", to: "there.txt")
    let options = try InputOptions.parse([path, runner.path("absent.txt")])
    let error = #expect(throws: (any Error).self) { try options.makeReader() }
    let mapped = CommandError(try #require(error))
    #expect(mapped.status == .noInput)
    #expect(mapped.message.hasPrefix(runner.path("absent.txt")))
  }

  @Test("A folder is no input")
  func folder() throws {
    let options = try InputOptions.parse([runner.folder.path])
    let error = #expect(throws: (any Error).self) { try options.makeReader() }
    #expect(CommandError(try #require(error)).status == .noInput)
  }

  @Test("A named pipe is opened once")
  func namedPipe() throws {
    _ = try runner.shell(
      "mkfifo pipe; (printf 'one\\ntwo\\n' > pipe; echo $? > status) & sleep 0.1")
    let options = try InputOptions.parse([runner.path("pipe")])
    let documents = try documents(try options.makeReader())
    #expect(try documents.map { try $0.text() } == ["one", "two"])
    _ = try runner.shell("for i in 1 2 3 4 5 6 7 8 9; do [ -s status ] && exit; sleep 0.1; done")
    #expect(try runner.read("status") == "0\n")
  }

  @Test("A literal is one document, line breaks and all")
  func literal() throws {
    let options = try InputOptions.parse(["--text", "one\ntwo"])
    let documents = try documents(try options.makeReader())
    #expect(try documents.map { try $0.text() } == ["one\ntwo"])
    #expect(documents[0].location == "--text")
  }

  @Test(
    "Contradictions are usage errors",
    arguments: [["--text", "a", "file"], ["-", "-"]])
  func contradictions(arguments: [String]) {
    #expect(throws: (any Error).self) { try InputOptions.parse(arguments).makeReader() }
  }

  @Test("Batches are full but for the last one")
  func batches() throws {
    let path = try runner.write("1\n2\n3\n4\n5\n", to: "five.txt")
    let reader = InputReader(paths: [path])
    #expect(try reader.nextBatch(upTo: 2).count == 2)
    #expect(try reader.nextBatch(upTo: 2).count == 2)
    #expect(try reader.nextBatch(upTo: 2).count == 1)
    #expect(try reader.nextBatch(upTo: 2).isEmpty)
  }
}
