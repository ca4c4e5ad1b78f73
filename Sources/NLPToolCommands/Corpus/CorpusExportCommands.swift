import ArgumentParser
import NLPToolkit

/// The formats that documents can be written in.
enum DocumentFormat: String, ExpressibleByArgument, CaseIterable {
  case text, jsonl, json, conll, conllu, csv, tsv, fasttext, brat, directory
}

/// How documents are written.
struct WritingOptions: ParsableArguments {
  @Option(help: "The split.")
  var split = SplitChoice.all

  @Option(help: "The scheme of the tags of column files: BIO, IOB1, BIOES, BILOU or IO.")
  var scheme = "BIO"

  @Option(help: "For plain text: a line or a paragraph a document.")
  var documents = DocumentUnit.line

  @Flag(
    help: """
      For text, tsv and fasttext: write \\t, \\n, \\r, \\s and \\\\ for what a line cannot hold; `ingest \
      --escapes` reads them.
      """)
  var escapes = false

  @Option(
    help: ArgumentHelp(
      "For fasttext: what stands for a space in a class, such as '_'.", valueName: "text"))
  var labelSpaces: String?

  @OptionGroup var offsets: OffsetOptions

  func check(_ format: DocumentFormat) throws {
    if escapes, ![.text, .tsv, .fasttext].contains(format) {
      throw CommandError.usage(
        "--escapes goes with text, tsv and fasttext; \(format.rawValue) needs none")
    }
    if let labelSpaces {
      if format != .fasttext { throw CommandError.usage("--label-spaces goes with fasttext") }
      if labelSpaces.isEmpty || labelSpaces.contains(where: \.isWhitespace) {
        throw CommandError.usage("--label-spaces '\(labelSpaces)': give a text without spaces")
      }
    }
  }

  func writer(_ format: DocumentFormat, of corpus: StoredCorpus) throws -> any DocumentWriter {
    try check(format)
    switch format {
    case .jsonl, .json: return JSONLinesWriter(offsets: offsets.offsets)
    case .text: return TextWriter(unit: documents, escapes: escapes)
    case .csv, .tsv:
      return SeparatedWriter(
        format: format == .csv ? .csv : .tsv, classColumns: try corpus.maximumLabelCount(),
        hasEntities: try !corpus.entityCounts().isEmpty,
        hasTargets: try !corpus.targetCounts().isEmpty, offsets: offsets.offsets, escapes: escapes)
    case .fasttext:
      if let labelSpaces { try checkDistinct(labelSpaces, corpus) }
      return LabelledLineWriter(escapes: escapes, labelSpace: labelSpaces)
    case .conll:
      return ColumnWriter(
        scheme: try tagScheme(scheme), marksDocuments: try hasLongDocuments(corpus))
    case .conllu: return TreebankWriter(marksDocuments: try hasLongDocuments(corpus))
    case .brat, .directory:
      throw CommandError(
        .usage, "\(format.rawValue) is a folder of files; use `corpus export --output FOLDER`")
    }
  }

  /// Two classes must not become one.
  private func checkDistinct(_ space: String, _ corpus: StoredCorpus) throws {
    var known: [String: String] = [:]
    for label in try corpus.labelCounts().keys.sorted() {
      let written = label.replacing(" ", with: space)
      if let other = known[written] {
        throw CommandError.usage(
          "--label-spaces \(space): '\(other)' and '\(label)' would become the same; choose another"
        )
      }
      known[written] = label
    }
  }

  /// Whether a document has more than one sentence.
  private func hasLongDocuments(_ corpus: StoredCorpus) throws -> Bool {
    try split.splits.contains { try corpus.maximumSentenceCount(in: $0) > 1 }
  }
}

struct CorpusExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes a corpus as a file that `ingest` reads.",
    discussion: """
      Example:
        nlptool corpus export corpora.sqlite --corpus people --format conll --split train

      What a format has no place for, such as classes in conll, is not written, and a warning counts \
      it; with --strict it is an error. jsonl and json hold everything. A document that cannot be \
      written at all is left out and named on standard error, and the exit status is 65. Each format \
      has its ways:
        nlptool corpus export corpora.sqlite --corpus people --format tsv --escapes
        nlptool corpus export corpora.sqlite --corpus people --format csv
      """)

  @OptionGroup var corpus: CorpusOptions

  @Option(help: "The format.")
  var format = DocumentFormat.jsonl

  @Option(
    name: .shortAndLong,
    help: "The file to write, for brat and directory the folder; standard output if none is named.")
  var output = "-"

  @Flag(help: "End at the first document that the format cannot hold whole.")
  var strict = false

  @OptionGroup var writing: WritingOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    let corpus = try corpus.open()
    let report = ExportReport(
      format: format, corpus: corpus.name, isStrict: strict,
      diagnostics: diagnostics.makeDiagnostics())
    if format == .brat || format == .directory {
      try writing.check(format)
      try writeFolder(corpus, report)
    } else {
      try writeFile(corpus, report)
    }
    try report.finish()
  }

  private func writeFile(_ corpus: StoredCorpus, _ report: ExportReport) throws {
    let writer = try writing.writer(format, of: corpus)
    let output = try Output.create(output, reading: self.corpus.files)
    if let table = writer as? SeparatedWriter { try output.write(table.header) }
    // JSON lines with a comma between them are an array.
    var separator = format == .json ? "[" : ""
    try Interruption.whilePolling {
      for split in writing.split.splits {
        try corpus.forEachRow(in: split) { row in
          try Interruption.check()
          try report.write(row, omitting: writer.omitted(from: row.document)) {
            try output.write(separator + writer.text(of: row.document))
          }
          if format == .json { separator = report.written > 0 ? "," : "[" }
        }
      }
    }
    if format == .json { try output.write(separator == "[" ? "[]\n" : "]\n") }
    try output.close()
  }

  private func writeFolder(_ corpus: StoredCorpus, _ report: ExportReport) throws {
    if output == "-" {
      throw CommandError(.usage, "\(format.rawValue) is a folder of files; name it with --output")
    }
    let writer = try FolderWriter(path: output, layout: format == .brat ? .brat : .classes)
    try Interruption.whilePolling {
      for split in writing.split.splits {
        try corpus.forEachRow(in: split) { row in
          try Interruption.check()
          try report.write(row, omitting: writer.omitted(from: row.document)) {
            try writer.write(row.document)
          }
        }
      }
    }
  }
}

struct CorpusShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Prints documents with their labels and entities.",
    discussion: "Example:\n  nlptool corpus show corpora.sqlite --corpus people --limit 3")

  @OptionGroup var corpus: CorpusOptions

  @Option(help: "The form of the output.")
  var format = DocumentFormat.text

  @Option(help: ArgumentHelp("How many documents to print.", valueName: "n"))
  var limit = 10

  @Option(help: ArgumentHelp("Print the document of this number only.", valueName: "number"))
  var document: Int?

  @OptionGroup var writing: WritingOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    if let document, document < 1 {
      throw ValidationError("--document \(document): documents count from 1")
    }
  }

  func run() throws {
    let corpus = try corpus.open()
    let writer = format == .text ? nil : try writing.writer(format, of: corpus)
    let style = diagnostics.makeStyle()
    var shown = 0
    let first = document.map { $0 - 1 } ?? 0
    for split in writing.split.splits where shown < limit {
      do {
        try corpus.forEachRow(in: split, after: first) { row in
          if let document, row.id != document { throw Enough() }
          if shown >= limit { throw Enough() }
          shown += 1
          if let writer {
            try Output.standard.write(writer.text(of: row.document))
          } else {
            try Output.standard.writeLine(describe(row, style))
          }
        }
      } catch is Enough {
      } catch let error as UnwritableDocument {
        throw CommandError.badData("\(error); use --format jsonl")
      }
    }
    if shown == 0, let document {
      throw CommandError.noInput("corpus '\(corpus.name)' has no document \(document)")
    }
  }

  /// Ends the reading of a split.
  private struct Enough: Error {}

  /// A line about the document, its text with the entities in brackets, and its target.
  private func describe(_ row: StoredDocument, _ style: Style) -> String {
    let document = row.document
    var head = "#\(row.id) \(row.split.rawValue)"
    if let identifier = document.identifier { head += " \(identifier)" }
    if !document.labels.isEmpty { head += " [\(document.labels.joined(separator: ", "))]" }
    var text = ""
    var end = 0
    for span in document.spans where span.range.lowerBound >= end {
      text += document.slice(end..<span.range.lowerBound)
      text += style("[\(document.slice(span.range))]", .bold) + style(span.label, .cyan)
      end = span.range.upperBound
    }
    text += document.slice(end..<document.text.utf8.count)
    if let target = document.target { text += "\n" + style("→ ", .dim) + target }
    return style(head, .dim) + "\n" + text
  }
}
