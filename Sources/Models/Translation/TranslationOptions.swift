/// How a ``Translator`` searches for a translation.
public struct TranslationOptions: Sendable, Hashable {
  /// K, the beginnings that are followed at a time; 1 takes the most probable subword at each step.
  public var beam = 5
  /// How many translations of a text are given, at most ``beam``.
  public var count = 1
  /// α: translations are compared by log p / lengthᵅ. With 0 short ones win.
  public var lengthPenalty = 1.0
  /// β of the coverage penalty, β Σ log(min(1, the attention that a subword of the source has got))
  /// (Wu et al. 2016).
  public var coveragePenalty = 0.0
  /// The most subwords of a translation; `nil` for twice as many as the source has, and 10.
  public var maximumLength: Int?
  /// No sequence of so many subwords is written twice; 0 allows all.
  public var blockedNGram = 0
  /// The text that every translation begins with.
  public var prefix = ""

  /// A beam of five hypotheses, and one translation.
  public init() {}

  /// What is wrong with the settings and what to do, or `nil`.
  public var problem: String? {
    let checks: [(name: String, isFine: Bool, range: String)] = [
      ("beam", (1...256).contains(beam), "1 to 256"),
      ("n-best", (1...max(1, beam)).contains(count), "1 to the beam, which is \(beam)"),
      ("length penalty", (0...10).contains(lengthPenalty), "0 to 10"),
      ("coverage penalty", (0...10).contains(coveragePenalty), "0 to 10"),
      ("maximum length", (1...100_000).contains(maximumLength ?? 1), "1 to 100000"),
      ("blocked n-gram", (0...100).contains(blockedNGram), "0 to 100"),
    ]
    return checks.first { !$0.isFine }.map { "the \($0.name) must be \($0.range)" }
  }
}

/// A translation of a text.
public struct Translation: Sendable, Hashable {
  /// The translation.
  public var text: String
  /// The natural logarithm of its probability given the source.
  public var logProbability: Double
  /// What translations are compared by, the greater the better.
  public var score: Double
  /// Its subwords, without the end.
  public var subwords: [String]
  /// How much each of its subwords, and its end, attended to each subword of the source, and its
  /// end. Each row sums to 1.
  public var attention: [[Float]]
  /// Whether the model ended it, rather than the greatest length.
  public var isComplete: Bool

  /// The subword of the source that each subword attended to most; `nil` where that is its end.
  public var alignment: [Int?] {
    attention.prefix(subwords.count).map { row in
      let best = row.indices.max { row[$0] < row[$1] } ?? 0
      return best + 1 < row.count ? best : nil
    }
  }
}
