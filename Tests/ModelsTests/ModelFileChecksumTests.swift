import Foundation
import Models
import Neural
import Testing

@Suite struct ModelFileChecksumTests {
  /// A number of the reference implementation for each part of the algorithm.
  @Test(
    arguments: [
      ("", "ef46db3751d8e999"), ("a", "d24ec4f1a98c6e5b"), ("abc", "44bc2cf5ad770999"),
      ("Nobody inspects the spammish repetition", "fbcea83c8a378bf1"),
    ])
  func isTheOneOfTheSpecification(text: String, expected: String) {
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      var checksum = Checksum()
      bytes[..<cut].withUnsafeBytes { checksum.combine($0) }
      bytes[cut...].withUnsafeBytes { checksum.combine($0) }
      #expect(checksum.hexadecimal == expected)
    }
  }

  /// Flips one bit of many copies, in the header and in the numbers, and asks whether any is
  /// believed.
  private func believed(_ bytes: Data, _ open: (ModelFile) throws -> Void) throws -> [Int] {
    try withTemporaryDirectory { directory in
      let path = directory + "/m.nlpmodel"
      try bytes.write(to: URL(fileURLWithPath: path))
      try open(try ModelFile(contentsOf: path))
      var random = RandomSource(seed: 9)
      var bits: [Int] = []
      for copy in 0..<400 {
        var damaged = bytes
        // Half of them in the header and the words, where changes are small.
        let limit = copy % 2 == 0 ? min(bytes.count, 20_000) : bytes.count
        let bit = Int(random.uniform() * Double(8 * limit))
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        try damaged.write(to: URL(fileURLWithPath: path))
        do {
          try open(try ModelFile(contentsOf: path))
          bits.append(bit)
        } catch {
          #expect(error is ModelError)
        }
      }
      return bits
    }
  }

  private func bytes(_ write: (String) throws -> Void) throws -> Data {
    try withTemporaryDirectory { directory in
      try write(directory + "/m.nlpmodel")
      return try Data(contentsOf: URL(fileURLWithPath: directory + "/m.nlpmodel"))
    }
  }

  @Test func noDamagedTaggerIsBelieved() throws {
    let tagger = try TaggerSample.trained.get()
    let bytes = try bytes { try tagger.write(to: $0) }
    #expect(try believed(bytes) { _ = try SequenceTagger($0) } == [])
  }

  @Test func noDamagedClassifierIsBelieved() throws {
    let classifier = try ClassifierSample.trained.get()
    let bytes = try bytes { try classifier.write(to: $0) }
    #expect(try believed(bytes) { _ = try TextClassifier($0) } == [])
  }

  @Test func noDamagedLanguageModelIsBelieved() throws {
    let model = try LanguageModelSample.scalars.get()
    let bytes = try bytes { try model.write(to: $0) }
    #expect(try believed(bytes) { _ = try CharacterLanguageModel($0) } == [])
  }

  @Test func noDamagedVectorsAreBelieved() throws {
    let vectors = try WordVectorSample.trained.get()
    let bytes = try bytes { try vectors.write(to: $0) }
    #expect(try believed(bytes) { _ = try WordVectors($0) } == [])
  }

  @Test func noDamagedLanguageRecognizerIsBelieved() throws {
    let recognizer = try LanguageRecognizerSample.trained.get()
    let bytes = try bytes { try recognizer.write(to: $0) }
    #expect(try believed(bytes) { _ = try LanguageRecognizer($0) } == [])
  }

  @Test func noDamagedRoundedModelIsBelieved() throws {
    let model = try LanguageModelSample.scalars.get()
    let bytes = try bytes { path in
      try model.write(to: path)
      try ModelFile(contentsOf: path).write(.int8, to: path)
    }
    #expect(try believed(bytes) { _ = try CharacterLanguageModel($0) } == [])
  }

  @Test func noWeightIsLargerThanTrainingMakes() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/m.nlpmodel"
      for value in [3e38, -3e38, 0x1p65] as [Float] {
        #expect(throws: ModelError.self) {
          try ModelFile.write(
            [NamedTensor("a", shape: [2], elements: [1, value])], metadata: [], to: path)
        }
      }
      try ModelFile.write(
        [NamedTensor("a", shape: [2], elements: [0x1p64, -0x1p64])], metadata: [], to: path)
      #expect(try ModelFile(contentsOf: path).floats(named: "a", shape: [2]).count == 2)
    }
  }

  @Test func aFileWithoutChecksumGetsOneInACopy() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/m.nlpmodel"
      try TaggerSample.trained.get().write(to: path)
      var text = try Data(contentsOf: URL(fileURLWithPath: path))
      // The format before checksums: another number, and a key that means nothing.
      for (new, old) in [("\"checksum\"", "\"chccksum\""), ("\"2\"", "\"1\"")] {
        let range = try #require(text.range(of: Data(new.utf8)))
        text.replaceSubrange(range, with: Data(old.utf8))
      }
      try text.write(to: URL(fileURLWithPath: path))
      let file = try ModelFile(contentsOf: path)
      #expect(!file.hasChecksum)
      _ = try SequenceTagger(file)
      try file.copy(to: directory + "/copy.nlpmodel")
      let copy = try ModelFile(contentsOf: directory + "/copy.nlpmodel")
      #expect(copy.hasChecksum)
      try copy.verify()
      _ = try SequenceTagger(copy)
    }
  }

  @Test func nothingButAModelIsReplacedByAModel() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/notes.txt"
      try Data("Some notes.\n".utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: ModelError.self) { try ModelFile.write([], metadata: [], to: path) }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "Some notes.\n")
      let model = directory + "/m.nlpmodel"
      let link = directory + "/link.nlpmodel"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "m.nlpmodel")
      for _ in 0..<2 {
        try ModelFile.write([NamedTensor("a", shape: [1], elements: [1])], metadata: [], to: link)
      }
      #expect(try ModelFile(contentsOf: model).tensors.count == 1)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "m.nlpmodel")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
          == ["link.nlpmodel", "m.nlpmodel", "notes.txt"])
    }
  }
}
