import Models
import Neural
import TestSupport
import Testing

/// A model file is untrusted: whatever its bytes are, opening it and tagging with it must not trap.
@Suite("Damaged taggers")
struct DamagedTaggerTests {
  let runner: CommandRunner
  let bytes: [UInt8]
  let headerEnd: Int

  init() throws {
    runner = try CommandRunner()
    let path = try SampleTagger.write(to: runner)
    bytes = withoutChecksum(try runner.bytes("m.nlpmodel"))
    headerEnd = try #require(ModelFile(contentsOf: path).tensors.first).range.lowerBound
  }

  /// Whether the bytes make a tagger; if so, it has to work.
  private func isUsable(_ bytes: [UInt8]) throws -> Bool {
    let path = try runner.write(bytes: bytes, to: "damaged.nlpmodel")
    let tagger: SequenceTagger
    do {
      tagger = try SequenceTagger(contentsOf: path)
    } catch {
      #expect(!error.description.contains("\n"))
      return false
    }
    for span in tagger.entities(in: "Ada Lovelace met us in Łódź. 12") {
      #expect(tagger.card.labels.contains(span.label))
      #expect(span.score.map { (0...1.000001).contains($0) } != false)
    }
    return true
  }

  @Test("Random bytes anywhere")
  func randomBytes() throws {
    var random = RandomSource(seed: 4)
    var usable = 0
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0...Int(random.uniform() * 3) {
        let limit = random.uniform() < 0.7 ? headerEnd : damaged.count
        damaged[Int(random.uniform() * Double(limit))] = UInt8(random.uniform() * 256)
      }
      if try isUsable(damaged) { usable += 1 }
    }
    #expect((1..<299).contains(usable))
  }

  @Test("Other digits in the header: sizes, shapes, counts and versions")
  func randomDigits() throws {
    var random = RandomSource(seed: 5)
    let digits = bytes.indices[8..<headerEnd].filter { (0x30...0x39).contains(bytes[$0]) }
    for _ in 0..<300 {
      var damaged = bytes
      damaged[digits[Int(random.uniform() * Double(digits.count))]] =
        0x30 + UInt8(random.uniform() * 10)
      _ = try isUsable(damaged)
    }
  }
}
