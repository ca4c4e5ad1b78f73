import Text
import Tokenization

/// The sentences of a split as a tagger sees them.
struct TaggerSentences {
  private(set) var sentences: [LabelledSentence] = []
  private(set) var misaligned: [MisalignedSpan] = []
  private(set) var documentCount = 0
  private(set) var spanCount = 0

  init(_ corpus: some Corpus, split: Split, recipe: TaggerRecipe, part: HeldOutPart? = nil) throws {
    // Layers are of the corpus's own tokens.
    let keepsTokens = recipe.goldTokens || !recipe.tokenLayers.isEmpty
    let tokenizer = keepsTokens ? nil : Tokenizer(recipe.tokenizer)
    let divider =
      recipe.tokenLayers.isEmpty || recipe.goldTokens ? nil : Tokenizer(recipe.tokenizer)
    for source in (corpus as? JoinedCorpus)?.parts ?? [corpus] {
      try source.forEachDocument(in: split) { document in
        guard part?.contains(document.text) ?? true else { return }
        var document = document
        document.spans = recipe.tokenLayers.isEmpty ? recipe.mapped(document.spans) : []
        try add(
          document, tokenizer: tokenizer, divider: divider, layers: recipe.tokenLayers,
          corpus: source.name)
      }
    }
  }

  /// The sentences that teach and those that validate: the validation split, or, if there is none,
  /// a part of the training split.
  ///
  /// - Throws: ``TaggerTrainingError`` if no sentence teaches, and what the corpus throws.
  static func parts(
    of corpus: some Corpus, recipe: TaggerRecipe
  ) throws -> (train: TaggerSentences, validation: TaggerSentences, isHeldOut: Bool) {
    var train = try TaggerSentences(corpus, split: .train, recipe: recipe)
    var validation = try TaggerSentences(corpus, split: .validation, recipe: recipe)
    let isHeldOut = validation.documentCount == 0
    if isHeldOut {
      var part = HeldOutPart(share: recipe.heldOut, seed: recipe.training.seed, isHeldOut: false)
      train = try TaggerSentences(corpus, split: .train, recipe: recipe, part: part)
      part.isHeldOut = true
      validation = try TaggerSentences(corpus, split: .train, recipe: recipe, part: part)
    }
    guard !train.sentences.isEmpty else {
      throw recipe.tokenLayers.first.map {
        TaggerTrainingError.noLayer(corpus: corpus.name, layer: $0)
      } ?? TaggerTrainingError.noDocuments(corpus: corpus.name)
    }
    return (train, validation, isHeldOut)
  }

  /// The sentences of the training split of silver documents that are certain enough.
  init(_ silver: SilverCorpus, recipe: TaggerRecipe) throws {
    let tokenizer = Tokenizer(recipe.tokenizer)
    try silver.corpus.forEachDocument(in: .train) { document in
      try add(
        document, tokenizer: document.hasGoldTokens ? nil : tokenizer, corpus: silver.corpus.name,
        weight: silver.weight, minimumProbability: silver.minimumProbability)
    }
  }

  /// - Parameters:
  ///   - tokenizer: makes the tokens, which are the document's own without one.
  ///   - divider: what will make the tokens in use, to tell which of the document's it does not
  ///     divide.
  private mutating func add(
    _ document: Document, tokenizer: Tokenizer?, divider: Tokenizer? = nil, layers: [String] = [],
    corpus: String,
    weight: Double = 1, minimumProbability: Double = 0
  ) throws(TaggerTrainingError) {
    var document = document
    if let tokenizer {
      tokenizer.annotate(&document)
    } else if !document.hasGoldTokens {
      // Layers are of tokens, so that a document without tokens has none.
      if !layers.isEmpty { return }
      throw .noGoldTokens(corpus: corpus, document: document.identifier)
    }
    let values = layers.map { document.values(of: $0) }
    if !layers.isEmpty, values.allSatisfy({ $0 == nil }) { return }
    let alignment = TokenAlignment(document)
    documentCount += 1
    spanCount += document.spans.count
    misaligned += alignment.misaligned
    let unsure = document.spans.filter { ($0.score ?? 1) < minimumProbability }.map(\.range)
    let undivided = divider.map { UndividedTokens(of: document, by: $0) }
    for (sentence, spans) in zip(document.sentences, alignment.spans)
    where !sentence.tokens.isEmpty {
      if !unsure.isEmpty {
        let range =
          document.tokens[sentence.tokens.lowerBound].range
          .lowerBound..<document.tokens[
            sentence.tokens.upperBound - 1
          ].range.upperBound
        if unsure.contains(where: { $0.overlaps(range) }) { continue }
      }
      sentences.append(
        LabelledSentence(
          words: document.tokens[sentence.tokens].map { $0.word(in: document.text) }, spans: spans,
          labels: values.map { values in
            values.map { Array($0[sentence.tokens]) }
              ?? Array(repeating: nil, count: sentence.tokens.count)
          }, corpus: corpus, weight: weight))
      if let undivided {
        sentences[sentences.count - 1].undivided = undivided.words(in: sentence.tokens)
      }
    }
  }

  /// The ways in which tokens that the tokenizer does not divide are divided so often.
  func splits(atLeast minimum: Int) -> Set<WordSplit> {
    var counts: [WordSplit: Int] = [:]
    for sentence in sentences {
      for split in sentence.splits { counts[split, default: 0] += 1 }
    }
    return Set(counts.filter { $0.value >= minimum }.keys)
  }

  /// Joins the words that the tokenizer does not divide, where they are divided in one of these
  /// ways; from then on such a token has its words in the layer `words`.
  ///
  /// - Parameter wordLayer: the index of that layer.
  mutating func joinUndivided(_ splits: Set<WordSplit>, wordLayer: Int) {
    for index in sentences.indices {
      sentences[index].joinUndivided(splits, wordLayer: wordLayer)
    }
  }

  /// Takes away the sentences that have such a span.
  ///
  /// - Returns: their number.
  mutating func removeSentences(with isChosen: (TokenSpan) -> Bool) -> Int {
    let count = sentences.count
    sentences.removeAll { $0.spans.contains(where: isChosen) }
    return count - sentences.count
  }

  var tokenCount: Int { sentences.reduce(0) { $0 + $1.words.count } }

  /// How often each word occurs.
  var wordCounts: [String: Int] {
    var counts: [String: Int] = [:]
    for sentence in sentences {
      for word in sentence.words { counts[word, default: 0] += 1 }
    }
    return counts
  }

  /// How many sentences each corpus has.
  var corpusCounts: [String: Int] {
    sentences.reduce(into: [:]) { $0[$1.corpus, default: 0] += 1 }
  }

  var labels: Set<String> { Set(sentences.lazy.flatMap { $0.spans.map(\.label) }) }
}

/// Why a tagger cannot be trained.
public enum TaggerTrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  case noDocuments(corpus: String)
  case noSpans(corpus: String)
  case noGoldTokens(corpus: String, document: String?)
  case unknownLabel(corpus: String, label: String)
  case noLayer(corpus: String, layer: String)

  public var description: String {
    switch self {
    case .noDocuments(let corpus):
      "corpus \(corpus): the training split is empty; ingest documents with --split train or auto"
    case .noSpans(let corpus):
      "corpus \(corpus): no document of the training split has a labelled span on its tokens"
    case .noLayer(let corpus, let layer):
      "corpus \(corpus): no token of the training split has a value in the layer '\(layer)'; "
        + "ingest a treebank in CoNLL-U, or name another layer"
    case .noGoldTokens(let corpus, let document):
      "corpus \(corpus): \(document.map { "document \($0)" } ?? "a document") has no tokens of its "
        + "own; leave out --gold-tokens"
    case .unknownLabel(let corpus, let label):
      "corpus \(corpus): all sentences of the validation split have labels that no training sentence "
        + "has, such as \(label); divide the corpus anew, with corpus split"
    }
  }
}
