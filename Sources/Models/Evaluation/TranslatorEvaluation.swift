import Evaluation
import Neural
import Text
import TextInput

extension Translator {
  /// The pairs that the training has put into a split, if they are those that it was given.
  public func pairs(of split: Split, in pairs: [SentencePair]) -> [SentencePair] {
    let shares = recipe.shares
    return pairs.filter { shares.split(of: $0.source) == split }
  }

  /// Translates the documents of a split that have a target, and compares with the targets.
  ///
  /// - Throws: ``TranslationError/noPairs(name:)``, and what the corpus throws.
  public func evaluate(
    on corpus: some Corpus, split: Split, options: TranslationOptions = .init(),
    context: EvaluationContext = .init(), threads pool: ThreadPool = .serial
  ) throws -> ModelEvaluation {
    try evaluate(
      on: SentencePair.pairs(of: corpus, in: split), name: "\(corpus.name) \(split.rawValue)",
      options: options, context: context, threads: pool)
  }

  /// Translates the sources of pairs and compares with their targets.
  ///
  /// - Parameters:
  ///   - name: of the pairs, for messages.
  ///   - options: how translations are searched for; one of each source is compared.
  ///   - context: how scores are computed; its `model` is a hash of the model's file.
  /// - Throws: ``TranslationError/noPairs(name:)``.
  public func evaluate(
    on pairs: [SentencePair], name: String, options: TranslationOptions = .init(),
    context: EvaluationContext = .init(), threads pool: ThreadPool = .serial
  ) throws -> ModelEvaluation {
    if pairs.isEmpty { throw TranslationError.noPairs(name: name) }
    // A source that has several targets is translated once.
    var seen: Set<String> = []
    let sources = pairs.map(\.source).filter { seen.insert($0).inserted }
    let usable = sources.filter { problem(of: $0) == nil }
    var options = options
    options.count = 1
    let results = translations(of: usable, options: options, threads: pool)
    let found = Dictionary(
      uniqueKeysWithValues: zip(usable, results.map { $0[0].text }))
    var scorer = TranslationScorer()
    for pair in pairs {
      scorer.add(hypothesis: found[pair.source] ?? "", references: [pair.target])
    }
    let context = context.measured(
      on: SentencePair.fingerprint(pairs),
      [Signature.Field("beam", "\(options.beam)"), Signature.Field("seed", "\(card.seed)")])
    let left = sources.count - usable.count
    return ModelEvaluation(
      result: .translation(scorer, context: context),
      remarks: left == 0
        ? [] : ["\(left) sources are too long and count as translated by nothing"])
  }
}
