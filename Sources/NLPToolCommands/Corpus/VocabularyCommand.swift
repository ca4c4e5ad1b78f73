import ArgumentParser
import NLPToolkit

/// `nlptool vocab`: the words of a corpus, counted on its training split.
package struct VocabularyCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "vocab",
    abstract: "Counts the words of a corpus, on its training split.",
    discussion: """
      Count, look at the most frequent words, write all of them as text:
        nlptool vocab build corpora.sqlite --corpus people --minimum-count 2
        nlptool vocab show corpora.sqlite --corpus people --limit 20
        nlptool vocab export corpora.sqlite --corpus people --output people.vocab

      Learn what translators cut texts into:
        nlptool vocab build pairs.db --corpus en-de --subwords 8000
      """,
    subcommands: [
      VocabularyBuildCommand.self, VocabularyShowCommand.self, VocabularyCoverageCommand.self,
      VocabularyExportCommand.self, VocabularyImportCommand.self, VocabularyVectorsCommand.self,
      VocabularySubwordsCommand.self,
    ])

  package init() {}
}

struct VocabularyBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Counts the words of the training split and stores them.",
    discussion: "Example:\n  nlptool vocab build corpora.sqlite --corpus people --minimum-count 2")

  @OptionGroup var corpus: CorpusOptions

  @Option(help: ArgumentHelp("Leave out words that are rarer.", valueName: "n"))
  var minimumCount = 1

  @Option(help: ArgumentHelp("Leave out the rarest words beyond this number.", valueName: "n"))
  var maximumSize: Int?

  @Option(
    help: ArgumentHelp(
      "Instead of counting words, learn so many subwords from texts and targets by byte-pair "
        + "encoding; 0 for characters.", valueName: "n"))
  var subwords: Int?

  @OptionGroup var folding: FoldingOptions
  @OptionGroup var format: FormatOptions<TableFormat>
  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    if let subwords, subwords != 0, !(512...1 << 18).contains(subwords) {
      throw ValidationError("--subwords \(subwords): give 0, or 512 to \(1 << 18)")
    }
    if minimumCount < 1 { throw ValidationError("--minimum-count \(minimumCount): give 1 or more") }
    if let maximumSize, maximumSize < 1 {
      throw ValidationError("--maximum-size \(maximumSize): give 1 or more")
    }
  }

  func run() throws {
    let diagnostics = diagnostics.makeDiagnostics()
    let corpus = try corpus.open(.readWriteCreate)
    var settings = folding.settings
    settings.minimumCount = minimumCount
    settings.maximumSize = maximumSize ?? .max
    if try corpus.documentCount(in: .train) == 0 {
      throw CommandError.badData(
        "corpus '\(corpus.name)' has no training documents; a vocabulary counts nothing else")
    }
    if let subwords { return try learnSubwords(subwords, corpus, diagnostics) }
    let counted: CountedVocabulary
    do {
      counted = try Interruption.whilePolling {
        try corpus.countWords(settings) { Interruption.isRequested }
      }
    } catch is CancellationError {
      throw CommandError.interrupted(resume: commandLine())
    }
    let vocabulary = counted.vocabulary
    try corpus.store(vocabulary, settings: settings, documentCounts: counted.documentCounts)
    let kept = vocabulary.counts.dropFirst().reduce(0, +)
    let unit = settings.unit == .word ? "words" : "characters"
    diagnostics.note(
      "\(vocabulary.count - 1) \(unit), which stand \(kept) times in the training split; "
        + "\(vocabulary.counts[0]) times another")
    var members = [
      JSONMember("corpus", .string(corpus.name)), JSONMember("size", .integer(vocabulary.count)),
      JSONMember("known", .integer(kept)), JSONMember("unknown", .integer(vocabulary.counts[0])),
    ]
    for split in [Split.validation, .test] {
      let coverage = try VocabularyCoverage(of: split, in: corpus, vocabulary, settings)
      guard let coverage else { continue }
      diagnostics.note(coverage.description)
      members.append(JSONMember(split.rawValue, coverage.json))
    }
    try format.format.writeResult(members)
  }

  private func learnSubwords(
    _ size: Int, _ corpus: StoredCorpus, _ diagnostics: Diagnostics
  ) throws {
    let table: SubwordTable
    do {
      table = try Interruption.whilePolling {
        try corpus.learnSubwords(size: size, minimumCount: max(2, minimumCount)) {
          Interruption.isRequested
        }
      }
    } catch is CancellationError {
      throw CommandError.interrupted(resume: commandLine())
    }
    try corpus.store(table)
    diagnostics.note("\(table.count) subwords, an end and 256 bytes among them")
    try format.format.writeResult([
      JSONMember("corpus", .string(corpus.name)), JSONMember("subwords", .integer(table.count)),
    ])
  }
}

struct VocabularyShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Prints the most frequent words with their numbers, counts and document frequencies.",
    discussion: "Example:\n  nlptool vocab show corpora.sqlite --corpus people --limit 20")

  @OptionGroup var corpus: CorpusOptions
  @OptionGroup var format: FormatOptions<TableFormat>

  @Option(help: ArgumentHelp("How many words to print.", valueName: "n"))
  var limit = 50

  func run() throws {
    let corpus = try corpus.open()
    let vocabulary = try corpus.vocabulary()
    let documents = try corpus.documentCounts()
    for index in vocabulary.words.indices.prefix(max(0, limit)) {
      let word = vocabulary.words[index]
      let count = vocabulary.counts[index]
      if format.format == .jsonl {
        var members = [
          JSONMember("number", .integer(index)),
          JSONMember("word", index == Vocabulary.unknown ? .null : .string(word)),
          JSONMember("count", .integer(count)),
        ]
        if index < documents.count, index != Vocabulary.unknown {
          members.append(JSONMember("documents", .integer(documents[index])))
        }
        try Output.standard.writeLine(JSONValue.object(members).serialized)
      } else {
        try Output.standard.writeLine(
          "\(index)\t\(index == Vocabulary.unknown ? "(unknown)" : word)\t\(count)"
            + (index < documents.count ? "\t\(documents[index])" : ""))
      }
    }
  }
}

struct VocabularyExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract:
      "Writes a vocabulary as text: a word, its count and its documents, with tabs between.",
    discussion:
      "Example:\n  nlptool vocab export corpora.sqlite --corpus people --output people.vocab"
  )

  @OptionGroup var corpus: CorpusOptions

  @Option(name: .shortAndLong, help: "The file to write; standard output if none is named.")
  var output = "-"

  func run() throws {
    let corpus = try corpus.open()
    let vocabulary = try corpus.vocabulary()
    let documents = try corpus.documentCounts()
    let output = try Output.create(output, reading: self.corpus.files)
    for (index, word) in vocabulary.words.enumerated() {
      try output.writeLine(
        VocabularyText.line(
          word, count: vocabulary.counts[index],
          documents: index < documents.count ? documents[index] : nil))
    }
    try output.close()
  }
}

struct VocabularyImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Gives a corpus the vocabulary of a file that was exported.",
    discussion: """
      Example:
        nlptool vocab import corpora.sqlite people.vocab --corpus people

      Say by --lowercase, --fold-digits and --characters how its words were counted.
      """)

  @OptionGroup var corpus: CorpusOptions

  @Argument(help: "The file; '-' is standard input.", completion: .file())
  var file: String

  @OptionGroup var folding: FoldingOptions
  @OptionGroup var format: FormatOptions<TableFormat>
  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    let corpus = try corpus.open(.readWriteCreate)
    let stream = file == "-" ? FileStream.standardInput() : try FileStream(path: file)
    let counted = try VocabularyText.readCounts(stream)
    let vocabulary = counted.vocabulary
    try corpus.store(
      vocabulary, settings: folding.settings, documentCounts: counted.documentCounts)
    try format.format.writeResult([
      JSONMember("corpus", .string(corpus.name)), JSONMember("size", .integer(vocabulary.count)),
    ])
    diagnostics.makeDiagnostics().note("\(vocabulary.count - 1) words")
  }
}

struct VocabularyVectorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vectors",
    abstract: "Gives the words of a vocabulary their pretrained vectors.",
    discussion: """
      Example, with a file of GloVe, word2vec or fastText, which may be compressed with gzip or zstd:
        nlptool vocab vectors corpora.sqlite glove.6B.100d.txt --corpus people
      """)

  @OptionGroup var corpus: CorpusOptions

  @Argument(help: "The file of vectors; '-' is standard input.", completion: .file())
  var file: String

  @OptionGroup var format: FormatOptions<TableFormat>
  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    let diagnostics = diagnostics.makeDiagnostics()
    let corpus = try corpus.open(.readWriteCreate)
    let stream = file == "-" ? FileStream.standardInput() : try FileStream(path: file)
    let reader = try WordVectorReader(stream)
    let progress = diagnostics.progress("Reading", unit: "vectors")
    let found = try Interruption.whilePolling {
      try corpus.importVectors(reader) {
        progress.update(to: $0)
        try Interruption.check()
      }
    }
    progress.finish()
    let all = try corpus.vocabulary().count - 1
    diagnostics.note(
      "\(found) of \(all) words have a vector of \(reader.dimension) numbers "
        + "(\(reader.layout))")
    try format.format.writeResult([
      JSONMember("corpus", .string(corpus.name)), JSONMember("vectors", .integer(found)),
      JSONMember("words", .integer(all)), JSONMember("dimension", .integer(reader.dimension)),
      JSONMember("layout", .string(reader.layout)),
    ])
  }
}
