import Text
import TextInput
import Tokenization

/// Where documents come from.
public enum IngestionInput: Sendable, Hashable {
  case file(path: String)
  case standardInput

  /// As messages call it.
  public var name: String {
    switch self {
    case .file(let path): path
    case .standardInput: "standard input"
    }
  }

  /// As the store calls it. What comes through standard input for one split is one source, and so
  /// is each member of a JSON file.
  func sourcePath(_ request: IngestionRequest) -> String {
    switch self {
    case .file(let path): canonicalPath(path) + (request.settings.member.map { "#\($0)" } ?? "")
    case .standardInput: "standard input (\(request.split))"
    }
  }
}

/// How inputs become documents of a corpus.
public struct IngestionRequest: Sendable {
  /// The name of the corpus that documents go to; it is made if it is not there.
  public var corpus: String
  /// How the files are read.
  public var settings: ReadingSettings
  /// Which split a document belongs to.
  public var split: SplitRule
  /// Whether a record that cannot be used ends the run, and leaves the store as it was.
  public var isStrict: Bool
  /// Whether inputs are only read and counted, and nothing is written.
  public var isDryRun = false
  /// How many documents of each input are read; `nil` is all. A later run with another limit goes
  /// on behind them.
  public var limit: Int?
  /// Other names for labels of classes and entities; those that are to be left out become the empty
  /// string.
  public var labels: [String: String] = [:]
  /// Gives tokens to documents that came without.
  public var tokenize: @Sendable (inout Document) -> Void
  /// What `tokenize` calls, if it is that alone: one document then leaves its memory to the next.
  private(set) var tokenizer: Tokenizer?
  /// What `tokenize` is set to, for the record.
  public var tokenization: String
  /// How many documents are written in one transaction, at most. A run that is killed has to read
  /// so many again.
  public var transactionSize = 32_000
  /// How many documents are tokenized at a time by each thread.
  var batchSize: Int { max(1, min(2000, transactionSize)) }
  /// How many threads tokenize.
  public var threads = processorCount()

  /// Sets every property.
  public init(
    corpus: String, settings: ReadingSettings = .init(), split: SplitRule = .given(.train),
    isStrict: Bool = false, tokenization: String = "",
    tokenize: @escaping @Sendable (inout Document) -> Void
  ) {
    self.corpus = corpus
    self.settings = settings
    self.split = split
    self.isStrict = isStrict
    self.tokenization = tokenization
    self.tokenize = tokenize
  }

  /// As the other initializer, with a tokenizer.
  public init(
    corpus: String, settings: ReadingSettings = .init(), split: SplitRule = .given(.train),
    isStrict: Bool = false, tokenization: String = "", tokenizer: Tokenizer
  ) {
    self.init(
      corpus: corpus, settings: settings, split: split, isStrict: isStrict,
      tokenization: tokenization, tokenize: { tokenizer.annotate(&$0) })
    self.tokenizer = tokenizer
  }
}

/// What became of an input.
public struct IngestionSummary: Sendable, Hashable {
  /// The path, or the name of standard input.
  public var input: String
  /// What was recognised, in words.
  public var layout = ""
  /// Documents that the store did not have.
  public var added = 0
  /// Documents that the store had already.
  public var unchanged = 0
  /// Documents whose content changed under the same identifier.
  public var replaced = 0
  /// Records that could not be used.
  public var rejected = 0
  /// Records that were read otherwise than they are written: sentences with a tag that cannot stand
  /// where it does, which were read as conlleval does, and entities in several pieces.
  public var repaired = 0
  /// Fields that the settings name and that no record had.
  public var absentFields: [String] = []
  /// How many were rejected for each kind of reason, in which `#` stands for numbers.
  public var reasons: [String: Int] = [:]
  /// The first of those that were rejected.
  public var rejections: [InputRecord.Rejection] = []
  /// Whether the run was stopped before the end; the same run again goes on from there.
  public var isInterrupted = false

  static let keptRejections = 20
}
