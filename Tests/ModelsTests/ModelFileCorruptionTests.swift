import Foundation
import Models
import Neural
import Testing
import Text

@Suite struct ModelFileCorruptionTests {
  /// A small model file with everything that a real one has.
  private func sampleBytes() throws -> [UInt8] {
    try withTemporaryDirectory { directory in
      let path = directory + "/sample.nlpmodel"
      try ModelFile.write(
        sampleWeights().tensors(), card: sampleCard(), configuration: ["hidden": 4],
        vocabularies: ["words": Vocabulary(counts: ["a": 3, "b": 1])], to: path)
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }
  }

  @Test func everyTruncationIsAnError() throws {
    let bytes = try sampleBytes()
    let file = try openFile(bytes)
    var ends: Set<Int> = [0, 1, 7, 8, 9, 10]
    for tensor in file.tensors {
      for distance in -1...1 {
        ends.insert(tensor.range.lowerBound + distance)
        ends.insert(tensor.range.upperBound + distance)
      }
    }
    ends.formUnion(stride(from: 8, to: bytes.count, by: 37))
    for end in ends where end < bytes.count {
      let error = #expect(throws: ModelError.self, "cut at \(end)") {
        try openFile(Array(bytes[..<end]))
      }
      guard case .truncated(_, _, let expected, end)? = error else {
        Issue.record("cut at \(end): \(String(describing: error))")
        continue
      }
      #expect(expected > end)
    }
  }

  @Test func corruptedFilesThrowOrKeepTheirShapes() throws {
    let bytes = try sampleBytes()
    let original = try openFile(bytes)
    let headerEnd = original.tensors[0].range.lowerBound
    var random = RandomSource(seed: 20)
    var loaded = 0
    for _ in 0..<1000 {
      var damaged = bytes
      for _ in 0...Int(random.uniform() * 3) {
        // Often the header, where the structure is.
        let limit = random.uniform() < 0.4 ? headerEnd : damaged.count
        damaged[Int(random.uniform() * Double(limit))] = UInt8(random.uniform() * 256)
      }
      guard let file = try? openFile(damaged) else { continue }
      let weights = sampleWeights(seed: 2)
      do {
        try weights.load(from: file)
        _ = try file.card()
        _ = try file.configuration(as: [String: Int].self)
        _ = try file.vocabularies()
      } catch {
        #expect(!error.description.contains("\n"))
        continue
      }
      loaded += 1
      #expect(file.tensors.map(\.shape) == original.tensors.map(\.shape))
      for entry in weights.layout.entries {
        #expect(weights.elements(of: entry.name)!.allSatisfy { $0.isFinite })
      }
    }
    // Changes of numbers or of words of the card do load: the test has to see both ways.
    #expect((50...800).contains(loaded))
  }
}
