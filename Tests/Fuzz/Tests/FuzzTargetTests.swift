import Foundation
import FuzzTargets
import TestSupport
import Testing
import Text

/// The fuzz targets on their seeds, on what once was a finding, and on some changes of both;
/// `tools/fuzz` runs them for longer, with libFuzzer and AddressSanitizer.
@Suite struct FuzzTargetTests {
  private static let folder = SharedData.packageRoot.appendingPathComponent("Tests/Fuzz/Seeds")

  private func seeds(of name: String) throws -> [(name: String, bytes: [UInt8])] {
    let folder = Self.folder.appendingPathComponent(name)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
      ($0, Array(try Data(contentsOf: folder.appendingPathComponent($0))))
    }
  }

  @Test func eachTargetHasSeedsAndEachSeedATarget() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(folders.sorted() == FuzzTarget.all.map(\.name).sorted())
  }

  @Test(.timeLimit(.minutes(5)), arguments: FuzzTarget.all.map(\.name))
  func nothingIsFound(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let seeds = try seeds(of: name)
    for seed in seeds { try target.run(seed.bytes) }
    try target.run([])
    var mutator = Mutator(seeds.map(\.bytes), seed: 1)
    for _ in 0..<300 {
      let input = mutator.next()
      do {
        try target.run(input)
      } catch {
        Issue.record("\(error): \(Data(input).base64EncodedString())")
        return
      }
    }
  }

  /// A check that never fails would find nothing.
  @Test func aDocumentThatBreaksItsPromisesIsAFinding() {
    let cut = Document(text: "\u{E9}a", spans: [Span(range: 1..<3, label: "PER")])
    #expect(throws: FuzzTarget.Finding.self) { try checkDocument(cut) }
  }
}
