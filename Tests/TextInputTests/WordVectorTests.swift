import Foundation
import TestSupport
import Testing
import Text
import TextInput

@Suite struct WordVectorTests {
  private func read(_ bytes: [UInt8]) throws -> [WordVectorReader.Entry] {
    let reader = try WordVectorReader(MemoryStream(bytes))
    var vectors: [WordVectorReader.Entry] = []
    while let vector = try reader.next() {
      #expect(vector.vector.count == reader.dimension)
      vectors.append(vector)
    }
    return vectors
  }

  private func binary(_ vectors: [(String, [Float])], lineFeeds: Bool) -> [UInt8] {
    var bytes = Array("\(vectors.count) \(vectors[0].1.count)\n".utf8)
    for (word, vector) in vectors {
      bytes += Array(word.utf8) + [0x20]
      for value in vector { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
      if lineFeeds { bytes.append(0x0A) }
    }
    return bytes
  }

  @Test func aByteOrderMarkIsNoPartOfTheFirstWord() throws {
    for text in ["the 0.5 1\nof 1 2\n", "2 2\nthe 0.5 1\nof 1 2\n"] {
      let found = try read(Array("\u{FEFF}\(text)".utf8))
      #expect(found.map(\.word) == ["the", "of"] && found[0].vector == [0.5, 1])
    }
    let found = try read([0xEF, 0xBB, 0xBF] + binary([("a", [1]), ("b", [2])], lineFeeds: true))
    #expect(found.map(\.word) == ["a", "b"])
  }

  @Test func allFormsAreRead() throws {
    let glove = try read(Array("the 0.1 -2 3e1\r\nnew york 1 2 3\n. 0 0 0".utf8))
    #expect(glove.map(\.word) == ["the", "new york", "."])
    #expect(glove[0].vector == [0.1, -2, 30] && glove[1].vector == [1, 2, 3])
    let text = try read(Array("2 2\nä 0.5 1 \nb 1 2\n".utf8))
    #expect(text.map(\.word) == ["ä", "b"] && text[0].vector == [0.5, 1])
    let vectors: [(String, [Float])] = (0..<5000).map { ("w\($0)", [Float($0), -0.5, 10, 32]) }
    for lineFeeds in [true, false] {
      let found = try read(binary(vectors, lineFeeds: lineFeeds))
      #expect(found.map(\.word) == vectors.map(\.0))
      #expect(found.map(\.vector) == vectors.map(\.1))
    }
  }

  @Test(arguments: [
    "", "word\n", "a 1 x\nb 1 2\n", "a 1 2\nb 1\n", "a 1 2\nb 1 nan\n", "a 1 2\nb 1 3e38\n",
    "3 0\n", "1 2\na 1",
  ])
  func whatIsNoVectorIsTold(_ text: String) {
    let error = #expect(throws: TextInputError.self) { try read(Array(text.utf8)) }
    #expect(error?.description.contains("\n") == false)
  }

  @Test func brokenBinaryIsTold() throws {
    for number in [Float.infinity, -3e38] {
      let bytes = binary([("a", [1, 2]), ("b", [3, number])], lineFeeds: false)
      #expect(throws: TextInputError.self) { try read(bytes) }
    }
    let bytes = binary([("a", [1, 2]), ("b", [3, 4])], lineFeeds: false)
    #expect(throws: TextInputError.self) { try read(Array(bytes.prefix(20))) }
  }

  static let samples = [
    ("crime-and-punishment.vec", 291, 5), ("lee_fasttext.vec", 1762, 10),
    ("test_glove.txt", 76, 50),
    ("euclidean_vectors.bin", 2747, 10),
  ]

  @Test(.enabled(if: SharedData.has("data/gensim-format-samples")), arguments: samples)
  func realFilesAreRead(_ name: String, _ count: Int, _ dimension: Int) throws {
    let url = try #require(SharedData.url("data/gensim-format-samples/" + name))
    let reader = try WordVectorReader(FileStream(path: url.path))
    var found = 0
    while try reader.next() != nil { found += 1 }
    #expect(reader.dimension == dimension && found == count)
  }
}
