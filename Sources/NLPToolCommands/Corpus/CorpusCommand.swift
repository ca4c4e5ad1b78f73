import ArgumentParser
import NLPToolkit

/// `nlptool corpus`: into and out of a store.
package struct CorpusCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Looks into a corpus store, and takes corpora out of it.",
    discussion: """
      What is in a store, what a corpus has, its first documents, and all of it as a file:
        nlptool corpus list corpora.sqlite
        nlptool corpus info corpora.sqlite --corpus people
        nlptool corpus show corpora.sqlite --corpus people --limit 5
        nlptool corpus export corpora.sqlite --corpus people --format conll --output people.conll
      """,
    subcommands: [
      CorpusListCommand.self, CorpusInfoCommand.self, CorpusShowCommand.self,
      CorpusSearchCommand.self, CorpusIndexCommand.self, CorpusExportCommand.self,
      CorpusSplitCommand.self, CorpusVerifyCommand.self,
      CorpusRemoveCommand.self,
    ])

  package init() {}
}

/// A corpus of a store, by the names that all commands use.
struct CorpusOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The store.", valueName: "db"), completion: .file())
  var database: String

  @Option(help: "The corpus.")
  var corpus: String

  /// The files of the store.
  var files: [String] { OverwriteCheck.files(ofStore: database) }

  func open(_ mode: CorpusStore.Mode = .readOnly) throws -> StoredCorpus {
    try OverwriteCheck.check(["-"], against: files)
    if mode == .readWriteCreate {
      // Only `ingest` makes stores.
      _ = try CorpusStore(path: database, mode: .readOnly)
    }
    return try CorpusStore(path: database, mode: mode).corpus(named: corpus)
  }
}

/// The split that a command is about; all of them if none is named.
enum SplitChoice: String, ExpressibleByArgument, CaseIterable {
  case train, validation, test, all

  var splits: [Split] { Split(rawValue: rawValue).map { [$0] } ?? Split.allCases }
}

/// `text` or `jsonl`.
enum TableFormat: String, OutputFormat {
  case text, jsonl

  static let standard = TableFormat.text

  /// Prints what a command has done as a line of JSON, if that is asked for; people read the notes.
  func writeResult(_ members: [JSONMember]) throws {
    if self == .jsonl { try Output.standard.writeLine(JSONValue.object(members).serialized) }
  }
}

struct CorpusListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the corpora of a store.",
    discussion: "Example:\n  nlptool corpus list corpora.sqlite")

  @Argument(help: ArgumentHelp("The store.", valueName: "db"), completion: .file())
  var database: String

  @OptionGroup var format: FormatOptions<TableFormat>

  func run() throws {
    let corpora = try CorpusStore(path: database, mode: .readOnly).corpora()
    if format.format == .jsonl {
      for corpus in corpora { try Output.standard.writeLine(corpus.json.serialized) }
      return
    }
    var table = TextTable(
      header: ["corpus", "train", "validation", "test", "tokens", "entities", "rejected"])
    for corpus in corpora {
      let counts = corpus.counts
      table.add(
        [corpus.name] + Split.allCases.map { String(counts[$0]?.documents ?? 0) } + [
          String(counts.values.reduce(0) { $0 + $1.tokens }),
          String(counts.values.reduce(0) { $0 + $1.entities }), String(corpus.rejected),
        ])
    }
    try table.write(to: .standard)
  }
}

struct CorpusInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Says what a corpus has: documents, tokens, labels, sources.",
    discussion: "Example:\n  nlptool corpus info corpora.sqlite --corpus people")

  @OptionGroup var corpus: CorpusOptions
  @OptionGroup var format: FormatOptions<TableFormat>

  @Flag(help: "List the records that were rejected, with file, line and reason.")
  var rejected = false

  @Flag(help: "List the tags that could not stand where they do, and how they were read.")
  var repaired = false

  @Flag(
    inversion: .prefixedNo,
    help: "Count the different words, which reads all texts (default: up to 20 million tokens).")
  var types: Bool?

  private static let quicklyCountedTokens = 20_000_000

  func run() throws {
    let corpus = try corpus.open()
    if rejected || repaired {
      let records =
        (rejected ? try corpus.rejectedRecords() : [])
        + (repaired ? try corpus.repairedRecords() : [])
      for record in records {
        try Output.standard.writeLine(
          format.format == .jsonl
            ? record.json.serialized : "\(record.path):\(record.line): \(record.reason)")
      }
      return
    }
    let summary = try corpus.summary()
    if format.format == .jsonl {
      try Output.standard.writeLine(try detailed(summary, corpus).serialized)
      return
    }
    try Output.standard.writeLine("corpus \(summary.name)")
    let counted = try typeCounts(summary, corpus)
    var table = TextTable(
      header: ["split", "documents", "sentences", "tokens", "types", "entities"])
    for split in Split.allCases {
      guard let counts = summary.counts[split] else { continue }
      table.add(
        [
          split.rawValue, String(counts.documents), String(counts.sentences),
          String(counts.tokens), counted[split].map(String.init) ?? "-", String(counts.entities),
        ])
    }
    try table.write(to: .standard)
    var lengths = TextTable(header: ["tokens of a document"] + Self.quantiles)
    for split in Split.allCases {
      guard let values = try corpus.lengthQuantiles(in: split) else { continue }
      lengths.add([split.rawValue] + values.map(String.init))
    }
    try lengths.write(to: .standard)
    try writeLabels("entities", corpus.entityCounts(in:))
    try writeLabels("classes", corpus.labelCounts(in:))
    let targets = try corpus.targetCounts()
    try writeLabels("pairs") { split in
      split.flatMap { targets[$0] }.map { ["with a target": $0] } ?? [:]
    }
    let seconds = try corpus.soundSeconds()
    if !seconds.isEmpty {
      var table = TextTable(header: ["sound"] + Split.allCases.map(\.rawValue))
      table.add(
        ["hours"] + Split.allCases.map { DecimalText.fixed((seconds[$0] ?? 0) / 3600, digits: 2) })
      try table.write(to: .standard)
    }
    for source in try corpus.sources() {
      let state = source.isComplete ? "" : ", not read to its end"
      try Output.standard.writeLine(
        "source \(source.path): \(source.documents) documents, \(source.rejected) rejected, "
          + "\(source.layout), split \(source.split)\(state)")
    }
    let scores = try corpus.runScores()
    for run in try corpus.runs() {
      try Output.standard.writeLine(
        "run \(run.name): \(run.documents) documents, model \(run.model)")
      for score in scores where score.run == run.name {
        try Output.standard.writeLine(
          "  \(score.metric) \(DecimalText.fixed(score.value, digits: 4))  \(score.signature)")
      }
    }
  }

  private static let quantiles = ["least", "25%", "half", "75%", "95%", "most"]

  /// The different words of each split, unless there is too much to read.
  private func typeCounts(
    _ summary: CorpusSummary, _ corpus: StoredCorpus
  ) throws -> [Split: Int] {
    let tokens = summary.counts.values.reduce(0) { $0 + $1.tokens }
    guard types ?? (tokens <= Self.quicklyCountedTokens) else { return [:] }
    var counted: [Split: Int] = [:]
    for split in summary.counts.keys { counted[split] = try corpus.typeCount(in: split) }
    return counted
  }

  private func writeLabels(_ title: String, _ counts: (Split?) throws -> [String: Int]) throws {
    let bySplit = try Split.allCases.map { try counts($0) }
    let labels = Set(bySplit.flatMap(\.keys)).sorted()
    if labels.isEmpty { return }
    var table = TextTable(header: [title] + Split.allCases.map(\.rawValue))
    for label in labels { table.add([label] + bySplit.map { String($0[label] ?? 0) }) }
    try table.write(to: .standard)
  }

  private func detailed(_ summary: CorpusSummary, _ corpus: StoredCorpus) throws -> JSONValue {
    guard case .object(var members) = summary.json else { return summary.json }
    func labels(_ counts: (Split?) throws -> [String: Int]) throws -> JSONValue {
      .object(
        try Split.allCases.map { split in
          JSONMember(
            split.rawValue,
            .object(
              try counts(split).sorted { $0.key < $1.key }
                .map { JSONMember($0.key, .integer($0.value)) }))
        })
    }
    members.append(JSONMember("entity_labels", try labels(corpus.entityCounts(in:))))
    members.append(JSONMember("classes", try labels(corpus.labelCounts(in:))))
    let targets = try corpus.targetCounts()
    if !targets.isEmpty {
      members.append(
        JSONMember(
          "targets",
          .object(
            Split.allCases.map { JSONMember($0.rawValue, .integer(targets[$0] ?? 0)) })))
    }
    let seconds = try corpus.soundSeconds()
    if !seconds.isEmpty {
      members.append(
        JSONMember(
          "sound_seconds",
          .object(
            Split.allCases.map {
              JSONMember($0.rawValue, .number(DecimalText.fixed(seconds[$0] ?? 0, digits: 1)))
            })))
    }
    members.append(JSONMember("sources", .array(try corpus.sources().map(\.json))))
    let lengths = try Split.allCases.compactMap { split -> JSONMember? in
      guard let values = try corpus.lengthQuantiles(in: split) else { return nil }
      let quantiles = zip(Self.quantiles, values).map { JSONMember($0, .integer($1)) }
      return JSONMember(split.rawValue, .object(quantiles))
    }
    members.append(JSONMember("document_tokens", .object(lengths)))
    let counted = try typeCounts(summary, corpus)
    if !counted.isEmpty {
      let counts = Split.allCases.map { JSONMember($0.rawValue, .integer(counted[$0] ?? 0)) }
      members.append(JSONMember("types", .object(counts)))
    }
    let scores = try corpus.runScores()
    let runs = try corpus.runs().map { run in
      JSONValue.object([
        JSONMember("run", .string(run.name)), JSONMember("model", .string(run.model)),
        JSONMember("documents", .integer(run.documents)),
        JSONMember(
          "scores",
          .array(
            scores.filter { $0.run == run.name }.map { score in
              .object([
                JSONMember("metric", .string(score.metric)),
                JSONMember("value", .decimal(score.value)),
                JSONMember("signature", .string(score.signature)),
              ])
            })),
      ])
    }
    members.append(JSONMember("runs", .array(runs)))
    return .object(members)
  }
}
