import Models
import Neural
import TestSupport
import Testing

@Suite struct ModelFilePrecisionTests {
  private func withFiles(
    _ precision: WeightPrecision, _ body: (_ whole: ModelFile, _ rounded: ModelFile) throws -> Void
  ) throws {
    var random = SeededRandom(4)
    let matrix = random.normals(6 * 40).map(Float.init)
    try withTemporaryDirectory { directory in
      let (path, rounded) = (directory + "/w.nlpmodel", directory + "/r.nlpmodel")
      try ModelFile.write(
        [
          NamedTensor("a.weight_ih_l0", shape: [6, 40], elements: matrix),
          NamedTensor("narrow.weight", shape: [3, 2], elements: [1, -2, 3, -4, 0, 0]),
          NamedTensor("bias", shape: [2], elements: [0.1, 0.2]),
          NamedTensor("crf.transitions", shape: [2, 2], elements: [0.1, 0.2, 0.3, 0.4]),
        ], metadata: [("k", "v"), ("b", "w")], to: path)
      let whole = try ModelFile(contentsOf: path)
      try whole.write(precision, to: rounded)
      try body(whole, ModelFile(contentsOf: rounded))
    }
  }

  @Test func bytesWithScales() throws {
    try withFiles(.int8) { whole, rounded in
      #expect(rounded.precision == .int8)
      #expect(rounded.metadata.keys == whole.metadata.keys)
      #expect(rounded.metadata["k"] == whole.metadata["k"] && rounded.hasChecksum)
      #expect(rounded.tensor(named: "a.weight_ih_l0")?.scalarType == .int8)
      #expect(rounded.tensor(named: "a.weight_ih_l0.scales")?.shape == [6])
      #expect(rounded.tensor(named: "narrow.weight")?.scalarType == .bfloat16)
      let before = try whole.floats(named: "a.weight_ih_l0", shape: [6, 40])
      let after = try rounded.floats(named: "a.weight_ih_l0", shape: [6, 40])
      for row in 0..<6 {
        let values = before[row * 40..<(row + 1) * 40]
        let half = values.map(\.magnitude).max()! / 254
        for (a, b) in zip(values, after[row * 40..<(row + 1) * 40]) {
          #expect(abs(a - b) <= half * 1.0001)
        }
      }
      for name in ["bias", "crf.transitions"] {
        let shape = try #require(whole.tensor(named: name)).shape
        #expect(
          try rounded.floats(named: name, shape: shape) == whole.floats(named: name, shape: shape))
      }
      try rounded.verify()
    }
  }

  @Test func halves() throws {
    try withFiles(.bfloat16) { whole, rounded in
      #expect(rounded.precision == .bfloat16)
      let before = try whole.floats(named: "a.weight_ih_l0", shape: [6, 40])
      let after = try rounded.floats(named: "a.weight_ih_l0", shape: [6, 40])
      for (a, b) in zip(before, after) {
        #expect(b.bitPattern & 0xFFFF == 0)
        #expect(abs(a - b) <= abs(a) / 256)
      }
      // What is exact in seven bits stays.
      #expect(try rounded.floats(named: "narrow.weight", shape: [3, 2]) == [1, -2, 3, -4, 0, 0])
    }
  }

  @Test func refusesWhatIsRounded() throws {
    try withFiles(.int8) { _, rounded in
      #expect(throws: ModelError.self) { try rounded.write(.bfloat16, to: rounded.name + "2") }
    }
  }

  /// Weights that were read from bytes are packed as those bytes again.
  @Test func productsAreThoseOfTheFile() throws {
    var layout = ParameterLayout()
    _ = layout.add("a.weight_ih_l0", rows: 6, columns: 40, kind: .weight, initialization: .zeros)
    _ = layout.add("narrow.weight", rows: 3, columns: 2, kind: .weight, initialization: .zeros)
    _ = layout.add("bias", rows: 1, columns: 2, initialization: .zeros)
    _ = layout.add("crf.transitions", rows: 2, columns: 2, kind: .table, initialization: .zeros)
    try withFiles(.int8) { _, rounded in
      let weights = Weights<Float>(layout: layout, forTraining: false, precision: .int8)
      try weights.load(from: rounded)
      for entry in layout.entries {
        #expect(
          weights.elements(of: entry.name)
            == (try rounded.floats(
              named: entry.name, shape: entry.kind == .plain ? [2] : [entry.rows, entry.columns])))
      }
    }
  }
}
