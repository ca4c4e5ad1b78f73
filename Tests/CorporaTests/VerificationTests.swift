import Corpora
import Testing
import Text
import TextInput

@Suite struct VerificationTests {
  private func findings(_ folder: TemporaryFolder) throws -> [CorpusFinding] {
    var findings: [CorpusFinding] = []
    try openCorpus(folder).verify { findings.append($0) }
    return findings
  }

  @Test func aSoundCorpusHasNoFindings() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "{\"text\":\"Ada met Bob.\",\"entities\":[[0,3,\"PER\"],[8,11,\"PER\"]]}\n", to: "a.jsonl")
    try ingest([path], into: folder)
    #expect(try findings(folder).isEmpty)
  }

  @Test func eachKindIsFound() throws {
    let folder = try TemporaryFolder()
    let train = """
      {"text":"Ada met Bob.","entities":[[0,2,"PER"]]}
      {"text":"Ada met Eve.","entities":[[0,4,"PER"]]}
      {"text":"Ada met Sue.","entities":[[0,7,"PER"],[4,11,"PER"]]}
      {"text":"same"}
      {"text":"same"}
      """
    let test = """
      {"text":"same"}
      {"text":"In Rome","entities":[[3,7,"LOC"]]}
      """
    try ingest([try folder.write(train, to: "train.jsonl")], into: folder)
    try ingest([try folder.write(test, to: "test.jsonl")], into: folder, split: .given(.test))
    let found = try findings(folder)
    #expect(
      found.map(\.kind) == [
        .offTokenBoundary, .whitespaceEdge, .overlap, .duplicate, .betweenSplits, .unseenLabel,
        .untestedLabel,
      ])
    #expect(found[0].document == 1)
    #expect(found[0].text.contains("PER 'Ad' at byte 0 does not fit the tokens 'Ada'"))
    #expect(found[4].text == "test: 1 documents have a text of train")
    #expect(found[5].text.contains("'LOC' (1 times)"))
    #expect(found[6].text == "train: entities 'PER' (4 times) is in no other split")
    #expect(found.count { $0.kind.isError } == 5)
  }

  @Test func oneTextWithTwoClassesIsAnError() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "text,label\nhello there,a\nbye,b\nhello there,b\nbye,b\nbye,\n", to: "a.csv")
    try ingest([path], into: folder)
    let found = try findings(folder).filter { $0.kind == .contradictingLabels }
    #expect(found.map(\.document) == [3] && found.allSatisfy(\.kind.isError))
    #expect(
      found[0].text.contains("class b, but its text is that of document 1 with a: 'hello there'"))
  }
}
