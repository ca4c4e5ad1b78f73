import Foundation
import Models
import Neural

/// Calls `body` with the path of a new directory that is gone afterwards.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("nlptool-models-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  return try body(url.path)
}

/// The bytes of a file in the format: the header's length, the header, the data.
func fileBytes(header: String, data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
  let length = length ?? UInt64(header.utf8.count)
  return withUnsafeBytes(of: length.littleEndian) { [UInt8]($0) } + [UInt8](header.utf8) + data
}

/// Opens bytes as a file, once from memory and once mapped; both have to agree.
func openFile(_ bytes: [UInt8]) throws -> ModelFile {
  try withTemporaryDirectory { directory in
    let path = directory + "/m.nlpmodel"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    // Static storage is never freed, and neither is this.
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 16)
    copy.copyBytes(from: bytes)
    let memory = Result {
      try ModelFile(
        bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(copy)[..<bytes.count]),
        name: path)
    }
    let mapped = Result { try ModelFile(contentsOf: path) }
    switch (memory, mapped) {
    case (.success(let memory), .success(let mapped)):
      guard memory.tensors == mapped.tensors, memory.metadata == mapped.metadata,
        memory.hash == mapped.hash
      else { throw Disagreement() }
    case (.failure(let memory), .failure(let mapped)):
      guard "\(memory)" == "\(mapped)" else { throw Disagreement() }
    default: throw Disagreement()
    }
    return try mapped.get()
  }
}

struct Disagreement: Error {}

/// A layout with a parameter of every kind.
func sampleLayout() -> ParameterLayout {
  var layout = ParameterLayout()
  layout.scope("words") { layout in
    _ = layout.add(
      "weight", rows: 5, columns: 3, kind: .table, initialization: .normal(1))
  }
  layout.scope("lstm") { layout in
    _ = layout.add(
      "weight_ih_l0", rows: 8, columns: 3, kind: .weight, initialization: .uniform(1))
    _ = layout.add("bias_ih_l0", rows: 1, columns: 8, initialization: .uniform(1))
  }
  _ = layout.add("single", rows: 1, columns: 4, kind: .weight, initialization: .uniform(1))
  return layout
}

func sampleWeights(seed: UInt64 = 1) -> Weights<Float> {
  let weights = Weights<Float>(layout: sampleLayout(), forTraining: false)
  weights.initialize(seed: seed)
  return weights
}
