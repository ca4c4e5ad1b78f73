import Corpora
import TestSupport
import Testing
import Text
import TextInput

@Suite struct TableFormatTests {
  private func read(
    _ text: String, _ format: InputFormat = .csv,
    _ change: (inout ReadingSettings) -> Void = { _ in }
  ) throws -> [Document] {
    var settings = ReadingSettings()
    settings.format = format
    change(&settings)
    return try records(of: text, settings).compactMap(\.document)
  }

  @Test(arguments: [
    "text, label\nhello there, pos\nbye now, neg\n",
    " \"text\" , \"label\" \n \"hello there\" , pos \nbye now,  neg\n",
    "\u{FEFF}text ,label \nhello there,pos\nbye now,neg\n",
    "Text,LABEL\nhello there,pos\nbye now,neg\n",
  ])
  func spacesAroundNamesLoseNoLabels(text: String) throws {
    let documents = try read(text)
    #expect(documents.map(\.text) == ["hello there", "bye now"])
    #expect(documents.map(\.labels) == [["pos"], ["neg"]])
  }

  @Test func spacesAroundFieldsAreKeptWhereNamesHaveNone() throws {
    #expect(try read("text,label\n a , x\n")[0] == Document(text: " a ", labels: [" x"]))
  }

  @Test(arguments: [
    "text;label\nhallo, welt;a\n", "text|label\nhallo, welt|a\n", "text\tlabel\nhallo, welt\ta\n",
    "sep=;\ntext;label\nhallo, welt;a\n", "sep=,\r\ntext,label\r\n\"hallo, welt\",a\r\n",
    "text;label\rhallo, welt;a\r", "text;label\r\n\"hallo, welt\";\"a\"\r\n",
  ])
  func separatorsAndLineEndsAreRecognized(text: String) throws {
    #expect(try read(text) == [Document(text: "hallo, welt", labels: ["a"])])
  }

  @Test func twoColumnsOfTextsAreNotTakenForOne() throws {
    for names in ["text,text", "Text,TEXT,label", "text,id,id"] {
      #expect(throws: TextInputError.self) { try read("\(names)\na,b,c\n") }
    }
    #expect(try read("text,label,label\na,x,y\n")[0].labels == ["x", "y"])
  }

  @Test func separatorsCanBeTold() throws {
    let documents = try read("text:label\nhallo:a\n") { $0.separator = UInt8(ascii: ":") }
    #expect(documents == [Document(text: "hallo", labels: ["a"])])
    #expect(try ReadingSettings.separator(named: "tab") == 0x09)
    for name in ["", "ab", "a", "\"", "é"] {
      #expect(throws: TextInputError.self) { try ReadingSettings.separator(named: name) }
    }
    let numbered = try read("a;hallo\n") { settings in
      settings.columns = (try? ColumnChoice(parsing: "text=2,label=1")) ?? .init()
    }
    #expect(numbered == [Document(text: "hallo", labels: ["a"])])
  }

  @Test func lineEndsOfOldSpreadsheetsEndLines() throws {
    #expect(try read("text,label\rhello,a\rworld,b\r").map(\.labels) == [["a"], ["b"]])
    #expect(try read("one\rtwo\r", .text).map(\.text) == ["one", "two"])
  }

  @Test func anotherEncodingIsTold() throws {
    let line = "text,label\ncafé à la crème très agréable,a\n"
    let bytes = line.unicodeScalars.map { UInt8($0.value) }
    let reasons = try records(of: bytes, name: "a.csv").flatMap(\.rejections).map(\.reason)
    #expect(
      reasons.count == 1 && reasons[0].hasPrefix("not well-formed UTF-8; --encoding ISO-8859-"))
    var settings = ReadingSettings()
    settings.encoding = TextEncoding(rawValue: "ISO-8859-1")
    #expect(
      try records(of: bytes, settings, name: "a.csv")[0].document?.text
        == "café à la crème très agréable")
  }

  @Test func tablesWithATokenALine() throws {
    let text = """
      Sentence #,Word,POS,Tag
      Sentence: 1,Ada,NNP,B-per
      ,said,VBD,O
      ,\"\"\"\",``,O
      Sentence: 2,Rome,NNP,B-geo
      Sentence: 3,bad,NN,per
      Sentence: 4,end,NN,O

      """
    let found = try records(of: text, name: "ner.csv")
    #expect(found.compactMap(\.document?.text) == ["Ada said \"", "Rome", "end"])
    #expect(found.compactMap(\.document?.entities) == [["per:Ada"], ["geo:Rome"], []])
    #expect(found.compactMap(\.document?.identifier)[1] == "Sentence: 2")
    #expect(found.flatMap(\.rejections).map(\.line) == [6])
    let named = try read("sentence_id;token;tag\n1;Ada;B\n1;L;I\n2;x;O\n")
    #expect(named.map(\.entities) == [["_:Ada L"], []])
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "ner.csv")
    #expect(try ingest([path], into: folder, transactionSize: 1)[0].added == 3)
    #expect(try ingest([path], into: folder)[0].unchanged == 3)
    try folder.write(text + "Sentence: 5,more,NN,O\n", to: "ner.csv")
    let more = try ingest([path], into: folder)[0]
    #expect(more.added == 1 && more.unchanged == 3)
  }
}
