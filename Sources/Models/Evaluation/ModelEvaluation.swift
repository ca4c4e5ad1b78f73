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

  public var description: String {
    switch self {
    case .emptySplit(let corpus, let split):
      "corpus \(corpus): the \(split.rawValue) split is empty"
    case .noText(let name):
      "\(name): no text to score on; is it the right split?"
    case .noGoldTokens(let corpus, let document):
      "corpus \(corpus): \(document ?? "a document") has no tokens of its own; "
        + "leave out --gold-tokens"
    }
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
