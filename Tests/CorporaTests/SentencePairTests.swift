import Corpora
import TestSupport
import Testing
import Text
import TextInput

/// Texts with what they become, in the formats of parallel corpora.
@Suite struct SentencePairTests {
  private let pairs = [("One & two.", "Eins und zwei."), ("Cats, dogs", "Katzen\u{a0}Hunde")]

  private var documents: [Document] { pairs.map { Document(text: $0, target: $1) } }

  private func read(
    _ text: String, _ format: InputFormat, _ change: (inout ReadingSettings) -> Void = { _ in }
  ) throws -> [Document] {
    var settings = ReadingSettings()
    settings.format = format
    change(&settings)
    return try records(of: text, settings).compactMap(\.document)
  }

  private func rejections(
    _ text: String, _ format: InputFormat, _ change: (inout ReadingSettings) -> Void = { _ in }
  ) throws -> [InputRecord.Rejection] {
    var settings = ReadingSettings()
    settings.format = format
    change(&settings)
    return try records(of: text, settings).flatMap(\.rejections)
  }

  @Test func tablesAndObjectsHaveTargets() throws {
    let table = pairs.map { "\($0)\t\($1)\tCC-BY\n" }.joined()
    let numbered = try read(table, .tsv) {
      $0.columns = (try? ColumnChoice(parsing: "text=1,target=2")) ?? .init()
    }
    #expect(numbered == documents)
    let named = try read("en\tde\n" + pairs.map { "\($0)\t\($1)\n" }.joined(), .tsv) {
      try? $0.choose(columns: "text=en,target=de")
    }
    #expect(named == documents)
    let objects = pairs.map { "{\"text\":\"\($0)\",\"target\":\"\($1)\"}\n" }.joined()
    #expect(try read(objects, .jsonl) == documents)
    #expect(
      try read("[\(objects.split(separator: "\n").joined(separator: ","))]", .json) == documents)
  }

  @Test func classesThatAreCalledTargetStayClasses() throws {
    let label = try read(#"{"text":"a","target":"pos"}"# + "\n", .jsonl) {
      $0.fields.label = "target"
    }
    #expect(label == [Document(text: "a", labels: ["pos"])])
    #expect(try read(#"{"text":"a","target":1}"# + "\n", .jsonl) == [Document(text: "a")])
    let table = try read("text,target\na,1\n", .csv) { $0.fields.label = "target" }
    #expect(table == [Document(text: "a", labels: ["1"])])
  }

  @Test func aTargetThatIsMissingIsRejectedWhereItIsAskedFor() throws {
    let found = try rejections("{\"text\":\"a\",\"de\":\"\"}\n{\"text\":\"b\",\"de\":3}\n", .jsonl)
    {
      $0.fields.target = "de"
    }
    #expect(found.map(\.reason) == ["the target is empty", "'de' is a number, not a string"])
    let table = try rejections("text,de\na,\n", .csv) { $0.fields.target = "de" }
    #expect(table.map(\.reason) == ["the target is empty"])
  }

  private static let memory = """
    <?xml version="1.0"?>
    <!DOCTYPE tmx SYSTEM "tmx14.dtd" [ <!ENTITY bomb "aaaaaaaa"> ]>
    <tmx version="1.4"><header srclang="en-GB"/><body>
    <tu tuid="u1"><tuv xml:lang="de-DE"><seg>Eins &#x75;nd zwei.</seg></tuv>
      <tuv xml:lang="en-GB"><seg>One <bpt i="1">{\\b </bpt>&amp;<ept i="1">}</ept> <hi>two</hi>.</seg>
      </tuv></tu>
    <tu><tuv xml:lang="en-GB"><seg><![CDATA[a < b]]></seg></tuv>
      <tuv xml:lang="de-DE"><seg>&bomb;<!-- no --></seg></tuv>
      <tuv xml:lang="fr"><seg>x</seg></tuv></tu>
    <tu><tuv xml:lang="en-GB"><seg>alone</seg></tuv></tu>
    <tu><tuv xml:lang="en-GB"><seg> </seg></tuv><tuv xml:lang="de-DE"><seg/></tuv></tu>
    </body></tmx>
    """

  @Test func memoriesAreInTheEncodingThatTheyDeclare() throws {
    func read(_ encoding: String) throws -> [Document] {
      let text = """
        <?xml version="1.0" encoding="\(encoding)"?>
        <tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>caf\u{E9}</seg></tuv>
        <tuv xml:lang="fr"><seg>un caf\u{E9}</seg></tuv></tu></body></tmx>
        """
      var settings = ReadingSettings()
      settings.format = .tmx
      let bytes = text.unicodeScalars.map { UInt8($0.value) }
      return try records(of: bytes, settings).compactMap(\.document)
    }
    for encoding in ["ISO-8859-1", "windows-1252"] {
      #expect(try read(encoding) == [Document(text: "caf\u{E9}", target: "un caf\u{E9}")])
    }
    #expect(throws: TextInputError.self) { try read("UTF-8") }
    #expect(throws: TextInputError.self) { try read("klingon") }
  }

  @Test func memoriesGiveTheSegmentsOfTwoLanguages() throws {
    #expect(
      try read(Self.memory, .tmx) == [
        Document(identifier: "u1", text: "One & two.", target: "Eins und zwei."),
        Document(text: "a < b", target: "&bomb;"),
      ])
    let rejected = try rejections(Self.memory, .tmx)
    #expect(rejected.map(\.line) == [10, 11])
    #expect(rejected[0].reason == "no segment in de-DE, but en-GB")
    let french = try read(Self.memory, .tmx) {
      $0.languages = LanguagePair(source: "fr", target: "de")
    }
    #expect(french == [Document(text: "x", target: "&bomb;")])
    #expect(throws: TextInputError.self) { try read("<html></html>", .tmx) }
    #expect(
      FormatRecognition.format(of: SampleLines(Array(Self.memory.utf8), isWhole: true), name: "a")
        == .tmx)
  }

  private func alignedFiles(
    _ folder: TemporaryFolder, _ text: String, _ target: String
  ) throws -> (path: String, settings: ReadingSettings) {
    var settings = ReadingSettings()
    settings.targetFile = try folder.write(target, to: "de.txt")
    return (try folder.write(text, to: "en.txt"), settings)
  }

  @Test func linesOfTwoFilesPairUp() throws {
    let folder = try TemporaryFolder()
    let (path, settings) = try alignedFiles(
      folder, pairs.map { $0.0 + "\n" }.joined() + "\nlost\n",
      pairs.map { $0.1 + "\r\n" }.joined() + "\n \n")
    let summary = try ingest([path], into: folder, settings: settings)
    #expect(summary[0].added == 2 && summary[0].rejected == 1)
    #expect(try openCorpus(folder).targetCounts() == [.train: 2])
    let stored = try openCorpus(folder).documents(in: .train)
    #expect(stored.map(\.text) == pairs.map(\.0) && stored.map(\.target) == pairs.map(\.1))
    // Nothing new; then another target.
    #expect(try ingest([path], into: folder, settings: settings)[0].added == 0)
    try folder.write("Eins und ZWEI.\nKatzen\n\n\n", to: "de.txt")
    try ingest([path], into: folder, settings: settings)
    // What is new comes behind, as with lines of a text that change.
    let targets = try openCorpus(folder).documents(in: .train).map(\.target)
    #expect(targets == pairs.map(\.1) + ["Eins und ZWEI.", "Katzen"])
  }

  @Test func filesOfOtherLengthsAreRefused() throws {
    let folder = try TemporaryFolder()
    let (path, settings) = try alignedFiles(folder, "a\nb\n", "x\n")
    let error = #expect(throws: TextInputError.self) {
      try ingest([path], into: folder, settings: settings, isStrict: true)
    }
    #expect(error?.description.contains("2 lines, but") == true)
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let folder = try TemporaryFolder()
    let table = "en\tde\n" + pairs.map { "\($0)\t\($1)\n" }.joined()
    var settings = ReadingSettings()
    try settings.choose(columns: "text=en,target=de")
    try ingest([try folder.write(table, to: "a.tsv")], into: folder, settings: settings)
    let corpus = try openCorpus(folder)
    for (name, writer) in [
      ("b.jsonl", JSONLinesWriter() as any DocumentWriter),
      ("b.csv", SeparatedWriter(format: .csv, hasTargets: true)),
    ] {
      var text = (writer as? SeparatedWriter)?.header ?? ""
      try corpus.forEachDocument(in: .train) { text += try writer.text(of: $0) }
      try ingest([try folder.write(text, to: name)], into: folder, store: name + ".sqlite")
      let copy = try openCorpus(folder, store: name + ".sqlite")
      #expect(try copy.documents(in: .train) == corpus.documents(in: .train))
      #expect(try copy.fingerprint(of: .train) == corpus.fingerprint(of: .train))
    }
    var omitted = DocumentParts()
    try corpus.forEachDocument(in: .train) { omitted.formUnion(TextWriter().omitted(from: $0)) }
    #expect(omitted.contains(.target) && omitted.names.contains("targets"))
  }

  @Test func subwordsAreKept() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<50).map { _ in #"{"text":"the other","target":"die andere"}"# + "\n" }.joined()
    try ingest([try folder.write(lines, to: "a.jsonl")], into: folder)
    #expect(try openCorpus(folder).subwords() == nil)
    let corpus = try CorpusStore(path: folder.path("store.sqlite"), mode: .readWriteCreate)
      .corpus(named: "c")
    let table = try corpus.learnSubwords(size: 600)
    #expect(table.words.contains(" andere") && table.words.contains(" the"))
    try corpus.store(table)
    try corpus.store(table)
    #expect(try openCorpus(folder).subwords() == table)
  }

  @Test func oddPairsAreFound() throws {
    let folder = try TemporaryFolder()
    let lines = """
      {"text":"this is the same text","target":"this is the same text"}
      {"text":"Rome","target":"Rome"}
      {"text":"short one","target":"\(String(repeating: "sehr lang ", count: 20))"}
      """
    try ingest([try folder.write(lines, to: "a.jsonl")], into: folder)
    var found: [CorpusFinding] = []
    try openCorpus(folder).verify(languages: { $0.text == "Rome" ? "not German" : nil }) {
      found.append($0)
    }
    #expect(found.map(\.kind) == [.copiedTarget, .wrongLanguage, .unevenPair])
    #expect(!found.contains { $0.kind.isError })
  }
}
