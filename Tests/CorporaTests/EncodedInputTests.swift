import CZstd
import Corpora
import Foundation
import TestSupport
import Testing
import Text
import Tokenization
import TextInput

@Suite struct EncodedInputTests {
  /// `printf 'one\ntwo\n' | gzip -n`, and the same for "three\n".
  private let first: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xCB, 0xCF, 0x4B, 0xE5, 0x2A, 0x29,
    0xCF, 0xE7, 0x02, 0x00, 0xB1, 0xCB, 0x2B, 0x91, 0x08, 0x00, 0x00, 0x00,
  ]

  private func texts(
    _ bytes: [UInt8], _ name: String, _ encoding: TextEncoding = .utf8
  ) throws -> [String] {
    var settings = ReadingSettings()
    settings.encoding = encoding
    let reader = try DocumentReaders.reader(
      of: MemoryStream(bytes, name: name), settings: settings)
    var texts: [String] = []
    while let record = try reader.next() { texts.append(record.document?.text ?? "<rejected>") }
    return texts
  }

  private func gzip(_ text: String) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "a")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "gzip -nc '\(folder.path("a"))' > '\(folder.path("b"))'"]
    try process.run()
    process.waitUntilExit()
    return Array(try Data(contentsOf: URL(fileURLWithPath: folder.path("b"))))
  }

  @Test func gzipIsRead() throws {
    let bytes = try gzip("one\ntwo\n")
    #expect(try texts(bytes, "a.txt.gz") == ["one", "two"])
    #expect(try texts(bytes + gzip("three\n") + [0, 0, 0], "a") == ["one", "two", "three"])
    let long = (0..<50_000).map { "line \($0) of a text" }
    #expect(try texts(gzip(long.joined(separator: "\n")), "a.gz") == long)
  }

  @Test func brokenGzipIsTold() throws {
    let bytes = try gzip((0..<10_000).map { "line \($0)\n" }.joined())
    let cut = #expect(throws: TextInputError.self) {
      try texts(Array(bytes.dropLast(bytes.count / 2)), "a.gz")
    }
    #expect(cut?.description.contains("cut short") == true)
    var damaged = bytes
    for index in 1000..<1100 { damaged[index] ^= 0x55 }
    #expect(throws: TextInputError.self) { try texts(damaged, "a.gz") }
  }

  @Test func aGzipSourceIsTakenOnce() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(try gzip("one\ntwo\n"), to: "a.txt.gz")
    #expect(try ingest([path], into: folder)[0].added == 2)
    #expect(try ingest([path], into: folder)[0].unchanged == 2)
    try folder.write(try gzip("one\ntwo\nthree\n"), to: "a.txt.gz")
    let summary = try ingest([path], into: folder)[0]
    #expect(summary.added == 1 && summary.unchanged == 2)
  }

  /// With a sum of the content, as the program `zstd` writes it.
  private func zstd(_ text: String) throws -> [UInt8] {
    let bytes = Array(text.utf8)
    var compressed = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count) + 4)
    let context = ZSTD_createCCtx()
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    let count = ZSTD_compress2(context, &compressed, compressed.count, bytes, bytes.count)
    try #require(ZSTD_isError(count) == 0)
    return Array(compressed[..<count])
  }

  @Test func zstdIsRead() throws {
    let bytes = try zstd("one\ntwo\n")
    #expect(try texts(bytes, "a.txt.zst") == ["one", "two"])
    // Frames one after the other, one of them empty, and one that decoders pass over.
    let skipped: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
    #expect(
      try texts(bytes + zstd("") + skipped + zstd("three\n"), "a") == ["one", "two", "three"])
    let long = (0..<50_000).map { "line \($0) of a text" }
    #expect(try texts(zstd(long.joined(separator: "\n")), "a.zst") == long)
    // As long as the buffer that it is read into, and more.
    let even = String(repeating: "x", count: 1 << 20)
    #expect(try texts(zstd(even + "\n" + even), "a.zst") == [even, even])
  }

  @Test func brokenZstdIsTold() throws {
    let bytes = try zstd((0..<10_000).map { "line \($0)\n" }.joined())
    for length in [5, bytes.count / 2, bytes.count - 1] {
      let cut = #expect(throws: TextInputError.self) {
        try texts(Array(bytes.prefix(length)), "a.zst")
      }
      #expect(
        cut?.description == "a.zst: damaged: the compressed file is cut short; get the file anew")
    }
    var damaged = bytes
    for index in 1000..<1100 { damaged[index] ^= 0x55 }
    let damage = #expect(throws: TextInputError.self) { try texts(damaged, "a.zst") }
    #expect(damage?.description.contains("damaged") == true)
  }

  @Test func aCompressedFileIsNamedByItsContent() throws {
    let table = "text,label\n\"one, two\",a\n"
    #expect(try texts(zstd(table), "a.csv.zst") == ["one, two"])
    #expect(try texts(zstd(#"[{"text": "one"}]"#), "a.json.zst") == ["one"])
    // Only what is bzip2 in fact.
    #expect(try texts(Array("BZhen is a name".utf8), "a.txt") == ["BZhen is a name"])
    let other = #expect(throws: TextInputError.self) {
      try texts([0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0], "a.bz2")
    }
    #expect(other?.description.contains("bzip2 -dc FILE | nlptool") == true)
  }

  @Test func otherEncodingsAreConverted() throws {
    let text =
      "Der Käse ist süß und der Fluß fließt träge.\nÜber allen Gipfeln ist Ruh, für jetzt.\n"
    let lines = text.split(separator: "\n").map(String.init)
    let latin = Array(text.unicodeScalars.map { UInt8($0.value) })
    #expect(try texts(latin, "a", .latin1) == lines)
    #expect(try texts(latin, "a", TextEncoding(rawValue: "windows-1252")) == lines)
    #expect(try texts(latin, "a", .auto) == lines)
    #expect(try texts(Array(text.utf8), "a", .auto) == lines)
    let wide = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(try texts([0xFF, 0xFE] + wide, "a") == lines)
    #expect(try texts(latin, "a").contains("<rejected>"))
    #expect(throws: TextInputError.self) {
      try texts(latin, "a", TextEncoding(rawValue: "klingon"))
    }
  }

  @Test(
    .enabled(if: SharedData.has("data/imdb/train.jsonl.gz")), .timeLimit(.minutes(3)))
  func aCompressedCorpusHasAllItsDocuments() throws {
    let url = try #require(SharedData.url("data/imdb/train.jsonl.gz"))
    let reader = try DocumentReaders.reader(ofFile: url.path, settings: .init())
    var labels: [String: Int] = [:]
    while let record = try reader.next() {
      labels[record.document?.labels.first ?? "none", default: 0] += 1
    }
    #expect(labels.values.reduce(0, +) == 25_000 && labels.count == 2)
  }
}
