import TestSupport
import Testing
import Text
import TextInput

@Suite struct ColumnReaderTests {
  @Test func sentencesAreDocumentsWithoutMarks() throws {
    let text = "Ada\tB-PER\nmet\tO\nBob\tB-PER\n\t\nIn\tO\nParis\tB-LOC\n"
    let documents = try records(of: text).compactMap(\.document)
    #expect(documents.map(\.text) == ["Ada met Bob", "In Paris"])
    #expect(documents.map(\.entities) == [["PER:Ada", "PER:Bob"], ["LOC:Paris"]])
    #expect(documents[1].words == ["In", "Paris"])
    #expect(documents.allSatisfy { $0.hasGoldTokens && $0.sentences.count == 1 })
    #expect(try records(of: text).map(\.line) == [1, 5])
  }

  @Test func columnsOfAnUnknownSchemeAreNotTakenForPlainText() {
    #expect(throws: TextInputError.self) { try records(of: "Ada X-PER\nmet O\nyou O\n") }
  }

  @Test func documentsAreMarkedByDocstart() throws {
    let text = """
      -DOCSTART- -X- O O

      Ada NNP B-NP I-PER
      Lovelace NNP I-NP I-PER

      wrote VBD B-VP O

      -DOCSTART- -X- O O

      Bob NNP B-NP I-PER
      Ada NNP B-NP B-PER
      """
    let documents = try records(of: text).compactMap(\.document)
    #expect(documents.map(\.text) == ["Ada Lovelace\nwrote", "Bob Ada"])
    #expect(documents[0].sentences.map(\.tokens) == [0..<2, 2..<3])
    #expect(
      documents[0].sentences.map { documents[0].slice($0.range) } == ["Ada Lovelace", "wrote"])
    #expect(documents.map(\.entities) == [["PER:Ada Lovelace"], ["PER:Bob", "PER:Ada"]])
  }

  @Test(arguments: [
    ("B-X I-X O B-X", "BIO"), ("I-X I-X B-X O", "IOB1"), ("B-X E-X O S-X", "BIOES"),
    ("B-X L-X O U-X", "BILOU"), ("I-X I-X O I-X", "IOB1"), ("O O O O", "BIO"),
    ("B-X M-X E-X O S-X", "BIOES"), ("B-X E-X O W-X", "BIOES"), ("B I O B", "BIO"),
    ("I I O I", "IOB1"), ("B M E O S", "BIOES"),
  ])
  func schemesAreRecognised(tags: String, scheme: String) throws {
    let text = tags.split(separator: " ").map { "w \($0)\n" }.joined()
    let settings = { () -> ReadingSettings in
      var settings = ReadingSettings()
      settings.format = .conll
      return settings
    }()
    let reader = try DocumentReaders.reader(
      of: MemoryStream(Array(text.utf8)), settings: settings)
    #expect(reader.layout.hasSuffix(scheme))
  }

  @Test func tagsWithoutLabelsAreEntities() throws {
    let text = "x\tO\ny\tB\nz\tI\n\nw\tB\n"
    var settings = ReadingSettings()
    for scheme in [nil, TagScheme.bio] {
      settings.scheme = scheme
      for name in ["in.tsv", "in.conll"] {
        let read = try records(of: text, settings, name: name)
        #expect(read.compactMap(\.document?.entities) == [["_:y z"], ["_:w"]])
      }
    }
    // Classes of one letter are no tags.
    let classes = try records(of: "text\tlabel\ngood film\tB\nbad film\tS\n", name: "a.tsv")
    #expect(classes.compactMap(\.document?.labels) == [["B"], ["S"]])
    let mixed = try records(of: "a\tB-X\nb\tO\n\nc\tB\n", name: "a.conll")
    #expect(mixed.flatMap(\.rejections).map(\.line) == [4])
  }

  @Test func middlesOfBMESAreInside() throws {
    let text = "a B-X\nb M-X\nc E-X\nd S-Y\ne O\n"
    let document = try #require(try records(of: text, name: "a.conll")[0].document)
    #expect(document.entities == ["X:a b c", "Y:d"])
  }

  @Test func aSchemeCanBeForced() throws {
    var settings = ReadingSettings()
    settings.format = .conll
    settings.scheme = .io
    let text = "Ada person-writer\nLovelace person-writer\nis O\nBob I-person-writer\n"
    #expect(
      try records(of: text, settings)[0].document?.entities == [
        "person-writer:Ada Lovelace", "person-writer:Bob",
      ])
    settings.scheme = .bio
    let mixed = try records(of: "Ada S-PER\n\nBob B-PER\n", settings)
    #expect(mixed[0].rejections == [.init(line: 1, reason: "'S-PER' is no tag of BIO")])
    #expect(mixed[1].document?.entities == ["PER:Bob"])
  }

  @Test func columnsCanBeChosen() throws {
    var settings = ReadingSettings()
    settings.format = .conll
    settings.columns = try ColumnChoice(parsing: "token=2,tag=1")
    #expect(try records(of: "B-PER Ada x\nO is\n", settings)[0].document?.entities == ["PER:Ada"])
    for text in ["token", "token=0", "tag=x", "word=1", "token=1,tag=1", "", "token=1,"] {
      #expect(throws: TextInputError.self) { try ColumnChoice(parsing: text) }
    }
  }

  @Test func numberedColumnsAndCommentsAreRecognised() throws {
    let text = """
      # newdoc id = d1
      # sent_id = s1
      # text = \u{4F60}\u{597D}, Ada!
      1\t\u{4F60}\u{597D}\tO\t-\t-
      2\t,\tO\t-\t-
      3\tAda\tB-PER\t-\tann
      4\t!\tO\t-\t-

      # sent_id = s2
      # text = another text
      1\tIn\tO\t-\t-
      1-2\tdella\tO\t-\t-
      2\tRoma\tB-LOC\t-\tann

      # newdoc id = d2
      1\t#\tO\t-\t-
      2\t# x\tO\t-\t-
      """
    let documents = try records(of: text).compactMap(\.document)
    #expect(documents.map(\.identifier) == ["d1", "d2"])
    #expect(documents.map(\.text) == ["\u{4F60}\u{597D}, Ada!\nIn Roma", "# # x"])
    #expect(documents[0].entities == ["PER:Ada", "LOC:Roma"])
    #expect(documents[1].words == ["#", "# x"])
  }

  @Test func languagePrefixesAreCut() throws {
    let text = "en:Sioux\tB-ORG\nen::\tO\nen:en:x\tO\n\nen:a\tO\n"
    #expect(try records(of: text).compactMap(\.document?.text) == ["Sioux : en:x", "a"])
    var settings = ReadingSettings()
    settings.tokenPrefix = ""
    #expect(try records(of: text, settings)[1].document?.text == "en:a")
    settings.tokenPrefix = "en:e"
    #expect(try records(of: text, settings)[0].document?.text == "en:Sioux en:: n:x")
  }

  @Test func marksOfOrderAndLineEndsDoNotMatter() throws {
    let text = "\u{FEFF}Ada\tB-PER\r\nmet\tO\r\n\r\nBob\tB-PER\r\n"
    #expect(
      try records(of: text).compactMap(\.document?.entities) == [["PER:Ada"], ["PER:Bob"]])
  }

  @Test func tornLinesRejectTheirSentenceOnly() throws {
    let text = "-DOCSTART-\tO\n\na\tO\n\nb\nc\tO\n\nd\tB-X\n\n-DOCSTART-\tO\n\n\tO\n\ne\tO\n"
    let records = try records(of: text)
    #expect(records.compactMap(\.document?.text) == ["a\nd", "e"])
    #expect(
      records.flatMap(\.rejections) == [
        .init(line: 5, reason: "1 column instead of 2"), .init(line: 12, reason: "an empty token"),
      ])
  }

  @Test func illFormedBytesRejectTheirSentenceOnly() throws {
    var bytes = Array("a\tO\n\nb\tO\nc\tO\n\nd\tO\n".utf8)
    bytes[7] = 0xFF
    let read = try records(of: bytes)
    #expect(read.compactMap(\.document?.text) == ["a", "b"] || read.count == 3)
    let reasons = read.flatMap(\.rejections).map(\.reason)
    #expect(reasons.count == 1 && reasons[0].hasPrefix("not well-formed UTF-8"))
  }

  @Test(arguments: ["w X-PER\nw O\n", "w PER\nw O\n", "w b-per\n", "w B\n", "w B-\n"])
  func unknownSchemesAreErrors(text: String) throws {
    var settings = ReadingSettings()
    settings.format = .conll
    #expect {
      try records(of: text, settings)
    } throws: { error in
      guard case .unrecognizedFormat(let place, _)? = error as? TextInputError else { return false }
      return place.line == 1 && !"\(error)".contains("\n")
    }
  }

  @Test func mixedSchemesAreErrors() throws {
    #expect(throws: TextInputError.self) {
      try records(of: "a\tB-X\nb\tE-X\nc\tB-X\nd\tL-X\n", name: "mixed.conll")
    }
  }
}
