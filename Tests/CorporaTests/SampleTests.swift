import Corpora
import Foundation
import TestSupport
import Testing
import Text
import TextInput

/// The samples in `corpora/samples` are read as their README says.
@Suite struct SampleTests {
  private func documents(
    of name: String, _ change: (inout ReadingSettings) throws -> Void = { _ in }
  ) throws -> [Document] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = try TemporaryFolder()
    var settings = ReadingSettings()
    try change(&settings)
    let path = root.appendingPathComponent("corpora/samples/" + name).path
    let summary = try ingest([path], into: folder, settings: settings, isStrict: true)[0]
    #expect(summary.rejected == 0)
    return try contents(folder).map(\.document)
  }

  @Test func entities() throws {
    let people = try documents(of: "people.conll")
    #expect(
      people.map(\.entities) == [
        ["PER:Mira Tanaka", "LOC:Lisbon"], ["PER:Jonas", "ORG:Northlight Energy"], [],
      ])
    let harbour = try documents(of: "harbour.iob1.conll")
    #expect(harbour.map(\.sentences.count) == [2, 1])
    #expect(
      harbour[0].entities == [
        "ORG:Harbour Trust", "LOC:Ostend", "PER:Ida Brandt", "PER:Peter", "PER:Holm", "PER:Marie",
      ])
    #expect(
      try documents(of: "orders.bioes.conll").map(\.entities) == [
        ["PRODUCT:Vale Cider", "PER:Anna"], ["ORG:River Street Market"],
      ])
    #expect(
      try documents(of: "people.jsonl").map(\.entities) == [
        ["PER:Mira Tanaka", "LOC:Lisbon"],
        ["ORG:Caf\u{E9} Solange", "PER:\u{C9}lodie Marchand", "LOC:Ghent"], [],
      ])
  }

  @Test func classes() throws {
    #expect(
      try documents(of: "topics.jsonl").map(\.labels) == [
        ["sports"], ["business"], ["sports", "business"],
      ])
    let table = try documents(of: "topics.csv")
    #expect(table.map(\.labels) == [["sports"], ["business"], ["business"]])
    #expect(table[0].text == "The keeper said: \"We will be back.\"")
    let reviews = try documents(of: "reviews.tsv") { settings in
      settings.format = .tsv
      settings.columns = try ColumnChoice(parsing: "label=1,text=2")
    }
    #expect(reviews.map(\.labels) == [["positive"], ["negative"], ["negative"]])
    #expect(
      try documents(of: "intents.txt").map(\.labels) == [
        ["lights", "kitchen"], ["music"], ["weather"],
      ])
  }

  @Test func text() throws {
    let notes = try documents(of: "notes.txt")
    #expect(notes.map(\.sentences.count) == [2, 1])
    #expect(notes.allSatisfy { !$0.hasGoldTokens })
  }
}
