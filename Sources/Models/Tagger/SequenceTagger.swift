import Neural
import Text
import Tokenization

/// Finds labelled spans, such as named entities, in text.
///
/// A tagger is a value to share: all its methods may be called from any thread.
public final class SequenceTagger: Sendable {
  /// What the model is and what it was trained on.
  public let card: ModelCard
  /// How the tagger was made.
  public let recipe: TaggerRecipe
  /// The labels and the scheme of the tags.
  public let tagset: Tagset
  /// What divides texts into tokens.
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

  /// This tagger with a gazetteer; both share their weights.
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
  ///
  /// - Parameter locale: whose rules divide the text into words; `nil` for the tagger's own. Give
  ///   the language of the text to a tagger of several languages.
  public func entities(in text: String, locale: String? = nil) -> [Span] {
    var documents = [Document(text: text)]
    annotate(&documents, locales: [locale])
    return documents[0].spans
  }

  /// As ``annotate(_:threads:)``, where each document may be in another language.
  ///
  /// - Parameter locales: whose rules divide each document into words; `nil` for the tagger's own.
  public func annotate(
    _ documents: inout [Document], locales: [String?], threads pool: ThreadPool = .serial
  ) {
    precondition(locales.count == documents.count, "one locale for each document")
    var tokenizers: [String: Tokenizer] = [:]
    var tokenized: [Int] = []
    for index in documents.indices where !documents[index].hasGoldTokens {
      guard let locale = locales[index], locale != recipe.tokenizer.locale else { continue }
      let tokenizer =
        tokenizers[locale]
        ?? {
          var configuration = recipe.tokenizer
          configuration.locale = locale
          return Tokenizer(configuration)
        }()
      tokenizers[locale] = tokenizer
      tokenizer.annotate(&documents[index])
      documents[index].hasGoldTokens = true
      tokenized.append(index)
    }
    annotate(&documents, threads: pool)
    for index in tokenized { documents[index].hasGoldTokens = false }
  }

  /// Replaces the spans of documents by those that the tagger finds.
  ///
  /// Documents without gold tokens are tokenized first; gold tokens stay as they are, even where
  /// the tagger reads their characters. What is found depends on neither the other documents of the
  /// call nor the number of threads.
  ///
  /// - Complexity: O(tokens), in memory too: pass long inputs piece by piece.
  public func annotate(_ documents: inout [Document], threads pool: ThreadPool = .serial) {
    let given = GivenTokens(documents, areDivided: recipe.tokenizer.dividesCharacters)
    tokenize(&documents, pool)
    for index in documents.indices { documents[index].spans = [] }
    forEachBatch(of: documents) { pieces, sentences, workspace in
      for (piece, spans) in zip(pieces, inference.spans(in: sentences, workspace, pool)) {
        for (span, probability) in spans {
          guard let range = documents[piece.document].range(of: span, in: piece.tokens) else {
            continue
          }
          documents[piece.document].spans.append(
            Span(range: range, label: span.label, score: probability))
        }
      }
    }
    for index in documents.indices {
      documents[index].spans.sort { $0.range.lowerBound < $1.range.lowerBound }
    }
    given.restore(in: &documents)
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
                spans: spans.compactMap { span in
                  document.range(of: span, in: piece.tokens).map {
                    Span(range: $0, label: span.label)
                  }
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
    guard recipe.tokenizer.dividesCharacters else { return }
    documents.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let documents = buffer
      pool.forEach(documents.count) { index in
        if documents[index].hasGoldTokens { documents[index].divideCharacters() }
      }
    }
  }
}

extension Document {
  /// The bytes of a span of a sentence, or of a piece of one, that has these tokens, without white
  /// space around it; `nil` if it is nothing else.
  fileprivate func range(of span: TokenSpan, in sentence: Range<Int>) -> Range<Int>? {
    let range =
      sentence.lowerBound + span.tokens.lowerBound..<sentence.lowerBound + span.tokens.upperBound
    guard let first = tokens[range].first(where: { $0.kind != .whitespace }),
      let last = tokens[range].last(where: { $0.kind != .whitespace })
    else { return nil }
    return first.range.lowerBound..<last.range.upperBound
  }
}
