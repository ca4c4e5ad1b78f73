import Foundation
import TestSupport
import Testing

private let hasPython = ["/usr/bin", "/usr/local/bin", "/bin"].contains {
  FileManager.default.isExecutableFile(atPath: "\($0)/python3")
}

/// The check of the layers has to fail where a layer is broken.
@Suite("The layering check", .enabled(if: hasPython, "python3 is not installed"))
struct LayeringTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  private func manifest(neural: String) -> String {
    """
    {"targets": [
      {"name": "CKernels", "type": "regular", "dependencies": []},
      {"name": "Text", "type": "regular", "dependencies": []},
      {"name": "Neural", "type": "regular", "dependencies": [\(neural)]},
      {"name": "NeuralTests", "type": "test", "dependencies": [{"byName": ["TestSupport", null]}]}
    ]}
    """
  }

  private func check(neural: String, sources: [String: String]) throws -> CommandRunner.Result {
    try runner.write(manifest(neural: neural), to: "dump.json")
    for (name, text) in sources { try runner.write(text, to: "Sources/\(name)") }
    let script = SharedData.packageRoot.appendingPathComponent("tools/check-layers").path
    return try runner.shell("python3 '\(script)' --dump dump.json --sources Sources")
  }

  private let kernels = #"{"byName": ["CKernels", null]}"#

  @Test("What the table allows passes")
  func allowed() throws {
    let result = try check(
      neural: kernels,
      sources: [
        "Neural/A.swift": "import CKernels\nimport FoundationEssentials\n",
        "Text/B.swift": "public struct B {}\n",
        "CICU/CICU.c": "#include <unicode/ubrk.h>\n",
        "CICU/private.h": "#include <unicode/utf16.h>\n",
      ])
    #expect(result.status == 0, "\(result.output)\(result.error)")
  }

  @Test(
    "A dependency upward in the manifest fails",
    arguments: [
      #"{"byName": ["Models", null]}"#, #"{"target": ["Corpora", null]}"#,
      #"{"product": ["GRDB", "GRDB.swift", null, null]}"#,
    ])
  func dependency(_ dependency: String) throws {
    let result = try check(
      neural: kernels + "," + dependency, sources: ["Text/B.swift": "public struct B {}\n"])
    #expect(result.status == 1)
    #expect(result.output.contains("Neural may not depend on"))
  }

  @Test(
    "An import upward in a source fails",
    arguments: [
      "import Models", "public import Models", "@testable import Models", "  import Models",
      "@_exported import Models", "import struct Models.SequenceTagger",
    ])
  func imports(line: String) throws {
    let result = try check(
      neural: kernels, sources: ["Neural/Deep/A.swift": "import CKernels\n\(line)\n"])
    #expect(result.status == 1)
    #expect(result.output.contains("A.swift: Neural may not import Models"))
  }

  @Test("ICU's headers show nowhere outside of CICU")
  func headers() throws {
    let result = try check(
      neural: kernels, sources: ["CICU/include/CICU.h": "#include <unicode/ubrk.h>\n"])
    #expect(result.status == 1)
  }

  @Test("A target that nobody placed in a layer fails")
  func unknown() throws {
    try runner.write(
      #"{"targets": [{"name": "Utils", "type": "regular", "dependencies": []}]}"#, to: "dump.json")
    try runner.write("", to: "Sources/Text/A.swift")
    let script = SharedData.packageRoot.appendingPathComponent("tools/check-layers").path
    let result = try runner.shell("python3 '\(script)' --dump dump.json --sources Sources")
    #expect(result.status == 1)
  }

  @Test(
    "A manifest that cannot be read is no success", arguments: ["", "{}", "[]", "{\"targets\":[]}"])
  func unreadable(manifest: String) throws {
    try runner.write(manifest, to: "dump.json")
    try runner.write("", to: "Sources/Text/A.swift")
    let script = SharedData.packageRoot.appendingPathComponent("tools/check-layers").path
    let result = try runner.shell("python3 '\(script)' --dump dump.json --sources Sources")
    #expect(result.status == 65)
  }
}
