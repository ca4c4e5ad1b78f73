import Neural
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
  let embedder: ContextualEmbedder?
  let weights: Weights<Float>
  /// The labels that spans may have, sorted: those of the tagset, and those of a gazetteer.
  public let labels: [String]
  private let network: TaggerNetwork<Float>
  private let inference: TaggerInference
  private let workspaces: ObjectPool<TaggerInference.Workspace>

  package init(
    card: ModelCard, recipe: TaggerRecipe, tagset: Tagset, features: TaggerFeatures,
    embedder: ContextualEmbedder? = nil, network: TaggerNetwork<Float>, weights: Weights<Float>,
    bias: GazetteerBias? = nil
  ) {
    self.card = card
    self.recipe = recipe
    self.tagset = tagset
    tokenizer = Tokenizer(recipe.tokenizer)
    self.features = features
    self.embedder = embedder
    self.weights = weights
    self.network = network
    labels = Set(tagset.labels + (bias?.gazetteer.labels ?? [])).sorted()
    let inference = TaggerInference(
      network: network, weights: weights, features: features, embedder: embedder, tagset: tagset,
      bias: bias)
    self.inference = inference
    workspaces = ObjectPool { TaggerInference.Workspace(inference) }
  }

  /// The same tagger, sharing its weights, that knows names.
  ///
  /// Where the tagger's tokens have a name, the longest one, its span is found with the name's
  /// label; of several labels the tagger chooses one. What is around it is tagged accordingly. A
  /// label that is not among the tagger's works, too, but not with a weight.
  ///
  /// - Parameter weight: by how much a name raises the logarithm of its span's odds, above or below
  ///   0; `nil` makes it certain, with probability 1.
  public func knowing(_ gazetteer: Gazetteer, weight: Double? = nil) -> SequenceTagger {
    SequenceTagger(
      card: card, recipe: recipe, tagset: tagset, features: features, embedder: embedder,
      network: network, weights: weights,
      bias: GazetteerBias(gazetteer: gazetteer, weight: weight, tagset: tagset))
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
    for index in documents.indices { documents[index].spans = [] }
    forEachBatch(of: documents) { pieces, sentences, workspace in
      for (piece, spans) in zip(pieces, inference.spans(in: sentences, workspace, pool)) {
        for (span, probability) in spans {
          let range = documents[piece.document].range(of: span, in: piece.tokens)
          documents[piece.document].spans.append(
            Span(range: range, label: span.label, score: probability))
        }
      }
    }
    for index in documents.indices {
      documents[index].spans.sort { $0.range.lowerBound < $1.range.lowerBound }
    }
  }

  /// The most probable taggings of each document, the best first: what ``annotate(_:threads:)``
  /// finds, then the next best.
  ///
  /// Sentences are independent of each other, so the probability of a tagging is the product of
  /// those of its sentences. Documents without gold tokens are tokenized first.
  ///
  /// - Parameter limit: how many; a document has fewer where there are fewer ways to tag it.
  /// - Complexity: O(tokens · limit log(limit)).
  public func alternatives(
    of documents: [Document], limit: Int, threads pool: ThreadPool = .serial
  ) -> [[TaggingAlternative]] {
    precondition(limit > 0)
    var documents = documents
    tokenize(&documents, pool)
    var found: [[(first: Int, taggings: [TaggingAlternative])]] = Array(
      repeating: [], count: documents.count)
    forEachBatch(of: documents) { pieces, sentences, workspace in
      let alternatives = inference.alternatives(in: sentences, limit: limit, workspace, pool)
      for (piece, alternatives) in zip(pieces, alternatives) {
        let document = documents[piece.document]
        found[piece.document].append(
          (
            first: piece.tokens.lowerBound,
            taggings: alternatives.map { spans, probability in
              TaggingAlternative(
                spans: spans.map {
                  Span(range: document.range(of: $0, in: piece.tokens), label: $0.label)
                }, score: probability)
            }
          ))
      }
    }
    return found.map { sentences in
      sentences.sorted { $0.first < $1.first }.reduce([TaggingAlternative(spans: [], score: 1)]) {
        TaggingAlternative.best($0, $1.taggings, limit: limit)
      }
    }
  }

  /// Calls `body` with sentences of about the same length, batch by batch.
  private func forEachBatch(
    of documents: [Document],
    _ body: (ArraySlice<SentencePiece>, [TokenizedSentence], TaggerInference.Workspace) -> Void
  ) {
    workspaces.withObject { workspace in
      SentencePiece.forEachBatch(of: documents) { body($0, $1, workspace) }
    }
  }

  private func tokenize(_ documents: inout [Document], _ pool: ThreadPool) {
    tokenizer.annotateUntokenized(&documents, pool)
  }
}

extension Document {
  /// The bytes of a span of a sentence, or of a piece of one, that has these tokens.
  fileprivate func range(of span: TokenSpan, in sentence: Range<Int>) -> Range<Int> {
    let first = tokens[sentence.lowerBound + span.tokens.lowerBound]
    let last = tokens[sentence.lowerBound + span.tokens.upperBound - 1]
    return first.range.lowerBound..<last.range.upperBound
  }
}
