import ArgumentParser
import NLPToolkit

struct VocabularyCoverageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage",
    abstract: "Says how many of the running words of each split the vocabulary does not know.",
    discussion: "Example:\n  nlptool vocab coverage corpora.sqlite --corpus people")

  @OptionGroup var corpus: CorpusOptions
  @OptionGroup var format: FormatOptions<TableFormat>

  func run() throws {
    let corpus = try corpus.open()
    let vocabulary = try corpus.vocabulary()
    let settings = try corpus.vocabularySettings()
    for split in Split.allCases {
      let coverage = try VocabularyCoverage(of: split, in: corpus, vocabulary, settings)
      guard let coverage else { continue }
      try Output.standard.writeLine(
        format.format == .jsonl ? coverage.json.serialized : coverage.description)
    }
  }
}

/// How words are counted, and looked up again.
struct FoldingOptions: ParsableArguments {
  @Flag(help: "Count words in lower case.")
  var lowercase = false

  @Flag(help: "Count every digit as 0.")
  var foldDigits = false

  @Flag(help: "Count the characters of the words rather than the words.")
  var characters = false

  var settings: VocabularySettings {
    var settings = VocabularySettings()
    settings.lowercases = lowercase
    settings.foldsDigits = foldDigits
    settings.unit = characters ? .character : .word
    return settings
  }
}

/// What a vocabulary knows of a split.
struct VocabularyCoverage: CustomStringConvertible {
  var split: Split
  var unit: VocabularySettings.Unit
  var known: Int
  var all: Int

  /// - Returns: `nil` for a split without words.
  init?(
    of split: Split, in corpus: StoredCorpus, _ vocabulary: Vocabulary,
    _ settings: VocabularySettings
  ) throws {
    let coverage = try corpus.coverage(of: split, by: vocabulary, settings: settings)
    if coverage.all == 0 { return nil }
    (known, all) = (coverage.known, coverage.all)
    self.split = split
    unit = settings.unit
  }

  private var unknownRate: Double { Double(all - known) / Double(all) }

  var description: String {
    "\(split.rawValue): \(DecimalText.fixed(unknownRate * 100, digits: 1))% of \(all) \(unit.rawValue)s "
      + "are unknown"
  }

  var json: JSONValue {
    .object([
      JSONMember("split", .string(split.rawValue)), JSONMember("known", .integer(known)),
      JSONMember("all", .integer(all)), JSONMember("unknown_rate", .decimal(unknownRate)),
    ])
  }
}
