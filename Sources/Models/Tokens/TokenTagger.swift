import Neural
import Text
import Tokenization

/// Finds a label for each token of a text in one or more layers, such as parts of speech and
/// lemmas.
///
/// All layers come from one pass through one network. A tagger is a value to share: all its methods
/// may be called from any thread.
public final class TokenTagger: Sendable {
  /// What the model is and what it was trained on.
  public let card: ModelCard
  /// How the tagger was made.
  public let recipe: TaggerRecipe
  /// What divides texts into tokens.
  public let tokenizer: Tokenizer
  let features: TaggerFeatures
  let labels: [TokenLabels]
  let weights: Weights<Float>
  let embedder: ContextualEmbedder?
  private let inference: TaggerInference
  private let workspaces: ObjectPool<TaggerInference.Workspace>

  init(
    card: ModelCard, recipe: TaggerRecipe, labels: [TokenLabels], features: TaggerFeatures,
    embedder: ContextualEmbedder? = nil, network: TaggerNetwork<Float>, weights: Weights<Float>
  ) {
    self.card = card
    self.recipe = recipe
    self.labels = labels
    self.features = features
    self.weights = weights
    self.embedder = embedder
    tokenizer = Tokenizer(recipe.tokenizer)
    let inference = TaggerInference(
      network: network, weights: weights, features: features, embedder: embedder)
    self.inference = inference
    workspaces = ObjectPool { TaggerInference.Workspace(inference) }
  }

  /// The names of the layers.
  public var layers: [String] { labels.map(\.layer) }

  /// The labels that a layer may have, the most frequent first; those of lemmas are descriptions of
  /// ``LemmaRule``s. `nil` for a layer that the tagger does not know.
  public func labels(of layer: String) -> [String]? {
    labels.first { $0.layer == layer }.map { Array($0.names) }
  }

  /// The tokens of a text with their layers.
  public func analyze(_ text: String) -> Document {
    var documents = [Document(text: text)]
    annotate(&documents)
    return documents[0]
  }

  /// Puts the layers that the tagger finds into documents, in place of those of the same names.
  ///
  /// Documents without gold tokens are tokenized first. What is found depends on neither the other
  /// documents of the call nor the number of threads.
  ///
  /// - Complexity: O(tokens), in memory too: pass long inputs piece by piece.
  public func annotate(_ documents: inout [Document], threads pool: ThreadPool = .serial) {
    tokenizer.annotateUntokenized(&documents, pool)
    var values = documents.map { document in
      labels.map { _ in [String?](repeating: nil, count: document.tokens.count) }
    }
    workspaces.withObject { workspace in
      SentencePiece.forEachBatch(of: documents) { pieces, sentences in
        let found = inference.labels(in: sentences, labels, workspace, pool)
        for (piece, found) in zip(pieces, found) {
          for (layer, texts) in found.enumerated() {
            for (token, text) in zip(piece.tokens, texts) {
              values[piece.document][layer][token] = text
            }
          }
        }
      }
    }
    for index in documents.indices {
      for (labels, values) in zip(labels, values[index]) {
        documents[index].set(TokenLayer(name: labels.layer, values: values))
      }
    }
  }
}

extension TaggerInference {
  /// Of each sentence the values of each layer, one for each token. Where there is a layer of
  /// words, the other layers have as many values as a token has words.
  func labels(
    in sentences: [TokenizedSentence], _ labels: [TokenLabels], _ workspace: Workspace,
    _ pool: ThreadPool
  ) -> [[[String]]] {
    decode(sentences, workspace, pool, initial: []) { index, emissions, _, _ in
      let tokens = sentences[index].words
      func found(_ layer: Int, wordCounts: [Int]? = nil) -> [Int] {
        network.heads[layer].decode(scores[layer], emissions: emissions) {
          labels[layer].isPossible($1, word: tokens[$0], words: wordCounts?[$0])
        }
      }
      let divided = labels.firstIndex { $0.layer == TokenLayer.words }
      let division = divided.map { found($0) }
      let counts = divided.flatMap { layer in division?.map(labels[layer].wordCount) }
      return labels.indices.map { layer in
        let best = (layer == divided ? division : nil) ?? found(layer, wordCounts: counts)
        return zip(best, tokens).map { labels[layer].value($0, word: $1) }
      }
    }
  }
}
