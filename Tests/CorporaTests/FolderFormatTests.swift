import Corpora
import Foundation
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
    #expect(documents.map(\.identifier) == ["a.txt", "b.txt"])
    #expect(documents[0].spans.map { documents[0].slice($0.range) } == ["Ada", "Béa"])
    let reasons = found.flatMap(\.rejections).map(\.reason)
    #expect(reasons.count == 4)
    for (reason, part) in zip(reasons, ["c.ann:1", "pieces", "not 'Other'", "f.ann:1"]) {
      #expect(reason.contains(part))
    }
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
