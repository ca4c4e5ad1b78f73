import TestSupport
import Testing
import Text

@Suite("Tags as numbers")
struct TagsetTests {
  private let tagset = Tagset(labels: ["PER", "LOC"])

  @Test("Spans become tags and tags spans")
  func roundTrip() throws {
    let spans = [
      TokenSpan(tokens: 0..<1, label: "LOC"), TokenSpan(tokens: 1..<4, label: "LOC"),
      TokenSpan(tokens: 5..<7, label: "PER"),
    ]
    let tags = try #require(tagset.tags(for: spans, count: 8))
    #expect(
      tags.map(tagset.name(of:))
        == ["S-LOC", "B-LOC", "I-LOC", "E-LOC", "O", "B-PER", "E-PER", "O"])
    #expect(tagset.spans(in: tags) == spans)
    #expect(tagset.spans(in: []) == [])
  }

  @Test("Whatever the tags, their spans are those of their names")
  func spansOfNames() {
    var random = SeededRandom(3)
    for _ in 0..<2_000 {
      let tags = random.ints(Int.random(in: 0..<9, using: &random), below: tagset.count)
      #expect(tagset.spans(in: tags) == TagScheme.bioes.spans(in: tags.map(tagset.name(of:))))
    }
  }
}
