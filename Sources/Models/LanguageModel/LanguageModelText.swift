import Text

/// The text that a language model is trained on, piece by piece and the same each time.
///
/// The pieces of a split follow each other without gaps; a scalar is never cut in two, unless the
/// text is not UTF-8.
public protocol LanguageModelText: Sendable {
  var name: String { get }

  /// Calls `body` with the bytes of a split.
  func forEachPiece(of split: Split, _ body: (UnsafeRawBufferPointer) throws -> Void) throws

  /// The corpora for a model's card, with the fingerprints of the splits that were used.
  func corpora() throws -> [ModelCard.Corpus]
}

/// The documents of a corpus, each followed by a separator, as one text.
public struct CorpusText: LanguageModelText {
  /// The documents that make up the text.
  public let corpus: any Corpus
  /// What stands behind each document.
  public let separator: String
  /// How many of the last training documents validate, where the corpus has no validation split.
  private let heldOut: Int
  private let trainingDocuments: Int

  /// - Parameter heldOut: the share of the training documents that validates if need be.
  /// - Throws: what the corpus throws.
  public init(_ corpus: any Corpus, separator: String, heldOut: Double) throws {
    self.corpus = corpus
    self.separator = separator
    var validation = 0
    try corpus.forEachDocument(in: .validation) { _ in validation += 1 }
    var training = 0
    if validation == 0 { try corpus.forEachDocument(in: .train) { _ in training += 1 } }
    self.heldOut = validation > 0 ? 0 : Int((Double(training) * heldOut).rounded(.up))
    trainingDocuments = training
  }

  /// Whether the last of the training documents validate.
  public var isHeldOut: Bool { heldOut > 0 }

  public var name: String { corpus.name }

  public func forEachPiece(
    of split: Split, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var index = 0
    let first = trainingDocuments - heldOut
    let source = isHeldOut && split == .validation ? Split.train : split
    try corpus.forEachDocument(in: source) { document in
      defer { index += 1 }
      if isHeldOut && split != .test && (index >= first) != (split == .validation) { return }
      var text = document.text + separator
      try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
    }
  }

  public func corpora() throws -> [ModelCard.Corpus] {
    try ((corpus as? JoinedCorpus)?.parts ?? [corpus]).map { part in
      var fingerprints = ["train": try part.fingerprint(of: .train)]
      if !isHeldOut { fingerprints["validation"] = try part.fingerprint(of: .validation) }
      return ModelCard.Corpus(name: part.name, fingerprints: fingerprints)
    }
  }
}
