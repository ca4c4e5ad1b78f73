import Corpora
import Foundation
import TestSupport
import Testing
import Text
import TextInput

@Suite struct ClassificationFormatTests {
  private func settings(
    _ format: InputFormat, columns: String? = nil
  ) throws -> ReadingSettings {
    var settings = ReadingSettings()
    settings.format = format
    if let columns { settings.columns = try ColumnChoice(parsing: columns) }
    return settings
  }

  @Test func commaSeparatedValuesKeepQuotesAndLineEnds() throws {
    let text =
      "id,text,label,more\r\n1,\"a, \"\"b\"\"\r\nc\",x,\r\n\r\n"
      + "2,plain \"quote\",y,z\r\n,\"\",x,\r\n3,short\r\n"
    let read = try records(of: text, settings(.csv))
    #expect(read.map(\.line) == [2, 5, 6, 7])
    #expect(read.compactMap(\.document?.text) == ["a, \"b\"\r\nc", "plain \"quote\""])
    #expect(read.compactMap(\.document?.labels) == [["x"], ["y"]])
    #expect(read.compactMap(\.document?.identifier) == ["1", "2"])
    #expect(
      read.flatMap(\.rejections).map(\.reason) == [
        "the text is empty", "2 columns instead of 4",
      ])
  }

  @Test func quotesThatAreNotClosedAreRejected() throws {
    let read = try records(of: "text,label\na,x\n\"b,y\nc,z\n", settings(.csv))
    #expect(read.compactMap(\.document?.text) == ["a"])
    #expect(read.flatMap(\.rejections) == [.init(line: 3, reason: "a quote that is not closed")])
    let behind = try records(of: "text,label\n\"a\"b,x\nc,y\n", settings(.csv))
    #expect(behind.map { $0.document?.text } == [nil, "c"])
  }

  @Test func tabSeparatedValuesTakeQuotesAsTheyAre() throws {
    let read = try records(
      of: "ham\t\"so\nspam\tWIN\" now\n", settings(.tsv, columns: "text=2,label=1"))
    #expect(read.compactMap(\.document?.text) == ["\"so", "WIN\" now"])
    #expect(read.compactMap(\.document?.labels) == [["ham"], ["spam"]])
  }

  @Test func columnsWithoutNamesHaveToBeNumbered() throws {
    #expect(throws: TextInputError.self) { try records(of: "a\tb\n", settings(.tsv)) }
    #expect(throws: TextInputError.self) {
      try records(of: "a\tb\n", settings(.tsv, columns: "text=3"))
    }
  }

  @Test func labelsStandInFront() throws {
    let read = try records(of: "__label__a __label__b  The text\n__label__c\nno label\n\n")
    #expect(read[0].document?.labels == ["a", "b"] && read[0].document?.text == "The text")
    #expect(
      read.flatMap(\.rejections).map(\.reason) == ["the text is empty", "no label in front"])
    var settings = try settings(.fasttext)
    settings.labelPrefix = ""
    settings.encoding = .latin1
    let latin = try records(of: [UInt8]("0 caf".utf8) + [0xE9, 0x0A], settings)
    #expect(latin[0].document?.text == "caf\u{E9}" && latin[0].document?.labels == ["0"])
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let documents = [
      Document(identifier: "1", text: "a, \"b\"\nc", labels: ["x"]),
      Document(text: "\"", labels: []), Document(identifier: "z", text: "d\te", labels: ["y z"]),
    ]
    let csv = SeparatedWriter(format: .csv)
    let text = try csv.header + documents.map { try csv.text(of: $0) }.joined()
    #expect(try records(of: text, settings(.csv)).compactMap(\.document) == documents)
    let tsv = SeparatedWriter(format: .tsv)
    let single = Document(identifier: "1", text: "say \"a, b\"", labels: ["x"])
    let line = try tsv.header + tsv.text(of: single)
    #expect(try records(of: line, settings(.tsv)).compactMap(\.document) == [single])
    #expect(throws: UnwritableDocument.self) { try tsv.text(of: documents[0]) }
    let fasttext = LabelledLineWriter()
    let labelled = Document(text: "say \"a\"", labels: ["x", "y"])
    #expect(
      try records(of: fasttext.text(of: labelled), settings(.fasttext)).compactMap(\.document)
        == [labelled])
    #expect(throws: UnwritableDocument.self) { try fasttext.text(of: documents[2]) }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var path: String
    var format: InputFormat
    var label = "label"
    var columns: String?
    var encoding = TextEncoding.utf8
    var documents: Int
    var classes: Int
    var testDescription: String { path }
  }

  // Counts by wc, and by Python's csv module for banking77.
  static let cases: [Case] = [
    Case(
      path: "banking77/train.csv", format: .csv, label: "category", documents: 10003, classes: 77),
    Case(
      path: "sms-spam/sms.tsv", format: .tsv, columns: "label=1,text=2", documents: 5574, classes: 2
    ),
    Case(
      path: "uci-sentiment/yelp_labelled.txt", format: .tsv, columns: "text=1,label=2",
      documents: 1000, classes: 2),
    Case(path: "sentconv/data/stsa.fine.dev", format: .fasttext, documents: 1101, classes: 5),
    Case(
      path: "sentconv/data/TREC.train.all", format: .fasttext, encoding: .latin1, documents: 5452,
      classes: 6),
  ]

  @Test(.enabled(if: SharedData.has("data/banking77")), arguments: cases)
  func realCorporaHaveAllTheirDocuments(of test: Case) throws {
    let url = try #require(SharedData.url("data/" + test.path))
    var settings = try settings(test.format, columns: test.columns)
    settings.fields.label = test.label
    settings.encoding = test.encoding
    settings.labelPrefix = ""
    let folder = try TemporaryFolder()
    let summary = try ingest([url.path], into: folder, settings: settings)[0]
    #expect(summary.added == test.documents && summary.rejected == 0)
    let labels = try openCorpus(folder).labelCounts()
    #expect(labels.count == test.classes)
    #expect(labels.values.reduce(0, +) == test.documents)
  }
}
