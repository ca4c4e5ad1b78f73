import Models
import Neural
import Testing

@Suite struct ModelFileWeightsTests {
  private func withFile(
    _ tensors: [NamedTensor], _ body: (ModelFile) throws -> Void
  ) throws {
    try withTemporaryDirectory { directory in
      try ModelFile.write(tensors, metadata: [], to: directory + "/w.nlpmodel")
      try body(ModelFile(contentsOf: directory + "/w.nlpmodel"))
    }
  }

  @Test func shapesAreThoseOfPyTorch() {
    let tensors = sampleWeights().tensors(prefix: "model.")
    #expect(
      tensors.map(\.name) == [
        "model.words.weight", "model.lstm.weight_ih_l0", "model.lstm.bias_ih_l0", "model.single",
      ])
    #expect(tensors.map(\.shape) == [[5, 3], [8, 3], [8], [1, 4]])
  }

  @Test func loadsWhatWasWritten() throws {
    let weights = sampleWeights()
    try withFile(weights.tensors(prefix: "a.") + sampleWeights(seed: 3).tensors(prefix: "b.")) {
      let other = sampleWeights(seed: 2)
      try other.load(from: $0, prefix: "a.")
      for entry in weights.layout.entries {
        #expect(other.elements(of: entry.name) == weights.elements(of: entry.name))
      }
    }
  }

  @Test func refusesMissingUnexpectedAndMisshapenTensors() throws {
    let all = sampleWeights().tensors()
    func expect(
      _ tensors: [NamedTensor],
      _ check: (String) -> ModelError
    ) throws {
      try withFile(tensors) { file in
        let weights = sampleWeights(seed: 2)
        #expect(throws: check(file.name)) { try weights.load(from: file) }
        // Nothing was taken of the part that was right.
        #expect(
          weights.tensors().map(\.elements) == sampleWeights(seed: 2).tensors().map(\.elements))
      }
    }
    try expect(all.dropLast()) { .missingTensor(file: $0, tensor: "single", shape: [1, 4]) }
    try expect(all + [NamedTensor("more", shape: [1], elements: [0])]) {
      .unexpectedTensor(file: $0, tensor: "more")
    }
    try expect(all.dropLast() + [NamedTensor("single", shape: [4], elements: [1, 2, 3, 4])]) {
      .invalidTensor(
        file: $0, tensor: "single", aspect: "shape", expected: "[1, 4]", found: "[4]")
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, .signalingNaN])
  func refusesNumbersThatAreNotFinite(value: Float) throws {
    let header = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    let data = [Float(1).bitPattern, value.bitPattern].flatMap { bits in
      withUnsafeBytes(of: bits.littleEndian) { [UInt8]($0) }
    }
    let file = try openFile(fileBytes(header: header, data: data))
    let error = #expect(throws: ModelError.self) { try file.floats(named: "a", shape: [2]) }
    #expect("\(error!)".contains("tensor \"a\": element 1: expected a finite number"))
    #expect(throws: ModelError.self) { try file.verify() }
  }

  @Test func takesTheLargestAndSmallestNumbers() throws {
    let values: [Float] = [
      0x1p64, -0x1p64, .leastNonzeroMagnitude, -0.0,
    ]
    try withFile([NamedTensor("a", shape: [4], elements: values)]) { file in
      let read = try file.floats(named: "a", shape: [4])
      #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
    }
  }

  @Test func refusesOtherTypes() throws {
    let header = #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#
    let file = try openFile(fileBytes(header: header, data: [UInt8](repeating: 0, count: 8)))
    #expect(
      throws: ModelError.invalidTensor(
        file: file.name, tensor: "a", aspect: "type", expected: "F32", found: "F64")
    ) { try file.floats(named: "a", shape: [1]) }
  }
}
