import Neural
import TestSupport
import Testing

struct PackedSequencesTests {
  @Test func rowsOfAnExample() {
    let packed = PackedSequences(lengths: [2, 0, 3, 1, 3], shardSize: 2)
    #expect(packed.order == [2, 4, 0, 3, 1])
    #expect(packed.lengths == [3, 3, 2, 1, 0])
    #expect(packed.rowCount == 9)
    #expect(packed.shards.map(\.runs) == [[0..<2, 4..<6, 7..<9], [2..<4, 6..<7], []])
    #expect(packed.shards.map(\.starts) == [[0, 4, 7], [2, 6], []])
    #expect(packed.shards.map(\.counts) == [[2, 2, 2], [2, 1], []])
    #expect(packed.rows(ofSequence: 1) == [1, 5, 8])
    #expect(packed.rows(ofSequence: 2) == [2, 6])
    #expect(packed.rows(ofSequence: 4) == [])
  }

  @Test func stepsGoToTheirRows() {
    let packed = PackedSequences(lengths: [2, 0, 3, 1, 3], shardSize: 2)
    let steps = ["a1", "a2", "c1", "c2", "c3", "d1", "e1", "e2", "e3"]
    #expect(packed.packed(steps) == ["c1", "e1", "a1", "d1", "c2", "e2", "a2", "c3", "e3"])
  }

  @Test func everyRowIsUsedOnce() {
    var random = SeededRandom(3)
    for _ in 0..<200 {
      let lengths = random.ints(Int.random(in: 0...12, using: &random), below: 7)
      let shardSize = Int.random(in: 1...5, using: &random)
      let packed = PackedSequences(lengths: lengths, shardSize: shardSize)
      let rows = (0..<packed.count).flatMap(packed.rows(ofSequence:))
      #expect(rows.sorted() == Array(0..<lengths.reduce(0, +)))
      #expect(packed.order.sorted() == Array(lengths.indices))
      #expect(packed.lengths == packed.order.map { lengths[$0] })
      #expect(packed.shards.flatMap { $0.runs.joined() }.sorted() == Array(0..<packed.rowCount))
      let whole = PackedSequences(lengths: lengths, shardSize: lengths.count + 1)
      #expect((0..<packed.count).map(whole.rows(ofSequence:)).flatMap(\.self) == rows)
    }
  }
}
