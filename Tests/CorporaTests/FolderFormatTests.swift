import Corpora
import Foundation
import TestSupport
import Testing
import Text
import TextInput

@Suite struct FolderFormatTests {
  private func records(_ path: String, _ change: (inout ReadingSettings) -> Void = { _ in }) throws
    -> [InputRecord]
  {
    var settings = ReadingSettings()
    change(&settings)
    let reader = try DocumentReaders.reader(ofFile: path, settings: settings)
    var records: [InputRecord] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }

  private func folder(_ files: [String: [UInt8]]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, bytes) in files {
      let url = folder.url.appendingPathComponent("in/" + name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url)
    }
    return folder
  }

  @Test func foldersAreClasses() throws {
    let folder = try folder([
      "sea/2.txt": Array("Waves.\n".utf8), "sea/1.txt": Array("Salt.".utf8),
      "land/deep/a": Array("Clay.".utf8), "stray.txt": Array("Nothing.".utf8),
      "sea/.hidden": Array("No.".utf8), "sea/torn": [0xFF, 0x41], "sea/empty": [],
    ])
    let found = try records(folder.path("in"))
    let documents = found.compactMap(\.document)
    #expect(documents.map(\.identifier) == ["land/deep/a", "sea/1.txt", "sea/2.txt"])
    #expect(documents.map(\.labels) == [["land"], ["sea"], ["sea"]])
    #expect(found.flatMap(\.rejections).map(\.reason).count == 2)
    #expect(
      try records(folder.path("in")) { $0.encoding = .latin1 }.compactMap(\.document).count == 4)
  }

  @Test func aFolderIsTakenOnceAndFollowsChanges() throws {
    let folder = try folder(["a/1": Array("One.".utf8), "b/2": Array("Two.".utf8)])
    #expect(try ingest([folder.path("in")], into: folder)[0].added == 2)
    #expect(try ingest([folder.path("in")], into: folder)[0].unchanged == 2)
    try Data("Three.".utf8).write(to: folder.url.appendingPathComponent("in/b/2"))
    let summary = try ingest([folder.path("in")], into: folder)[0]
    #expect(summary.replaced == 1 && summary.unchanged == 1 && summary.added == 0)
  }

  @Test func offsetsBelowZeroAreNone() throws {
    for text in ["Ada", "\u{FEFF}Ada"] {
      let folder = try folder([
        "a.txt": Array(text.utf8), "a.ann": Array("T1\tPER \(Int.min) 3\tAda\n".utf8),
      ])
      let found = try records(folder.path("in"))
      #expect(found.compactMap(\.document).isEmpty && found[0].rejections.count == 1)
    }
  }

  @Test func entitiesStandBesideTheirTexts() throws {
    let annotations =
      "T1\tPER 0 3\tAda\nR1\tknows Arg1:T1 Arg2:T2\nT2\tPER 8 11\tBéa\n#1\tnote T1\tx\n"
    let folder = try folder([
      "a.txt": Array("Ada met Béa.".utf8), "a.ann": Array(annotations.utf8),
      "b.txt": Array("No one.".utf8), "c.txt": Array("Off.".utf8),
      "c.ann": Array("T1\tPER 0 9\tOff\n".utf8), "d.txt": Array("Two parts".utf8),
      "d.ann": Array("T1\tPER 0 3;4 9\tTwo parts\n".utf8), "e.txt": Array("Words".utf8),
      "e.ann": Array("T1\tPER 0 5\tOther\n".utf8), "f.txt": Array("Bad".utf8),
      "f.ann": Array("T1 PER\n".utf8),
    ])
    let found = try records(folder.path("in"))
    let documents = found.compactMap(\.document)
    #expect(documents.map(\.identifier) == ["a.txt", "b.txt", "d.txt"])
    #expect(documents[0].spans.map { documents[0].slice($0.range) } == ["Ada", "Béa"])
    #expect(documents[2].entities == ["PER:Two parts"])
    let reasons = found.flatMap(\.rejections).map(\.reason)
    #expect(reasons.count == 3)
    for (reason, part) in zip(reasons, ["c.ann:1", "not 'Other'", "f.ann:1"]) {
      #expect(reason.contains(part))
    }
  }

  @Test func entitiesInPiecesDoNotLoseTheirDocument() throws {
    let folder = try folder([
      "a.txt": Array("He joined the New\nYork Post today, then left Paris.".utf8),
      "a.ann": Array("T1\tOrg 14 17;18 27\tNew York Post\nT2\tLoc 45 50\tParis\n".utf8),
      "b.txt": Array("North and South America.".utf8),
      "b.ann": Array("T1\tLoc 0 5;16 23\tNorth America\nT2\tLoc 10 23\tSouth America\n".utf8),
    ])
    let found = try records(folder.path("in"))
    #expect(
      found.compactMap(\.document?.entities) == [
        ["Org:New\nYork Post", "Loc:Paris"],
        ["Loc:North and South America", "Loc:South America"],
      ])
    #expect(found[0].repairs.isEmpty)
    #expect(found[1].repairs.map(\.reason).joined().contains("'North America' in 2 pieces"))
  }

  @Test func aByteOrderMarkIsNoText() throws {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let annotations = Array("T1\tPER 0 3\tAda\nT2\tPER 8 11\tBob\n".utf8)
    let folder = try folder([
      "a.txt": Array("Ada met Bob.".utf8), "a.ann": mark + annotations,
      "b.txt": mark + Array("Ada met Bob.".utf8), "b.ann": mark + annotations,
      // Some programs count the mark.
      "c.txt": mark + Array("Ada met Bob.".utf8),
      "c.ann": Array("T1\tPER 1 4\tAda\nT2\tPER 9 12\tBob\n".utf8),
    ])
    for record in try records(folder.path("in")) {
      #expect(record.document?.text == "Ada met Bob." && record.rejections.isEmpty)
      #expect(record.document?.entities == ["PER:Ada", "PER:Bob"])
    }
    let classes = try self.folder(["x/1": mark + Array("One.".utf8)])
    #expect(try records(classes.path("in")).compactMap(\.document?.text) == ["One."])
    let formats: [(String, String)] = [
      ("a.json", #"[{"text": "One."}]"#), ("a.jsonl", #"{"text": "One."}"#),
      ("a.csv", "text\nOne.\n"),
      ("a.tsv", "text\tlabel\nOne.\ta\n"), ("a.txt", "One.\n"), ("a.ft", "__label__a One.\n"),
      ("a.conll", "One. O\n"), ("a.conllu", "1\tOne.\t_\t_\t_\t_\t_\t_\t_\t_\n"),
    ]
    for (name, text) in formats {
      let path = try classes.write(mark + Array(text.utf8), to: name)
      #expect(try records(path).compactMap(\.document?.text) == ["One."], "\(name)")
    }
  }

  @Test func whatIsWrittenWithSemicolonsIsReadAgain() throws {
    let folder = try TemporaryFolder()
    let document = Document(
      identifier: "00000001.txt", text: "x y z", spans: [Span(range: 0..<1, label: "A;B")])
    try FolderWriter(path: folder.path("brat"), layout: .brat).write(document)
    #expect(
      try records(folder.path("brat")) { $0.format = .brat }.compactMap(\.document) == [document])
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let folder = try TemporaryFolder()
    let entities = [
      Document(
        identifier: "x/a.txt", text: "Ada met\nBéa.",
        spans: [Span(range: 0..<3, label: "PER"), Span(range: 8..<12, label: "PER")]),
      Document(identifier: "00000002.txt", text: "None."),
    ]
    let brat = try FolderWriter(path: folder.path("brat"), layout: .brat)
    for document in entities { try brat.write(document) }
    let read = try records(folder.path("brat")) { $0.format = .brat }.compactMap(\.document)
    #expect(Set(read) == Set(entities))
    let classes = [
      Document(identifier: "sea/1", text: "Salt.", labels: ["sea"]),
      Document(identifier: "land/00000002.txt", text: "Clay.\n", labels: ["land"]),
    ]
    let writer = try FolderWriter(path: folder.path("classes"), layout: .classes)
    for document in classes { try writer.write(document) }
    #expect(Set(try records(folder.path("classes")).compactMap(\.document)) == Set(classes))
    #expect(throws: UnwritableDocument.self) {
      try writer.write(Document(text: "x", labels: ["../etc"]))
    }
    #expect(throws: CorporaError.self) {
      try FolderWriter(path: folder.path("brat"), layout: .brat)
    }
  }

  @Test func foldersWithoutTextsAreTold() throws {
    let folder = try folder(["a.dat": [1]])
    #expect(throws: TextInputError.self) { try records(folder.path("in")) }
    #expect(throws: TextInputError.self) { try records(folder.path("in")) { $0.format = .csv } }
  }

  @Test func arraysOfJSON() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      #"{"train": [["hi there", "greet"], ["", "none"], 7], "test": [{"text": "bye", "label": "leave"}]}"#,
      to: "a.json")
    let train = try records(path) { $0.member = "train" }
    #expect(train.compactMap(\.document?.labels) == [["greet"]])
    #expect(train.flatMap(\.rejections).map(\.line) == [2, 3])
    var settings = ReadingSettings()
    settings.member = "train"
    #expect(try ingest([path], into: folder, settings: settings)[0].added == 1)
    settings.member = "test"
    #expect(try ingest([path], into: folder, settings: settings)[0].added == 1)
    #expect(try ingest([path], into: folder, settings: settings)[0].unchanged == 1)
    for bad in ["{", "{\"a\": 1}", "7", "", "[[\"a\"]]"] {
      let path = try folder.write(bad, to: "b.json")
      let error = #expect(throws: TextInputError.self) { try ingest([path], into: folder) }
      #expect(error?.description.contains("b.json") == true)
    }
  }
}
