import Foundation
import Models
import Neural
import TestSupport
import Testing
import Text

struct SequenceTaggerTests {
  @Test func findsNames() throws {
    let tagger = try TaggerSample.trained.get()
    let text = "In Göttingen, Zoë Ångström met Emmy Noether. "
    let spans = tagger.entities(in: text)
    #expect(
      spans.map { "\(text.slice(utf8: $0.range))/\($0.label)" } == [
        "Göttingen/LOC", "Zoë Ångström/PER", "Emmy Noether/PER",
      ])
    for score in spans.map(\.score) { #expect((0.5...1).contains(try #require(score))) }
    #expect(tagger.entities(in: "").isEmpty)
    #expect(tagger.entities(in: " \n ").isEmpty)
  }

  @Test func fileKeepsEverything() throws {
    let tagger = try TaggerSample.trained.get()
    try withTemporaryDirectory { directory in
      let path = directory + "/sample.nlpmodel"
      try tagger.write(to: path)
      let read = try SequenceTagger(contentsOf: path)
      #expect(read.card == tagger.card && read.recipe == tagger.recipe)
      var found = 0
      for document in TaggerSample.documents("test", count: 20, seed: 9) {
        let spans = read.entities(in: document.text)
        #expect(spans == tagger.entities(in: document.text))
        found += spans.count
      }
      #expect(found > 20)
      let copy = directory + "/copy.nlpmodel"
      try read.write(to: copy)
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: copy))
          == Data(contentsOf: URL(fileURLWithPath: path)))
    }
  }

  @Test(arguments: [1, 3])
  func documentsTogetherAsOneByOne(threads: Int) throws {
    let tagger = try TaggerSample.trained.get()
    // More than a batch, unequal lengths, and the same words composed and decomposed.
    var documents = TaggerSample.documents("test", count: 60, seed: 10)
    let accented = "In Göttingen, Zoë Ångström met Érÿû Çñô. "
    documents.insert(Document(text: accented.decomposedStringWithCanonicalMapping), at: 0)
    documents += [
      Document(text: accented), Document(text: accented.decomposedStringWithCanonicalMapping),
      Document(text: ""), Document(text: String(repeating: "Ada Lovelace met Turing ", count: 50)),
    ]
    var together = documents
    tagger.annotate(&together, threads: ThreadPool(threads: threads))
    for (index, document) in documents.enumerated() {
      #expect(together[index].spans == tagger.entities(in: document.text), "document \(index)")
    }
    var reversed = Array(documents.reversed())
    tagger.annotate(&reversed)
    #expect(reversed.reversed() == together)
  }

  @Test func longSentence() throws {
    let tagger = try TaggerSample.trained.get()
    let text = String(repeating: "Turing went to Paris ", count: 2500)
    var documents = [Document(text: text)]
    tagger.annotate(&documents, threads: ThreadPool(threads: 2))
    #expect(documents[0].sentences.count == 1 && documents[0].tokens.count == 10_000)
    let spans = documents[0].spans
    #expect(spans.count > 1000)
    #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.range.upperBound <= $1.range.lowerBound })
    #expect(spans.allSatisfy { span in span.score.map { $0 > 0 && $0 <= 1 } ?? false })
  }

  @Test func callsFromSeveralThreadsAtOnce() async throws {
    let tagger = try TaggerSample.trained.get()
    let documents = TaggerSample.documents("test", count: 40, seed: 12)
    var expected = documents
    tagger.annotate(&expected)
    let pool = ThreadPool(threads: 3)
    let results = await withTaskGroup(of: [Document].self) { group in
      for task in 0..<8 {
        group.addTask {
          var copy = documents
          tagger.annotate(&copy, threads: task % 2 == 0 ? pool : .serial)
          return copy
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.count == 8)
    for result in results { #expect(result == expected) }
  }
}
