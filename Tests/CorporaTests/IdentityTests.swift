import Corpora
import Foundation
import TestSupport
import Testing
import Text

/// A corpus that goes in, out as a file and in again is the same.
@Suite struct IdentityTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var path: String
    var format: InputFormat
    var columns: String?
    var label = "label"
    var text = "text"
    var prefix: String?
    var encoding = TextEncoding.utf8
    var testDescription: String { path }
  }

  static let cases: [Case] = [
    Case(path: "wnut17/emerging.dev.conll", format: .conll),
    Case(path: "wikigold/CONLL-format/data/wikigold.conll.txt", format: .conll),
    Case(path: "btc/CONLL-format/data/e.conll", format: .conll),
    Case(path: "sec-filings/CONLL-format/data/test/FIN3.txt", format: .conll),
    Case(path: "uner-en-ewt/en_ewt-ud-dev.iob2", format: .conll, columns: "token=2,tag=3"),
    Case(path: "uner-pt-bosque/pt_bosque-ud-dev.iob2", format: .conll, columns: "token=2,tag=3"),
    Case(path: "uner-zh-gsd/zh_gsd-ud-dev.iob2", format: .conll, columns: "token=2,tag=3"),
    Case(path: "crossner/ai/dev.txt", format: .conll),
    Case(path: "crossner/literature/dev.txt", format: .conll),
    Case(path: "crossner/music/dev.txt", format: .conll),
    Case(path: "crossner/politics/train.txt", format: .conll),
    Case(path: "crossner/science/train.txt", format: .conll),
    Case(path: "wikiann/de/dev", format: .conll), Case(path: "wikiann/fr/dev", format: .conll),
    Case(path: "wikiann/nl/dev", format: .conll), Case(path: "wikiann/en/dev", format: .conll),
    Case(path: "ud-en-ewt/en_ewt-ud-dev.conllu", format: .conllu),
    Case(path: "ud-ja-gsd/ja_gsd-ud-dev.conllu", format: .conllu),
    Case(path: "ud-th-pud/th_pud-ud-test.conllu", format: .conllu),
    Case(path: "ud-zh-pud/zh_pud-ud-test.conllu", format: .conllu),
    Case(path: "banking77/train.csv", format: .csv, label: "category"),
    Case(path: "wikinews/wikinews_2019.csv", format: .csv, label: "date"),
    Case(path: "sms-spam/sms.tsv", format: .tsv, columns: "label=1,text=2"),
    Case(
      path: "uci-sentiment/yelp_labelled.txt", format: .tsv, columns: "text=1,label=2"),
    Case(
      path: "uci-sentiment/amazon_cells_labelled.txt", format: .tsv, columns: "text=1,label=2"),
    Case(path: "sentconv/data/stsa.binary.dev", format: .fasttext, prefix: ""),
    Case(path: "sentconv/data/stsa.fine.dev", format: .fasttext, prefix: ""),
    Case(
      path: "sentconv/data/TREC.train.all", format: .fasttext, prefix: "", encoding: .latin1),
    Case(path: "tinyshakespeare/input.txt", format: .text),
    Case(path: "war-and-peace/warpeace_input.txt", format: .text),
  ]

  private func documents(
    _ path: String, _ settings: ReadingSettings
  ) throws -> [Document] {
    let reader = try DocumentReaders.reader(ofFile: path, settings: settings)
    var documents: [Document] = []
    while let record = try reader.next() {
      if let document = record.document { documents.append(document) }
    }
    return documents
  }

  @Test(.enabled(if: SharedData.has("data/wnut17")), .timeLimit(.minutes(3)), arguments: cases)
  func realCorporaComeBack(_ test: Case) throws {
    let url = try #require(SharedData.url("data/" + test.path))
    var settings = ReadingSettings()
    settings.format = test.format
    settings.fields.label = test.label
    settings.fields.text = test.text
    settings.encoding = test.encoding
    if let columns = test.columns { settings.columns = try ColumnChoice(parsing: columns) }
    if let prefix = test.prefix { settings.labelPrefix = prefix }
    let folder = try TemporaryFolder()
    let original = try documents(url.path, settings)
    #expect(!original.isEmpty)
    let hasLong = original.contains { $0.sentences.count > 1 }
    let writer: any DocumentWriter =
      switch test.format {
      case .conll: ColumnWriter(marksDocuments: hasLong)
      case .conllu: TreebankWriter(marksDocuments: hasLong)
      case .csv: SeparatedWriter(format: .csv)
      case .tsv: SeparatedWriter(format: .tsv)
      case .fasttext: LabelledLineWriter()
      case .text: TextWriter()
      default: JSONLinesWriter()
      }
    func roundTrip(_ writer: any DocumentWriter, _ format: InputFormat) throws -> [Document] {
      var text = (writer as? SeparatedWriter)?.header ?? ""
      for document in original { text += try writer.text(of: document) }
      var settings = ReadingSettings()
      settings.format = format
      // A token may start as the prefix of a language does.
      settings.tokenPrefix = ""
      settings.maximumRecordBytes = 64 << 20
      return try documents(try folder.write(text, to: "out.\(format.rawValue)"), settings)
    }
    #expect(try roundTrip(writer, test.format) == original)
    #expect(try roundTrip(JSONLinesWriter(), .jsonl) == original)
  }
}
