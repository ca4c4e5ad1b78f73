import Evaluation
import Text

/// What a model scored on a split of a corpus.
public struct ModelEvaluation: Sendable {
  /// The scores, the headline first.
  public var result: EvaluationResult
  /// What a reader of the scores should know, one sentence each.
  public var remarks: [String] = []
}

/// Why a model cannot be scored on a corpus.
public enum ModelEvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
  case emptySplit(corpus: String, split: Split)
  case noText(name: String)
  case noGoldTokens(corpus: String, document: String?)
  case noSuchLayer(layer: String, layers: [String])
  case emptyLayer(corpus: String, split: Split, layer: String)

  public var description: String {
    switch self {
    case .emptySplit(let corpus, let split):
      "corpus \(corpus): the \(split.rawValue) split is empty"
    case .noSuchLayer(let layer, let layers):
      "the model has no layer '\(layer)'; it has \(layers.joined(separator: ", "))"
    case .emptyLayer(let corpus, let split, let layer):
      "corpus \(corpus): the \(split.rawValue) split has no layer '\(layer)' on tokens of its own"
    case .noText(let name):
      "\(name): no text to score on; is it the right split?"
    case .noGoldTokens(let corpus, let document):
      "corpus \(corpus): \(document ?? "a document") has no tokens of its own; "
        + "leave out --gold-tokens"
    }
  }
}

/// Whether a model and the data that it is scored on name their labels alike.
struct LabelComparison {
  let model: [String]
  let split: Split
  private(set) var gold: Set<String> = []

  init(model: [String], split: Split) {
    self.model = model
    self.split = split
  }

  mutating func add(_ labels: some Sequence<String>) { gold.formUnion(labels) }

  /// Whether there are gold labels, and the model has none of them.
  var isDisjoint: Bool { !gold.isEmpty && gold.isDisjoint(with: model) }

  /// What is to be said of it, if anything.
  var remark: String? {
    func list(_ labels: some Collection<String>) -> String {
      labels.prefix(10).joined(separator: ", ") + (labels.count > 10 ? ", …" : "")
    }
    if gold.isEmpty { return "the \(split.rawValue) split has no labels to score against" }
    let unknown = gold.subtracting(model).sorted()
    if unknown.count == gold.count {
      return "the \(split.rawValue) split has none of the labels of the model "
        + "(\(list(model))), but \(list(unknown)): nothing can be right"
    }
    return unknown.isEmpty
      ? nil
      : "the model does not know \(list(unknown)) of the \(split.rawValue) split: always missed"
  }
}

extension Corpus {
  /// Calls `body` with the documents of the split in order, so many at a time; the last batch may
  /// have fewer.
  package func forEachBatch(
    of count: Int, in split: Split, _ body: ([Document]) throws -> Void
  ) throws {
    var batch: [Document] = []
    try forEachDocument(in: split) { document in
      batch.append(document)
      if batch.count == count {
        try body(batch)
        batch.removeAll(keepingCapacity: true)
      }
    }
    if !batch.isEmpty { try body(batch) }
  }
}

extension EvaluationContext {
  /// The context with the fingerprint of the data and more fields for signatures.
  func measured(on split: String, _ fields: [Signature.Field]) -> EvaluationContext {
    var context = self
    context.split = split
    context.more += fields
    return context
  }
}
