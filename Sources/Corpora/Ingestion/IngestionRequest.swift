import Text

/// Which split the documents of a source go to.
public enum SplitRule: Sendable, Hashable, CustomStringConvertible {
  case given(Split)
  /// By a hash of the text: one tenth each to test and validation, the rest to train. The same text
  /// goes to the same split, whatever stands around it.
  case automatic(seed: UInt64)

  public func split(of text: String) -> Split {
    switch self {
    case .given(let split): return split
    case .automatic(let seed):
      var hash = StableHash(seed: seed)
      hash.combine(text)
      return switch hash.value % 10 {
      case 0: .test
      case 1: .validation
      default: .train
      }
    }
  }

  public var description: String {
    switch self {
    case .given(let split): split.rawValue
    case .automatic(let seed): "auto, seed \(seed)"
    }
  }
}

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

  /// As the store calls it. What comes through standard input for one split is one source.
  func sourcePath(split: SplitRule) -> String {
    switch self {
    case .file(let path): canonicalPath(path)
    case .standardInput: "standard input (\(split))"
    }
  }
}

/// How inputs become documents of a corpus.
public struct IngestionRequest: Sendable {
  public var corpus: String
  public var settings: ReadingSettings
  public var split: SplitRule
  /// Whether a record that cannot be used ends the run, and leaves the store as it was.
  public var isStrict: Bool
  /// Gives tokens to documents that came without.
  public var tokenize: @Sendable (inout Document) -> Void
  /// What `tokenize` is set to, for the record.
  public var tokenization: String
  /// How many documents are written in one transaction, at most.
  public var batchSize = 1000

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
}

/// What became of an input.
public struct IngestionSummary: Sendable, Hashable {
  public var input: String
  /// What was recognised, in words.
  public var layout = ""
  public var added = 0
  /// Documents that the store had already.
  public var unchanged = 0
  /// Documents whose content changed under the same identifier.
  public var replaced = 0
  public var rejected = 0
  /// The first of those that were rejected.
  public var rejections: [InputRecord.Rejection] = []
  /// Whether the run was stopped before the end; the same run again goes on from there.
  public var isInterrupted = false

  static let keptRejections = 20
}
