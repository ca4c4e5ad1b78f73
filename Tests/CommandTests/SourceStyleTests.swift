import Foundation
import TestSupport
import Testing
import Text

/// What `swift format` does not look at.
@Suite("Sources")
struct SourceStyleTests {
  @Test("Comments have at most 100 columns", arguments: ["Sources", "Tests"])
  func comments(folder: String) throws {
    let root = SharedData.packageRoot.appendingPathComponent(folder)
    let files = try #require(
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    ).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    #expect(files.count > 100)
    for file in files {
      let lines = try String(contentsOf: file, encoding: .utf8).split(
        separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated()
      where line.count > 100 && line.drop(while: { $0 == " " }).hasPrefix("//") {
        Issue.record("\(file.path):\(index + 1): \(line.count) columns")
      }
    }
  }

  @Test("The version is the newest one of the change log")
  func version() throws {
    let changes = try String(
      contentsOf: SharedData.packageRoot.appendingPathComponent("CHANGELOG.md"), encoding: .utf8)
    let released = changes.split(separator: "\n").first {
      $0.hasPrefix("## ") && $0 != "## Unreleased"
    }
    #expect(try #require(released).hasPrefix("## \(ToolkitVersion.current) - "))
  }
}
