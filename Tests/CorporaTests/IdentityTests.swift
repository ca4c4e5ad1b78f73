import Corpora
import Foundation
import TestSupport
import Testing
import Text
import TextInput

/// A corpus that goes in, out as a file and in again is the same.
@Suite struct IdentityTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var path: String
    var format: InputFormat
    var columns: String?
    var member: String?
    var limit = Int.max
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
    Case(path: "clinc150/data/data_full.json", format: .json, member: "val"),
    Case(path: "imdb/train.jsonl.gz", format: .jsonl, limit: 1000),
    Case(path: "us-gov-web/pages.jsonl.gz", format: .jsonl, limit: 200),
    Case(
      path: "sentconv/data/TREC.train.all", format: .fasttext, prefix: "", encoding: .latin1),
    Case(path: "tinyshakespeare/input.txt", format: .text),
    Case(path: "war-and-peace/warpeace_input.txt", format: .text),
    Case(path: "eltec-eng/ENG18652_Carroll.txt.gz", format: .text),
    Case(path: "us-speeches/inaugural/1789-Washington.txt", format: .text),
    Case(path: "nottingham/ABC_cleaned/xmas.abc", format: .text),
  ]

  private func documents(
    _ path: String, _ settings: ReadingSettings, limit: Int = .max
  ) throws -> [Document] {
    let reader = try DocumentReaders.reader(ofFile: path, settings: settings)
    var documents: [Document] = []
    while documents.count < limit, let record = try reader.next() {
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
    settings.member = test.member
    if let columns = test.columns { settings.columns = try ColumnChoice(parsing: columns) }
    if let prefix = test.prefix { settings.labelPrefix = prefix }
    let folder = try TemporaryFolder()
    let original = try documents(url.path, settings, limit: test.limit)
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
    func roundTrip(
      _ writer: any DocumentWriter, _ format: InputFormat, escapes: Bool = false
    ) throws -> [Document] {
      var text = (writer as? SeparatedWriter)?.header ?? ""
      for document in original {
        #expect(writer.omitted(from: document).subtracting(.spacing).isEmpty)
        text += try writer.text(of: document)
      }
      var settings = ReadingSettings()
      settings.format = format
      settings.unescapes = escapes
      // A token may start as the prefix of a language does.
      settings.tokenPrefix = ""
      if format == .json {
        // Lines with a comma between them are an array, as the command writes it.
        text = "[" + text.split(separator: "\n").joined(separator: ",\n") + "]\n"
      }
      settings.maximumRecordBytes = 64 << 20
      return try documents(try folder.write(text, to: "out.\(format.rawValue)"), settings)
    }
    #expect(try roundTrip(writer, test.format) == original)
    #expect(try roundTrip(JSONLinesWriter(), .jsonl) == original)
    // A corpus of texts and classes comes back from every format that has a place for these.
    guard original.allSatisfy({ !$0.hasGoldTokens && $0.spans.isEmpty && !$0.labels.isEmpty })
    else { return }
    #expect(try roundTrip(SeparatedWriter(format: .csv), .csv) == original)
    let table = SeparatedWriter(format: .tsv, escapes: true)
    #expect(try roundTrip(table, .tsv, escapes: true) == original)
    guard original.allSatisfy({ $0.identifier == nil }) else { return }
    #expect(
      try roundTrip(LabelledLineWriter(escapes: true), .fasttext, escapes: true) == original)
  }

  /// Labels and texts that are hard to write.
  static let awkward: [Document] = {
    let texts = [
      "plain", "a\tb", "a\nb", "a\r\nb\r", "\n\na", " leading", "\tleading", "trailing ", "\\n",
      "\\", "\\s",
      "__label__x y", "\u{301}combining", "\u{FEFF}mark", "\"quoted\", said she", "a,b", "# x = y",
      "ü 😀",
    ]
    let labels = [
      "very positive", "x", "a\tb", "\\s", "__label__x", "ä b c", "a/b", ".hidden", "\u{301}x",
      "a\r\nb",
    ]
    var documents: [Document] = []
    for (index, text) in texts.enumerated() {
      documents.append(Document(text: text, labels: [labels[index % labels.count]]))
    }
    for label in labels { documents.append(Document(text: "a text", labels: [label])) }
    return documents
  }()

  @Test func whatIsHardToWriteComesBack() throws {
    let folder = try TemporaryFolder()
    func check(
      _ documents: [Document], _ writer: any DocumentWriter, _ format: InputFormat, escapes: Bool
    ) throws {
      var text = (writer as? SeparatedWriter)?.header ?? ""
      for document in documents { text += try writer.text(of: document) }
      var settings = ReadingSettings()
      settings.format = format
      settings.unescapes = escapes
      #expect(
        try self.documents(try folder.write(text, to: "a"), settings) == documents, "\(format)")
    }
    var documents = Self.awkward
    try check(documents, JSONLinesWriter(), .jsonl, escapes: false)
    try check(documents, LabelledLineWriter(escapes: true), .fasttext, escapes: true)
    try check(
      documents.map { Document(text: $0.text) }, TextWriter(escapes: true), .text, escapes: true)
    for index in documents.indices where index.isMultiple(of: 2) {
      documents[index].labels.append("second, \"class\"")
      documents[index].identifier = "name \(index)\tof\n"
      let end = documents[index].text.utf8.count
      documents[index].spans = [Span(range: 0..<end, label: "A \"label\",\t")]
    }
    for format in [InputFormat.csv, .tsv] {
      let writer = SeparatedWriter(
        format: format, classColumns: 2, hasEntities: true, escapes: format == .tsv)
      #expect(documents.allSatisfy { writer.omitted(from: $0).isSubset(of: .tokens) })
      try check(documents, writer, format, escapes: format == .tsv)
    }
    try check(documents, JSONLinesWriter(), .jsonl, escapes: false)
  }

  @Test func whatIsLostIsToldOfEachFormat() throws {
    let text = "Ada met\nBob."
    let document = Document(
      identifier: "1", text: text,
      sentences: [Sentence(range: 0..<12, tokens: 0..<3)],
      tokens: [Token(range: 0..<3), Token(range: 4..<7), Token(range: 8..<12)],
      hasGoldTokens: true, spans: [Span(range: 0..<3, label: "PER")], labels: ["x"])
    func omitted(_ writer: any DocumentWriter) -> DocumentParts { writer.omitted(from: document) }
    #expect(omitted(JSONLinesWriter()).isEmpty)
    #expect(omitted(TextWriter()) == [.identifier, .classes, .entities, .tokens])
    #expect(omitted(SeparatedWriter(format: .csv)) == .tokens)
    #expect(omitted(LabelledLineWriter()) == [.identifier, .entities, .tokens])
    #expect(omitted(ColumnWriter(marksDocuments: false)) == [.classes, .spacing])
    #expect(omitted(TreebankWriter(marksDocuments: false)) == [.classes, .entities, .spacing])
    let folder = try TemporaryFolder()
    let brat = try FolderWriter(path: folder.path("brat"), layout: .brat)
    #expect(brat.omitted(from: document) == [.identifier, .classes, .tokens])
    let classes = try FolderWriter(path: folder.path("classes"), layout: .classes)
    #expect(classes.omitted(from: document) == [.identifier, .entities, .tokens])
  }

  @Test func foldersComeBack() throws {
    let folder = try TemporaryFolder()
    let texts = Self.awkward.map(\.text)
    let brat = try FolderWriter(path: folder.path("brat"), layout: .brat)
    var written: [Document] = []
    for (index, text) in texts.enumerated() {
      let document = Document(
        identifier: "a/\(index).txt", text: text,
        spans: [Span(range: 0..<text.utf8.count, label: "X")])
      try brat.write(document)
      written.append(document)
    }
    var settings = ReadingSettings()
    settings.format = .brat
    func sorted(_ documents: [Document]) -> [Document] {
      documents.sorted { $0.identifier ?? "" < $1.identifier ?? "" }
    }
    #expect(try sorted(documents(folder.path("brat"), settings)) == sorted(written))
    #expect(throws: UnwritableDocument.self) {
      try brat.write(Document(text: "a", spans: [Span(range: 0..<1, label: "a b")]))
    }
    let classes = try FolderWriter(path: folder.path("classes"), layout: .classes)
    for label in ["a/b", ".a", ""] {
      #expect(throws: UnwritableDocument.self) {
        try classes.write(Document(text: "a", labels: [label]))
      }
    }
    for text in ["one", "two"] {
      try classes.write(
        Document(identifier: "very good/same.txt", text: text, labels: ["very good"]))
    }
    settings.format = .directory
    let found = try documents(folder.path("classes"), settings)
    #expect(Set(found.map(\.text)) == ["one", "two"])
    #expect(found.allSatisfy { $0.labels == ["very good"] })
  }
}
