import Foundation
import TestSupport
import Testing
import TextInput

@Suite struct RecordingReferenceTests {
  private func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.path + "/recordings-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func speakers(_ files: [String]) throws -> [String: String] {
    var speakers: [String: String] = [:]
    try withTemporaryDirectory { directory in
      for file in files {
        let path = directory + "/" + file
        try FileManager.default.createDirectory(
          atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: path))
      }
      let references = try RecordingReferences(path: directory)
      while let reference = try references.next()?.get() {
        #expect(reference.path == directory + "/" + reference.name)
        speakers[reference.name] = reference.speaker
      }
    }
    return speakers
  }

  @Test func namesStartWithSpeakers() throws {
    let files = ["yes/ada_1.wav", "yes/bob_1.wav", "no/ada_2.aiff", "no/ada_2.txt", ".x/a_1.wav"]
    #expect(
      try speakers(files) == [
        "yes/ada_1.wav": "ada", "yes/bob_1.wav": "bob", "no/ada_2.aiff": "ada",
      ])
  }

  /// Where they start with the label, each file is divided by itself.
  @Test func namesStartWithLabels() throws {
    let sounds = ["dog/dog_1.wav", "dog/dog_2.wav", "cat/cat_1.wav", "cat/tom_1.wav"]
    #expect(
      try speakers(sounds) == [
        "dog/dog_1.wav": "dog_1.wav", "dog/dog_2.wav": "dog_2.wav", "cat/cat_1.wav": "cat_1.wav",
        "cat/tom_1.wav": "tom",
      ])
    let digits = ["seven/7_jackson_0.wav", "seven/7_lucas_0.wav", "eight/8_jackson_0.wav"]
    #expect(try speakers(digits).allSatisfy { $0.key.hasSuffix("/" + $0.value) })
  }

  @Test func linesThatNameNothing() throws {
    try withTemporaryDirectory { directory in
      let list = directory + "/list.jsonl"
      let text = #"{"path":"a.wav","label":1}"# + "\n[]\n" + #"{"label":"x"}"# + "\n"
      try Data(text.utf8).write(to: URL(fileURLWithPath: list))
      let references = try RecordingReferences(path: list)
      #expect(try references.next()?.get().label == "1")
      for line in 2...3 {
        guard case .failure(let problem)? = try references.next() else {
          Issue.record("line \(line) is a recording")
          continue
        }
        #expect(problem.line == line)
      }
      #expect(try references.next() == nil)
    }
  }
}
