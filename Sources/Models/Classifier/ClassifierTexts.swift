import Text
import Tokenization

/// The labelled texts of a split as word types.
struct ClassifierTexts {
  /// The word types of each text.
  private(set) var types: [[Int32]] = []
  /// The labels of each text.
  private(set) var labels: [Set<String>] = []
  /// For each text the probability of its label; empty for gold ones.
  private(set) var certainties: [Double] = []
  private(set) var tokenCount = 0
  /// How many texts of the corpus came before with other labels.
  private(set) var contradictionCount = 0

  private init() {}

  /// - Parameter words: is given the words that it does not know yet.
  init(
    _ corpus: some Corpus, split: Split, tokenizer: Tokenizer, part: HeldOutPart? = nil,
    words: inout WordTable<String>
  ) throws {
    var known: [UInt64: Set<String>] = [:]
    try corpus.forEachDocument(in: split) { document in
      guard part?.contains(document.text) ?? true else { return }
      let types = words.indices(in: document.text, tokenizer: tokenizer)
      let labels = Set(document.labels)
      append(types, labels)
      if labels.isEmpty { return }
      var hash = StableHash()
      hash.combine(document.text)
      if known.updateValue(labels, forKey: hash.value).map({ $0 != labels }) == true {
        contradictionCount += 1
      }
    }
  }

  /// The texts of the training split that another model has given one of these labels, and surely
  /// enough.
  ///
  /// - Parameter words: is given the words that it does not know yet.
  init(
    _ silver: SilverCorpus, labels known: Set<String>, tokenizer: Tokenizer,
    words: inout WordTable<String>
  ) throws {
    try silver.corpus.forEachDocument(in: .train) { document in
      let certainty = document.labelScores.first ?? 1
      guard document.labels.count == 1, known.contains(document.labels[0]),
        certainty >= silver.minimumProbability
      else { return }
      append(words.indices(in: document.text, tokenizer: tokenizer), Set(document.labels))
      certainties.append(certainty)
    }
  }

  var count: Int { types.count }

  /// The labels that some text has.
  var allLabels: Set<String> { labels.reduce(into: []) { $0.formUnion($1) } }

  /// Takes away the texts whose labels are such, and returns them in order.
  mutating func remove(where isChosen: (Set<String>) -> Bool) -> ClassifierTexts {
    var (kept, removed) = (ClassifierTexts(), ClassifierTexts())
    for (types, labels) in zip(types, labels) {
      if isChosen(labels) {
        removed.append(types, labels)
      } else {
        kept.append(types, labels)
      }
    }
    self = kept
    return removed
  }

  mutating func append(_ other: ClassifierTexts) {
    for (types, labels) in zip(other.types, other.labels) { append(types, labels) }
  }

  private mutating func append(_ types: [Int32], _ labels: Set<String>) {
    self.types.append(types)
    self.labels.append(labels)
    tokenCount += types.count
  }

  /// Whether a text has no label, or more than one.
  var hasSeveral: Bool { labels.contains { $0.count != 1 } }

  /// How many texts have no label.
  var unlabelledCount: Int { labels.count(where: \.isEmpty) }
}

/// Why a classifier cannot be trained.
public enum ClassifierTrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  case noDocuments(corpus: String)
  case tooFewLabels(corpus: String, labels: [String])
  case notOneLabel(corpus: String, count: Int)
  case unknownLabel(corpus: String, label: String)
  case unknownWeight(label: String, labels: [String])
  case vectorsWithoutOrder
  case silverForSeveralLabels

  public var description: String {
    switch self {
    case .noDocuments(let corpus):
      "corpus \(corpus): the training split is empty; ingest documents with --split train or auto"
    case .tooFewLabels(let corpus, let labels):
      labels.isEmpty
        ? "corpus \(corpus): no document of the training split has a label; "
          + "name the field that holds it when you ingest, with --label-field"
        : "corpus \(corpus): all documents of the training split have the label \(labels[0]); "
          + "a classifier needs at least two"
    case .notOneLabel(let corpus, let count):
      "corpus \(corpus): \(count) documents have several labels; "
        + "leave labelling at automatic, or take them out"
    case .unknownLabel(let corpus, let label):
      "corpus \(corpus): all documents of the validation split have labels that no training document has, "
        + "such as \(label); divide the corpus anew, with corpus split"
    case .unknownWeight(let label, let labels):
      "there is no label \(label) to weigh; there are \(labels.prefix(20).joined(separator: ", "))"
    case .vectorsWithoutOrder:
      "a classifier of n-grams alone reads neither word vectors nor language models; "
        + "leave them out, or choose another architecture"
    case .silverForSeveralLabels:
      "texts with several labels, or none, cannot be learned from another model's labels; "
        + "leave these out, or set labelling to single"
    }
  }
}
