import Neural
import Synchronization
import Text
import Tokenization

/// Finds labelled spans, such as named entities, in text.
///
/// A tagger is a value to share: all its methods may be called from any thread.
public final class SequenceTagger: Sendable {
  public let card: ModelCard
  /// How the tagger was made.
  public let recipe: TaggerRecipe
  public let tagset: Tagset
  public let tokenizer: Tokenizer
  let features: TaggerFeatures
  let weights: Weights<Float>
  private let inference: TaggerInference
  private let workspaces = WorkspacePool()

  package init(
    card: ModelCard, recipe: TaggerRecipe, tagset: Tagset, features: TaggerFeatures,
    network: TaggerNetwork<Float>, weights: Weights<Float>
  ) {
    self.card = card
    self.recipe = recipe
    self.tagset = tagset
    tokenizer = Tokenizer(recipe.tokenizer)
    self.features = features
    self.weights = weights
    inference = TaggerInference(
      network: network, weights: weights, features: features, tagset: tagset)
  }

  /// The entities of a text, ordered by start, with UTF-8 byte offsets and their probabilities.
  public func entities(in text: String) -> [Span] {
    var documents = [Document(text: text)]
    annotate(&documents)
    return documents[0].spans
  }

  /// Replaces the spans of documents by those that the tagger finds.
  ///
  /// Documents without gold tokens are tokenized first. What is found depends on neither the other
  /// documents of the call nor the number of threads.
  ///
  /// - Complexity: O(tokens), in memory too: pass long inputs piece by piece.
  public func annotate(_ documents: inout [Document], threads pool: ThreadPool = .serial) {
    tokenize(&documents, pool)
    var sentences: [Place] = []
    for (index, document) in documents.enumerated() {
      for sentence in document.sentences where !sentence.tokens.isEmpty {
        for first in stride(
          from: sentence.tokens.lowerBound, to: sentence.tokens.upperBound,
          by: Self.maximumSentence)
        {
          sentences.append(
            Place(
              document: index,
              tokens: first..<min(first + Self.maximumSentence, sentence.tokens.upperBound)))
        }
      }
      documents[index].spans = []
    }
    sentences.sort { ($0.tokens.count, $0) < ($1.tokens.count, $1) }
    let workspace = workspaces.take() ?? TaggerInference.Workspace(inference)
    defer { workspaces.giveBack(workspace) }
    var first = 0
    while first < sentences.count {
      var (end, tokens) = (first, 0)
      while end < sentences.count, end - first < Self.batchSize,
        tokens + sentences[end].tokens.count <= Self.batchTokens
      {
        tokens += sentences[end].tokens.count
        end += 1
      }
      tag(sentences[first..<end], of: &documents, workspace, pool)
      first = end
    }
    for index in documents.indices {
      documents[index].spans.sort { $0.range.lowerBound < $1.range.lowerBound }
    }
  }

  private func tokenize(_ documents: inout [Document], _ pool: ThreadPool) {
    documents.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let documents = buffer
      pool.forEach(documents.count) { index in
        if !documents[index].hasGoldTokens { tokenizer.annotate(&documents[index]) }
      }
    }
  }

  /// Sentences in a batch, and their tokens.
  private static let batchSize = 64
  private static let batchTokens = TaggerInference.batchTokens
  /// Longer sentences are tagged in pieces, which bounds memory.
  private static let maximumSentence = batchTokens

  /// A sentence, or a piece of one.
  private struct Place: Comparable {
    let document: Int
    let tokens: Range<Int>

    static func < (a: Place, b: Place) -> Bool {
      (a.document, a.tokens.lowerBound) < (b.document, b.tokens.lowerBound)
    }
  }

  private func tag(
    _ places: ArraySlice<Place>, of documents: inout [Document],
    _ workspace: TaggerInference.Workspace, _ pool: ThreadPool
  ) {
    let sentences = places.map { place in
      TokenizedSentence(
        text: documents[place.document].text, tokens: documents[place.document].tokens[place.tokens]
      )
    }
    for (place, spans) in zip(places, inference.spans(in: sentences, workspace, pool)) {
      let tokens = documents[place.document].tokens[place.tokens]
      for (span, probability) in spans {
        let first = tokens[tokens.startIndex + span.tokens.lowerBound]
        let last = tokens[tokens.startIndex + span.tokens.upperBound - 1]
        documents[place.document].spans.append(
          Span(
            range: first.range.lowerBound..<last.range.upperBound, label: span.label,
            score: probability))
      }
    }
  }
}

/// Workspaces that no call is using.
private final class WorkspacePool: Sendable {
  private struct Idle: @unchecked Sendable {
    var workspaces: [TaggerInference.Workspace] = []
  }

  private let idle = Mutex(Idle())

  func take() -> TaggerInference.Workspace? {
    let taken = idle.withLock { idle in idle.workspaces.popLast().map(Taken.init) }
    return taken?.workspace
  }

  func giveBack(_ workspace: TaggerInference.Workspace) {
    let given = Taken(workspace: workspace)
    idle.withLock { $0.workspaces.append(given.workspace) }
  }

  /// A workspace on its way to the only caller that has it.
  private struct Taken: @unchecked Sendable {
    let workspace: TaggerInference.Workspace
  }
}
