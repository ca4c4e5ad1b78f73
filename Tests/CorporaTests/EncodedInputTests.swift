import Corpora
import Foundation
import TestSupport
import Testing
import Text
import Tokenization

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
    let cut = #expect(throws: CorporaError.self) {
      try texts(Array(bytes.dropLast(bytes.count / 2)), "a.gz")
    }
    #expect(cut?.description.contains("cut short") == true)
    var damaged = bytes
    for index in 1000..<1100 { damaged[index] ^= 0x55 }
    #expect(throws: CorporaError.self) { try texts(damaged, "a.gz") }
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
    #expect(throws: CorporaError.self) { try texts(latin, "a", TextEncoding(rawValue: "klingon")) }
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
