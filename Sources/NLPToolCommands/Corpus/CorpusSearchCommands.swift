import ArgumentParser
import NLPToolkit

struct CorpusSearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Shows where words, patterns and labels stand, in their context.",
    discussion: """
      Where 'bank' is an organisation, where years are, and all persons:
        nlptool corpus search corpora.sqlite --corpus people --query bank --label ORG
        nlptool corpus search corpora.sqlite --corpus people --regex '\\b(18|19)\\d\\d\\b'
        nlptool corpus search corpora.sqlite --corpus people --label PER --format jsonl

      With the index that `nlptool corpus index` builds, words are found without reading all documents. \
      The exit status is 1 if nothing is found.
      """)

  @OptionGroup var corpus: CorpusOptions

  @Option(help: "Words, as whole tokens; capital and small letters are the same.")
  var query: String?

  @Option(help: ArgumentHelp("A regular expression, as ICU has them.", valueName: "pattern"))
  var regex: String?

  @Option(help: "Only within entities of this label; alone, all of them.")
  var label: String?

  @Option(name: .customLong("class"), help: "Only in documents of this class.")
  var documentClass: String?

  @Flag(help: "Capital and small letters differ.")
  var matchCase = false

  @Option(help: "The split.")
  var split = SplitChoice.all

  @Option(help: ArgumentHelp("How many characters to show on each side.", valueName: "n"))
  var context = 40

  @Option(help: ArgumentHelp("How many places to show.", valueName: "n"))
  var limit = 1000

  @OptionGroup var format: FormatOptions<TableFormat>
  @OptionGroup var offsets: OffsetOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    if query == nil, regex == nil, label == nil, documentClass == nil {
      throw ValidationError("give --query, --regex, --label or --class")
    }
    if !(0...1_000_000).contains(context) {
      throw ValidationError("--context \(context): give 0 to 1000000")
    }
    if limit < 1 { throw ValidationError("--limit \(limit): give 1 or more") }
  }

  func run() throws {
    var search = CorpusSearch()
    search.query = query
    search.matchesCase = matchCase
    search.entityLabel = label
    search.documentLabel = documentClass
    search.splits = split.splits
    if let regex {
      do {
        search.pattern = try TextPattern(regex, ignoresCase: !matchCase)
      } catch {
        throw CommandError.usage("--regex \(error)")
      }
    } else if query == nil, label == nil {
      search.pattern = try TextPattern("^.*")
    }
    let corpus = try corpus.open()
    let style = self.diagnostics.makeStyle()
    var shown = 0
    let given = try Interruption.whilePolling {
      try corpus.search(search) { hit in
        try Interruption.check()
        try Output.standard.writeLine(format.format == .jsonl ? object(hit) : line(hit, style))
        shown += 1
        return shown < limit
      }
    }
    let diagnostics = diagnostics.makeDiagnostics()
    if given > 0 {
      diagnostics.warning("the pattern was given up in \(given) documents, where it took too long")
    }
    if shown == limit { diagnostics.note("the first \(limit) places; --limit shows more") }
    if shown == 0 { throw ExitStatus.no }
  }

  /// `#12 train  left context [words] right context`.
  private func line(_ hit: CorpusHit, _ style: Style) -> String {
    let text = hit.row.document.text
    let (left, right) = sides(hit)
    let words = Self.flat(text.slice(utf8: hit.range))
    let padding = String(repeating: " ", count: max(0, context - left.count))
    return style("#\(hit.row.id) \(hit.row.split.rawValue)", .dim) + "  " + padding + left
      + style("[\(words)]", .bold) + right
  }

  private func object(_ hit: CorpusHit) -> String {
    var converter = OffsetConverter(hit.row.document.text, to: offsets.offsets)
    let range = converter.convert(hit.range)
    let (left, right) = sides(hit)
    var object = JSONObject()
    object.set("document", to: .integer(hit.row.id))
    object.set("split", to: .string(hit.row.split.rawValue))
    if let identifier = hit.row.document.identifier { object.set("id", to: .string(identifier)) }
    object.set("start", to: .integer(range.lowerBound))
    object.set("end", to: .integer(range.upperBound))
    object.set("text", to: .string(hit.row.document.slice(hit.range)))
    if let label = hit.entityLabel { object.set("label", to: .string(label)) }
    object.set("left", to: .string(left))
    object.set("right", to: .string(right))
    return object.serialized
  }

  /// The characters before and behind, on one line.
  private func sides(_ hit: CorpusHit) -> (left: String, right: String) {
    let bytes = hit.row.document.text.utf8
    let reach = 4 * context + 64
    let left = hit.row.document.slice(max(0, hit.range.lowerBound - reach)..<hit.range.lowerBound)
    let right = hit.row.document.slice(
      hit.range.upperBound..<min(bytes.count, hit.range.upperBound + reach))
    return (
      String(Self.flat(left).suffix(context)), String(Self.flat(right).prefix(context))
    )
  }

  private static func flat(_ text: String) -> String {
    String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
  }
}

struct CorpusIndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Builds an index of all words of a store, which search then uses.",
    discussion: """
      Example:
        nlptool corpus index corpora.sqlite

      Ingestion keeps the index up to date, which makes it slower.
      """)

  @Argument(help: ArgumentHelp("The store.", valueName: "db"), completion: .file())
  var database: String

  @Flag(help: "Remove the index.")
  var remove = false

  @OptionGroup var format: FormatOptions<TableFormat>

  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    // Only `ingest` makes stores.
    _ = try CorpusStore(path: database, mode: .readOnly)
    let store = try CorpusStore(path: database, mode: .readWriteCreate)
    if remove {
      let existed = try store.removeFullTextIndex()
      diagnostics.makeDiagnostics().note(existed ? "index removed" : "there was no index")
    } else {
      try store.buildFullTextIndex()
    }
    try format.format.writeResult([JSONMember("full_text", .bool(!remove))])
  }
}
