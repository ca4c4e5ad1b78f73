import Foundation
import Models
import Neural
import Testing

@Suite struct ModelFileTests {
  @Test func writesTheFormatByteByByte() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/a.nlpmodel"
      try ModelFile.write(
        [
          NamedTensor("b", shape: [2], elements: [1, -2]),
          NamedTensor("a", shape: [1, 1], elements: [0.5]),
          NamedTensor("none", shape: [0, 3], elements: []),
        ],
        metadata: [("z", "\"\\\n\u{1}ü"), ("a", "")], to: path)
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      // Whatever it is, it stands first; another test has its numbers.
      let checksum = try #require(ModelFile(contentsOf: path).metadata["checksum"])
      let json =
        #"{"__metadata__":{"checksum":""# + checksum + #"","z":"\"\\\n\u0001ü","a":""},"#
        + #""b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""a":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]},"#
        + #""none":{"dtype":"F32","shape":[0,3],"data_offsets":[12,12]}}"#
      let padding = String(repeating: " ", count: 64 - (8 + json.utf8.count) % 64)
      let expected = fileBytes(
        header: json + padding,
        data: [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0x3f])
      #expect(bytes == expected)
      #expect((bytes.count - 12) % 64 == 0)
    }
  }

  @Test func readsWhatItWrote() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/a.nlpmodel"
      try ModelFile.write(
        [
          NamedTensor("b", shape: [2], elements: [1, -2]),
          NamedTensor("a", shape: [1, 1], elements: [0.5]),
        ], metadata: [("k", "v"), ("l", "ü\u{1F600}\0")],
        to: path)
      let file = try ModelFile(contentsOf: path)
      #expect(file.name == path)
      #expect(file.metadata.filter { $0.key != "checksum" } == ["k": "v", "l": "ü\u{1F600}\0"])
      #expect(file.tensors.map(\.name) == ["b", "a"])
      #expect(file.tensors.map(\.shape) == [[2], [1, 1]])
      #expect(file.tensors.allSatisfy { $0.scalarType == .float32 })
      #expect(file.tensors[1].range == file.byteCount - 4..<file.byteCount)
      #expect(try file.floats(named: "b", shape: [2]) == [1, -2])
      #expect(try file.floats(named: "a", shape: [1, 1]) == [0.5])
      try file.verify()
    }
  }

  @Test func replacesAFileWholeAndLeavesNothingBeside() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/a.nlpmodel"
      try ModelFile.write([NamedTensor("a", shape: [1], elements: [1])], metadata: [], to: path)
      let old = try ModelFile(contentsOf: path)
      try ModelFile.write([NamedTensor("a", shape: [1], elements: [2])], metadata: [], to: path)
      #expect(try ModelFile(contentsOf: path).floats(named: "a", shape: [1]) == [2])
      // The mapped file is still the old one.
      #expect(try old.floats(named: "a", shape: [1]) == [1])
      // A write that fails changes nothing.
      #expect(throws: ModelError.self) {
        try ModelFile.write(
          [NamedTensor("a", shape: [1], elements: [.nan])], metadata: [], to: path)
      }
      #expect(try ModelFile(contentsOf: path).floats(named: "a", shape: [1]) == [2])
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["a.nlpmodel"])
    }
  }

  /// What was read into memory is there whatever becomes of the file.
  @Test func needsNoFileThatItHasRead() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/a.nlpmodel"
      let elements = (0..<5000).map { Float($0) }
      try ModelFile.write(
        [NamedTensor("a", shape: [5000], elements: elements)], metadata: [], to: path)
      let mapped = try ModelFile(contentsOf: path)
      let file = try ModelFile(contentsOf: path, access: .inMemory)
      #expect(file.hash == mapped.hash)
      #expect(truncate(path, 0) == 0)
      #expect(try file.floats(named: "a", shape: [5000]) == elements)
      try file.verify()
      #expect(
        throws: ModelError.truncated(
          file: path, part: "the header", expectedBytes: 10, foundBytes: 0)
      ) { try ModelFile(contentsOf: path, access: .inMemory) }
    }
  }

  @Test func copiesItself() throws {
    try withTemporaryDirectory { directory in
      try ModelFile.write(
        [NamedTensor("a", shape: [1], elements: [1])], metadata: [("k", "v")],
        to: directory + "/a.nlpmodel")
      let file = try ModelFile(contentsOf: directory + "/a.nlpmodel")
      try file.copy(to: directory + "/b.nlpmodel")
      let copy = try ModelFile(contentsOf: directory + "/b.nlpmodel")
      #expect(copy.hash == file.hash)
      #expect(copy.byteCount == file.byteCount)
    }
  }

  @Test func refusesPlacesItCannotWriteTo() throws {
    try withTemporaryDirectory { directory in
      for path in [directory, directory + "/none/a.nlpmodel", "/dev/null"] {
        let error = #expect(throws: ModelError.self) {
          try ModelFile.write([NamedTensor("a", shape: [1], elements: [1])], metadata: [], to: path)
        }
        guard case .cannotWrite(path, _) = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: directory)
      #expect(left.isEmpty)
    }
  }

  @Test func refusesWhatIsNoFile() throws {
    try withTemporaryDirectory { directory in
      #expect(throws: ModelError.noSuchFile(file: directory + "/none")) {
        try ModelFile(contentsOf: directory + "/none")
      }
      #expect(throws: ModelError.cannotOpen(file: directory, reason: "it is a directory")) {
        try ModelFile(contentsOf: directory)
      }
      let empty = directory + "/empty"
      try Data().write(to: URL(fileURLWithPath: empty))
      #expect(
        throws: ModelError.truncated(
          file: empty, part: "the header", expectedBytes: 10, foundBytes: 0)
      ) { try ModelFile(contentsOf: empty) }
    }
  }

  @Test func everyBitCountsInTheHash() throws {
    let header = #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#
    var hashes: Set<String> = []
    for size in 0..<12 {
      for bit in 0..<8 {
        var data = [UInt8](repeating: 0, count: 12)
        data[size] = 1 << bit
        hashes.insert(try openFile(fileBytes(header: header, data: data)).hash)
      }
    }
    #expect(hashes.count == 96)
    #expect(hashes.allSatisfy { $0.count == 16 })
  }

  /// The number in a signature has to be the same for ever; this one was computed by another
  /// program.
  @Test func hashIsPinned() throws {
    #expect(try openFile(fileBytes(header: "{}")).hash == "f92d0c1a528925f9")
  }
}
