import Text

/// The columns of a table with a token a record, as `Sentence #,Word,POS,Tag`.
struct TokenTableLayout {
  let table: TableLayout
  let sentence: Int
  let word: Int
  let tag: Int
  let scheme: TagScheme
  let isSchemeGiven: Bool

  private static let sentenceNames = [
    "sentence #", "sentence_id", "sentence id", "sentence_idx", "sent_id", "sentence",
  ]
  private static let tagNames = ["tag", "tags", "ner_tag", "ner_tags", "ner", "label"]

  /// `nil` unless the first record names a column of sentences, one of words and one of tags, and
  /// none of texts.
  init?(recognizing sample: SampleLines, format: InputFormat, settings: ReadingSettings) {
    if settings.columns.text != nil { return nil }
    func column(_ fields: [String], _ names: [String]) -> Int? {
      let folded = fields.map { $0.trimmingBlanks().lowercased() }
      return names.lazy.compactMap { folded.firstIndex(of: $0) }.first
    }
    func columns(_ fields: [String]) -> (sentence: Int, word: Int, tag: Int)? {
      guard column(fields, [settings.fields.text.lowercased()]) == nil,
        let sentence = column(fields, Self.sentenceNames),
        let word = column(fields, ["word", "words", "token", "tokens"]),
        let tag = column(fields, [settings.fields.entities.lowercased()] + Self.tagNames)
      else { return nil }
      return (sentence, word, tag)
    }
    table = TableLayout(
      recognizing: sample, format: format, separator: settings.separator, hasNames: true
    ) { columns($0) != nil }
    guard let found = columns(table.first) else { return nil }
    (sentence, word, tag) = found
    isSchemeGiven = settings.scheme != nil
    let (separator, column) = (table.separator, found.tag)
    let tags = sample.lines.dropFirst(table.headerRecords).compactMap { line -> Substring? in
      guard case .complete(let fields) = SeparatedFields(Array(line.utf8), separator: separator),
        fields.indices.contains(column)
      else { return nil }
      return SchemeCheck.spelled(fields[column].trimmingBlanks())[...]
    }
    scheme = settings.scheme ?? ColumnLayout.scheme(of: tags) ?? .bio
  }
}

/// Reads tables with a token a record: a sentence starts where its column has another value than
/// before; an empty value goes on with the sentence. Each sentence is a document; one with a record
/// that cannot be used is rejected.
final class TokenTableReader: DocumentReader {
  private let records: SeparatedRecords
  private let columns: TokenTableLayout
  private var schemeCheck: SchemeCheck
  /// In front of the first record of the next sentence.
  private(set) var position = LineReader.Position()
  /// That record, which was read to see that the sentence before it ends.
  private var pending: (line: Int, Result<[String], RecordProblem>)?

  init(_ lines: LineReader, layout: TokenTableLayout, settings: ReadingSettings) {
    records = SeparatedRecords(lines, layout: layout.table, limit: settings.maximumRecordBytes)
    columns = layout
    schemeCheck = SchemeCheck(
      scheme: layout.scheme, isGiven: layout.isSchemeGiven, isBare: true)
  }

  var layout: String {
    "\(columns.table.name), a token a line, sentence \(columns.sentence + 1), "
      + "token \(columns.word + 1), tag \(columns.tag + 1)"
  }

  var endsClean: Bool { false }

  func skip(to position: LineReader.Position) throws(TextInputError) -> Bool {
    self.position = position
    return try records.lines.skip(to: position)
  }

  func next() throws(TextInputError) -> InputRecord? {
    var first: Int?
    var name = ""
    var tokens: [String] = []
    var tags: [String] = []
    var lines: [Int] = []
    var problem: InputRecord.Rejection?
    while true {
      let before = records.lines.position
      let record: (line: Int, Result<[String], RecordProblem>)
      if let waiting = pending {
        record = waiting
        pending = nil
      } else if let next = try records.next() {
        record = next
        position = before
      } else {
        break
      }
      do throws(RecordProblem) {
        let fields = try record.1.get()
        guard fields.count == columns.table.first.count else {
          throw RecordProblem(
            "\(fields.count) column\(fields.count == 1 ? "" : "s") instead of "
              + "\(columns.table.first.count)")
        }
        let sentence = fields[columns.sentence]
        if first != nil, !sentence.isEmpty, sentence != name {
          pending = record
          break
        }
        if !sentence.isEmpty { name = sentence }
        let (token, tag) = (fields[columns.word].trimmingBlanks(), fields[columns.tag][...])
        if token.isEmpty { throw RecordProblem("an empty token") }
        if let reason = schemeCheck.problem(with: tag) { throw RecordProblem(reason) }
        tokens.append(token)
        tags.append(schemeCheck.spelled(tag))
        lines.append(record.line)
      } catch {
        problem = problem ?? .init(line: record.line, reason: error.reason)
      }
      first = first ?? record.line
    }
    if pending == nil { position = records.lines.position }
    guard let first else { return nil }
    if let problem { return InputRecord(line: first, rejections: [problem]) }
    var document = Document(text: "")
    document.hasGoldTokens = true
    let spans = document.appendSentence(of: tokens, tags: tags, scheme: columns.scheme)
    if !name.isEmpty { document.identifier = name }
    var record = InputRecord.document(document, line: first)
    record.repairs = columns.scheme.repairs(of: tags, read: spans, lines: lines)
    return record
  }
}

extension TagScheme {
  /// The first tag of a sentence that cannot stand where it does, if there is one.
  func repairs(
    of tags: [String], read spans: [TokenSpan], lines: [Int]
  ) -> [InputRecord.Rejection] {
    if spans.isEmpty || self == .io { return [] }
    let written = self.tags(for: spans, count: tags.count)
    guard let index = tags.indices.first(where: { tags[$0] != written[$0] }) else { return [] }
    return [
      .init(
        line: lines[index],
        reason:
          "'\(tags[index])' cannot stand here in \(rawValue); read as '\(written[index])'")
    ]
  }
}
