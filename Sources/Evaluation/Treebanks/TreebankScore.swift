/// How well a system finds the tokens, sentences, words and tags of a treebank in its raw text.
///
/// Source: Zeman et al. 2018, "CoNLL 2018 Shared Task: Multilingual Parsing from Raw Text to
/// Universal Dependencies", and its evaluation script, whose measures these are.
public struct TreebankScore: Sendable, Hashable {
  /// What is counted.
  public enum Measure: String, Sendable, Hashable, CaseIterable {
    case tokens = "Tokens"
    case sentences = "Sentences"
    case words = "Words"
    case upos = "UPOS"
    case xpos = "XPOS"
    case features = "UFeats"
    case allTags = "AllTags"
    case lemmas = "Lemmas"
  }

  /// What is scored.
  public var measure: Measure
  /// Gold, found and correct.
  public var counts: PrecisionRecall
  /// The words that stand on both sides; `nil` for tokens, sentences and words themselves.
  public var aligned: Int?

  /// The share of the aligned words that are right.
  public var alignedAccuracy: Double? {
    aligned.flatMap { $0 > 0 ? Double(counts.correct) / Double($0) : nil }
  }

  /// The scores of a system, one for each measure.
  ///
  /// - Throws: ``TreebankError`` if the two are not of the same text.
  public static func scores(
    gold: Treebank, system: Treebank
  ) throws(TreebankError) -> [TreebankScore] {
    if let place = firstDifference(gold.characters, system.characters) {
      func around(_ text: [Unicode.Scalar]) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text[min(place, text.count)...].prefix(20))
        return String(view)
      }
      throw TreebankError(
        "the texts differ from character \(place + 1) on (without spaces): '\(around(gold.characters))' "
          + "in the gold data, '\(around(system.characters))' in the predictions")
    }
    let pairs = WordAlignment(gold: gold.words, system: system.words).pairs
    let words = PrecisionRecall(
      correct: pairs.count, found: system.words.count, gold: gold.words.count)
    func score(
      _ measure: Measure, _ isRight: (_ gold: Treebank.Word, _ system: Treebank.Word) -> Bool
    ) -> TreebankScore {
      let correct = pairs.count { isRight(gold.words[$0.gold], system.words[$0.system]) }
      return TreebankScore(
        measure: measure,
        counts: PrecisionRecall(
          correct: correct, found: system.words.count, gold: gold.words.count),
        aligned: pairs.count)
    }
    return [
      TreebankScore(measure: .tokens, counts: counts(gold.tokens, system.tokens)),
      TreebankScore(measure: .sentences, counts: counts(gold.sentences, system.sentences)),
      TreebankScore(measure: .words, counts: words),
      score(.upos) { $0.upos == $1.upos },
      score(.xpos) { $0.xpos == $1.xpos },
      score(.features) { $0.features == $1.features },
      score(.allTags) {
        $0.upos == $1.upos && $0.xpos == $1.xpos && $0.features == $1.features
      },
      // Where the treebank has no lemma, every one is right.
      score(.lemmas) { $0.lemma == "_" || $0.lemma == $1.lemma },
    ]
  }

  private init(measure: Measure, counts: PrecisionRecall, aligned: Int? = nil) {
    self.measure = measure
    self.counts = counts
    self.aligned = aligned
  }

  /// How many spans, which are ordered and do not overlap, both have.
  private static func counts(_ gold: [Range<Int>], _ system: [Range<Int>]) -> PrecisionRecall {
    PrecisionRecall(
      correct: Set(gold).intersection(system).count, found: system.count, gold: gold.count)
  }

  private static func firstDifference(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int? {
    for index in 0..<min(a.count, b.count) where a[index] != b[index] { return index }
    return a.count == b.count ? nil : min(a.count, b.count)
  }
}

extension EvaluationResult {
  /// The scores of an analysis of raw text; the headline is the F1 of tokens.
  public static func treebank(
    _ scores: [TreebankScore], context: EvaluationContext = .init()
  ) -> EvaluationResult {
    func score(_ metric: String, _ measure: TreebankScore.Measure, _ value: Double?) -> Score {
      Score(
        metric: metric, label: measure.rawValue, value: value,
        signature: context.signature(metric, more: [.init("alignment", "conll2018")]))
    }
    return EvaluationResult(
      scores: scores.map { score("f1", $0.measure, $0.counts.f1) }
        + scores.flatMap { entry in
          [
            score("precision", entry.measure, entry.counts.precision),
            score("recall", entry.measure, entry.counts.recall),
          ]
            + (entry.aligned == nil
              ? [] : [score("aligned_accuracy", entry.measure, entry.alignedAccuracy)])
        }, measurements: .treebank(scores), context: context)
  }
}
