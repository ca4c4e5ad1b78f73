import Corpora
import Foundation
import Sound
import TestSupport
import Testing
import Text
import TextInput

/// Recordings in a store, by reference.
@Suite struct RecordingTests {
  private static let settings: ReadingSettings = {
    var settings = ReadingSettings()
    settings.format = .wav
    return settings
  }()

  /// A folder `tones` with a folder for each text, of ten recordings by ten speakers.
  private func tones(_ texts: [String] = ["a", "b"]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try SyntheticSound.write(texts, count: 10, to: folder.path("tones"))
    return folder
  }

  private func all(_ corpus: some Corpus) throws -> [Document] {
    try Split.allCases.flatMap { try corpus.documents(in: $0) }
  }

  private func findings(_ corpus: StoredCorpus) throws -> [CorpusFinding] {
    var findings: [CorpusFinding] = []
    try corpus.verify { findings.append($0) }
    return findings
  }

  @Test func folderOfLabels() throws {
    let folder = try tones()
    try folder.write("no sound", to: "tones/a/notes.txt")
    try folder.write("RIFF and no more", to: "tones/a/torn.wav")
    let summary = try ingest([folder.path("tones")], into: folder, settings: Self.settings)[0]
    #expect(summary.added == 20 && summary.rejected == 1)
    #expect(summary.rejections[0].reason.contains("torn.wav: not a WAV or AIFF file"))
    let corpus = try openCorpus(folder)
    let first = try corpus.documents(in: .train)[0]
    #expect(first.identifier == "a/s0_0.wav" && first.text == "a" && first.labels == ["a"])
    let recording = try #require(first.recording)
    #expect(recording.path.hasSuffix("/tones/a/s0_0.wav") && recording.path.hasPrefix("/"))
    #expect(recording.speaker == "s0" && recording.sampleRate == 8000)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: recording.path)).count
    #expect(recording.frameCount == (bytes - 44) / 2)
    let sum = try SHA256.sum(of: FileStream(path: recording.path))
    #expect(recording.digest == sum)
    let seconds = try all(corpus).reduce(0) { $0 + ($1.recording?.seconds ?? 0) }
    #expect(try abs((corpus.soundSeconds()[.train] ?? 0) - seconds) < 1e-9)
  }

  @Test func listsOfEveryForm() throws {
    let folder = try tones()
    let lists = [
      "plain.tsv": "tones/a/s1_1.wav\tah\tAda\n",
      "named.tsv": "speaker\tpath\ttext\tlabel\nAda\ttones/a/s1_1.wav\tah\tx\n",
      "list.csv": "path,text,speaker,label\ntones/a/s1_1.wav,ah,Ada,x\n",
      "list.jsonl":
        #"{"path":"tones/a/s1_1.wav","text":"ah","speaker":"Ada","label":"x"}"# + "\n",
    ]
    for (name, text) in lists {
      let path = try folder.write(text, to: name)
      try ingest([path], into: folder, store: name + ".sqlite", settings: Self.settings)
      let document = try openCorpus(folder, store: name + ".sqlite").documents(in: .train)[0]
      #expect(document.text == "ah" && document.recording?.speaker == "Ada", "\(name)")
      #expect(document.labels == (name == "plain.tsv" ? [] : ["x"]), "\(name)")
      #expect(document.identifier == "tones/a/s1_1.wav", "\(name)")
    }
  }

  @Test func whatIsNoRecordingIsSetAside() throws {
    let folder = try tones()
    let path = try folder.write(
      "tones/a/s1_1.wav\tah\ntones/a/missing.wav\tah\ntones/a/s2_2.wav\n\tah\n/dev/zero\tah\n",
      to: "list.tsv")
    let summary = try ingest([path], into: folder, settings: Self.settings)[0]
    #expect(summary.added == 1)
    #expect(summary.rejections.map(\.line) == [2, 3, 4, 5])
    #expect(summary.rejections[0].reason.contains("missing.wav: no such file"))
    #expect(summary.rejections[3].reason.contains("/dev/zero: can't read the sound"))
  }

  /// What is there already is not added again; what was changed takes its place.
  @Test(arguments: [false, true])
  func readAgain(asList: Bool) throws {
    let folder = try tones()
    var path = folder.path("tones")
    if asList {
      path = try folder.write(
        "tones/a/s1_1.wav\tah\ntones/b/s2_2.wav\tbe\n", to: "list.tsv")
    }
    let count = asList ? 2 : 20
    try ingest([path], into: folder, settings: Self.settings)
    var summary = try ingest([path], into: folder, settings: Self.settings)[0]
    #expect(summary.added == 0 && summary.replaced == 0 && summary.unchanged == count)
    let file = URL(fileURLWithPath: folder.path("tones/a/s1_1.wav"))
    var bytes = try Data(contentsOf: file)
    bytes[100] ^= 1
    try bytes.write(to: file)
    #expect(try findings(openCorpus(folder)).map(\.kind).contains(.changedFile))
    summary = try ingest([path], into: folder, settings: Self.settings)[0]
    #expect(summary.added == 0 && summary.replaced == 1 && summary.unchanged == count - 1)
    #expect(try !findings(openCorpus(folder)).map(\.kind).contains(.changedFile))
  }

  @Test func speakersStayTogether() throws {
    let folder = try TemporaryFolder()
    try SyntheticSound.write(["a", "b", "c"], count: 40, to: folder.path("tones"))
    func splits() throws -> [String: Set<Split>] {
      let corpus = try openCorpus(folder)
      var splits: [String: Set<Split>] = [:]
      for split in Split.allCases {
        for document in try corpus.documents(in: split) {
          splits[document.recording?.speaker ?? "", default: []].insert(split)
        }
      }
      return splits
    }
    try ingest(
      [folder.path("tones")], into: folder, settings: Self.settings, split: .automatic(seed: 1))
    #expect(try splits().count == 20 && splits().values.allSatisfy { $0.count == 1 })
    #expect(try Set(splits().values.flatMap(\.self)).count == 3)
    let corpus = try CorpusStore(
      path: folder.path("store.sqlite"), mode: .readWriteCreate
    ).corpus(named: "c")
    _ = try corpus.divide(.hashed(SplitProportions(validation: 0.4, test: 0.3, seed: 2)))
    #expect(try splits().values.allSatisfy { $0.count == 1 })
    #expect(try !findings(corpus).map(\.kind).contains(.sharedSpeaker))
  }

  /// Many recordings have one text; one sound in two splits, and one speaker, are found.
  @Test func verifies() throws {
    let folder = try tones()
    try ingest([folder.path("tones")], into: folder, settings: Self.settings)
    try FileManager.default.copyItem(
      atPath: folder.path("tones/a/s3_3.wav"), toPath: folder.path("s3_x.wav"))
    let list = try folder.write("s3_x.wav\ta\n", to: "test.tsv")
    try ingest([list], into: folder, settings: Self.settings, split: .given(.test))
    try FileManager.default.removeItem(atPath: folder.path("tones/a/s5_5.wav"))
    let found = try findings(openCorpus(folder))
    #expect(found.contains { $0.kind == .missingFile && $0.text.contains("s5_5.wav") })
    #expect(found.contains { $0.kind == .sharedSpeaker && $0.text.contains("'s3'") })
    #expect(found.contains { $0.text == "test: 1 documents have a sound of train" })
    #expect(!found.contains { $0.kind == .duplicate || $0.kind == .nearDuplicate })
  }

  @Test func jsonLinesHoldThem() throws {
    let folder = try tones()
    try ingest([folder.path("tones")], into: folder, settings: Self.settings)
    let documents = try all(openCorpus(folder))
    let lines = documents.map { JSONLinesWriter().text(of: $0) }.joined()
    try ingest(
      [folder.write(lines, to: "export.jsonl")], into: folder, store: "copy.sqlite")
    #expect(try all(openCorpus(folder, store: "copy.sqlite")) == documents)
    #expect(TextWriter(unit: .line).omitted(from: documents[0]).contains(.recording))
  }

  @Test func melodiesBecomeTexts() throws {
    let folder = try TemporaryFolder()
    let abc = "X:1\nM:4/4\nL:1/8\nQ:1/4=120\nK:C\nC2 D2 E2 F2 | "
    let tune = try #require(ABCTune(abc))
    let path = try folder.write(MIDIFile.bytes(tune), to: "tune.mid")
    let torn = try folder.write(Array(MIDIFile.bytes(tune).dropLast(5)), to: "torn.mid")
    var settings = ReadingSettings()
    settings.format = .midi
    try ingest([path], into: folder, settings: settings)
    let document = try openCorpus(folder).documents(in: .train)[0]
    #expect(document.text == abc && document.identifier == "tune.mid")
    #expect(throws: TextInputError.self) {
      try ingest([torn], into: folder, settings: settings)
    }
  }
}
