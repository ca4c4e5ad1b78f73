import Testing
import TextInput

/// Gives at most `chunk` bytes a time, so that lines are torn at every possible place.
private final class ChunkedStream: ByteStream {
  let name = "chunks"
  private var bytes: [UInt8]
  private let chunk: Int

  init(_ bytes: [UInt8], chunk: Int) {
    self.bytes = bytes
    self.chunk = chunk
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, chunk, bytes.count)
    buffer.copyBytes(from: bytes[..<count])
    bytes.removeFirst(count)
    return count
  }
}

private func lines(
  _ text: [UInt8], chunk: Int = .max, maximum: Int = 1 << 20
) throws -> [String] {
  let reader = LineReader(ChunkedStream(text, chunk: chunk), maximumLineBytes: maximum)
  var lines: [String] = []
  while try reader.advance() {
    lines.append(reader.isTooLong ? "<too long>" : reader.text ?? "<not UTF-8>")
  }
  return lines
}

@Suite struct LineReaderTests {
  @Test(arguments: [1, 2, 3, 5, 7, 64, .max])
  func splitsTheSameWhateverTheChunks(chunk: Int) throws {
    let text = Array("\u{FEFF}one\r\ntwo\n\n\u{E9}t\u{E9} \u{1F600}\nlast".utf8)
    #expect(try lines(text, chunk: chunk) == ["one", "two", "", "\u{E9}t\u{E9} \u{1F600}", "last"])
  }

  @Test func anEmptyStreamHasNoLines() throws {
    #expect(try lines([]) == [])
    #expect(try lines(Array("\n".utf8)) == [""])
  }

  @Test func illFormedLinesAreToldApart() throws {
    #expect(try lines([0x61, 0xFF, 0x0A, 0x62]) == ["<not UTF-8>", "b"])
  }

  @Test(arguments: [1, 3, 10, .max])
  func longLinesAreSkipped(chunk: Int) throws {
    let text = Array(("short\n" + String(repeating: "x", count: 100) + "\n12345678\nend").utf8)
    #expect(
      try lines(text, chunk: chunk, maximum: 8) == ["short", "<too long>", "12345678", "end"])
  }

  @Test func positionsCountBytesAndLines() throws {
    let reader = LineReader(MemoryStream(Array("ab\r\nc\n".utf8)))
    #expect(try reader.advance())
    #expect(reader.position.byte == 4 && reader.position.line == 1 && reader.lineNumber == 1)
    let between = reader.position
    #expect(try reader.advance())
    #expect(reader.isTerminated && reader.lineNumber == 2)
    reader.pushBack()
    #expect(reader.position == between)
    #expect(try reader.advance())
    #expect(reader.text == "c" && reader.position.byte == 6)
    #expect(try !reader.advance())
    #expect(reader.position.byte == 6)
  }

  @Test func digestsTellStreamsApart() throws {
    func digest(_ text: String) throws -> UInt64 {
      let reader = LineReader(MemoryStream(Array(text.utf8)))
      while try reader.advance() {}
      return reader.position.digest
    }
    #expect(try digest("a\nb\n") == digest("a\nb\n"))
    let texts = ["a\nb\n", "a\nb", "b\na\n", "ab\n\n", "a\nb\n\n", "a\r\nb\n", "a\nb \n", ""]
    #expect(try Set(texts.map(digest)).count == texts.count)
  }

  @Test func foldersAndMissingFilesAreErrors() {
    #expect(throws: TextInputError.noSuchFile(path: "/no/such/file")) {
      try FileStream(path: "/no/such/file")
    }
    #expect(throws: TextInputError.self) { try FileStream(path: "/") }
  }
}
