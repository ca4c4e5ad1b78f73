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
  let network: TaggerNetwork<Float>
  let weights: Weights<Float>
  private let workspaces = WorkspacePool()

  init(
    card: ModelCard, recipe: TaggerRecipe, tagset: Tagset, features: TaggerFeatures,
    network: TaggerNetwork<Float>, weights: Weights<Float>
  ) {
    self.card = card
    self.recipe = recipe
    self.tagset = tagset
    tokenizer = Tokenizer(recipe.tokenizer)
    self.features = features
    self.network = network
    self.weights = weights
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
    for index in documents.indices where !documents[index].hasGoldTokens {
      tokenizer.annotate(&documents[index])
    }
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
    let workspace = workspaces.take()
    defer { workspaces.giveBack(workspace) }
    for first in stride(from: 0, to: sentences.count, by: Self.batchSize) {
      let places = sentences[first..<min(first + Self.batchSize, sentences.count)]
      tag(Array(places), of: &documents, workspace, pool)
    }
    for index in documents.indices {
      documents[index].spans.sort { $0.range.lowerBound < $1.range.lowerBound }
    }
  }

  /// Sentences in a batch.
  private static let batchSize = 64
  /// Longer sentences are tagged in pieces, which bounds memory.
  private static let maximumSentence = 4096

  /// A sentence, or a piece of one.
  private struct Place: Comparable {
    let document: Int
    let tokens: Range<Int>

    static func < (a: Place, b: Place) -> Bool {
      (a.document, a.tokens.lowerBound) < (b.document, b.tokens.lowerBound)
    }
  }

  private func tag(
    _ places: [Place], of documents: inout [Document],
    _ workspace: TaggerNetwork<Float>.Workspace, _ pool: ThreadPool
  ) {
    var types = WordTypes(features: features)
    let sentences = places.map { place in
      let document = documents[place.document]
      return TaggerBatch.Sentence(
        types: document.tokens[place.tokens].map { types.number(of: document.slice($0.range)) },
        tags: [])
    }
    let batch = TaggerBatch(
      sentences, attributeCount: features.attributes.count, encoding: types.encoding(of:))
    let found = network.spans(weights, batch, workspace, tagset, pool)
    for (packed, spans) in found.enumerated() {
      let place = places[batch.tokens.order[packed]]
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
  private let free = Mutex<[TaggerNetwork<Float>.Workspace]>([])

  func take() -> TaggerNetwork<Float>.Workspace {
    free.withLock { $0.popLast() } ?? TaggerNetwork<Float>.Workspace()
  }

  func giveBack(_ workspace: TaggerNetwork<Float>.Workspace) {
    free.withLock { $0.append(workspace) }
  }
}
