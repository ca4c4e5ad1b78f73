/// A corpus for one training of an experiment: one part of another is its test split and the others
/// are its training split, or the splits are as they are and the training split is cut to a share.
public struct PartialCorpus: Corpus {
  /// The corpus that this is a part of.
  public let base: any Corpus
  /// How it is divided.
  public let folds: Folds
  /// The part that is the test split; `nil` keeps the splits of the corpus.
  public let heldOut: Int?
  /// The share of the training documents that is kept, in 0...1.
  public let share: Double

  /// Sets every property.
  public init(_ base: any Corpus, folds: Folds, heldOut: Int?, share: Double = 1) {
    self.base = base
    self.folds = folds
    self.heldOut = heldOut
    self.share = share
  }

  /// The name of the whole corpus.
  public var name: String { base.name }

  public func forEachDocument(in split: Split, _ body: (Document) throws -> Void) throws {
    guard let heldOut else {
      return try base.forEachDocument(in: split) { document in
        if split == .train, !folds.isInShare(document, share) { return }
        try body(document)
      }
    }
    if split == .validation { return }
    for part in folds.splits {
      try base.forEachDocument(in: part) { document in
        let isHeldOut = folds.fold(of: document) == heldOut
        guard isHeldOut == (split == .test), isHeldOut || folds.isInShare(document, share) else {
          return
        }
        try body(document)
      }
    }
  }
}
