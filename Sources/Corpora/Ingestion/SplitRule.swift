import Text

/// Which split the documents of a source go to.
public enum SplitRule: Sendable, Hashable, CustomStringConvertible {
  case given(Split)
  /// By a hash of the text: one tenth each to test and validation, the rest to train. The same text
  /// goes to the same split, whatever stands around it. Of recordings, the hash is of who speaks.
  case automatic(seed: UInt64)
  /// By a hash, in stated proportions.
  case hashed(SplitProportions)

  /// The split of a document, by the rule.
  public func split(of document: Document) -> Split {
    switch self {
    case .given(let split): return split
    case .automatic(let seed):
      var hash = StableHash(seed: seed)
      hash.combine(document.ungroupedKey)
      return switch hash.value % 10 {
      case 0: .test
      case 1: .validation
      default: .train
      }
    case .hashed(let proportions):
      return proportions.split(of: proportions.hash(of: document))
    }
  }

  /// Whether each class is divided, which takes all documents at once.
  public var isStratified: Bool {
    if case .hashed(let proportions) = self { proportions.isStratified } else { false }
  }

  public var description: String {
    switch self {
    case .given(let split): split.rawValue
    case .automatic(let seed): "auto, seed \(seed)"
    case .hashed(let proportions): proportions.description
    }
  }
}

/// What parts of a corpus are for validation and test.
public struct SplitProportions: Sendable, Hashable, CustomStringConvertible {
  /// In 0...1; the two together are less than 1.
  public var validation: Double
  /// The share of the documents that tests.
  public var test: Double
  /// Divides otherwise for every seed.
  public var seed: UInt64
  /// Whether each class is divided in these proportions, as exactly as its number of documents
  /// allows.
  public var isStratified: Bool
  /// Documents whose identifiers are the same up to the last of these go to the same split, such as
  /// those of one author in "austen/emma/3" by "/"; if it is empty, documents of one identifier. A
  /// document without an identifier is on its own.
  public var groupSeparator: String?

  /// - Throws: `invalidSetting` if the parts leave nothing to train on.
  public init(
    validation: Double, test: Double, seed: UInt64 = 1, isStratified: Bool = false,
    groupSeparator: String? = nil
  ) throws(CorporaError) {
    guard (0..<1).contains(validation), (0..<1).contains(test), validation + test < 1 else {
      throw .invalidSetting(
        "validation \(validation) and test \(test): give parts from 0 to less than 1 that leave some "
          + "of it to train on")
    }
    if isStratified, groupSeparator != nil {
      throw .invalidSetting("documents are divided by class or by group, not by both; choose one")
    }
    self.validation = validation
    self.test = test
    self.seed = seed
    self.isStratified = isStratified
    self.groupSeparator = groupSeparator
  }

  public var description: String {
    "validation \(validation), test \(test), seed \(seed)" + (isStratified ? ", stratified" : "")
      + (groupSeparator.map { ", grouped by '\($0)'" } ?? "")
  }

  /// The group that a document belongs to, if it does to one.
  func group(of document: Document) -> String? {
    document.group(by: groupSeparator)
  }

  /// A hash in 0..<1 of the group of a document; if it has none, of who speaks in a recording, and
  /// otherwise of its text.
  func hash(of document: Document) -> Double {
    var hash = StableHash(seed: seed)
    hash.combine(group(of: document) ?? document.ungroupedKey)
    return hash.unitInterval
  }

  /// The split of documents with a hash.
  func split(of hash: Double) -> Split {
    hash < test ? .test : hash < test + validation ? .validation : .train
  }
}

extension Document {
  /// What stays in one split where no group is named: who speaks in a recording, or the text.
  fileprivate var ungroupedKey: String { recording?.speaker ?? text }
}
