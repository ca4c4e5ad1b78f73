import Corpora
import Foundation
import Testing
import Text

@Suite struct PatternPatienceTests {
  private let document = Document(text: "aaaa")

  /// Watches so many documents, each of which takes some milliseconds.
  private func watch(_ count: Int, milliseconds: Int, limit: Duration) throws -> Int {
    var patience = PatternPatience(limit: limit)
    var watched = 0
    for _ in 0..<count {
      watched += try patience.watch(document) {
        Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
        return 1
      }
    }
    return watched
  }

  @Test func aSearchThatLosesItsTimeInSmallDocumentsEnds() {
    #expect(throws: CorporaError.self) {
      try watch(100, milliseconds: 30, limit: .milliseconds(200))
    }
  }

  @Test func aSearchOfManyDocumentsGoesOn() throws {
    #expect(try watch(2000, milliseconds: 0, limit: .milliseconds(200)) == 2000)
  }
}
