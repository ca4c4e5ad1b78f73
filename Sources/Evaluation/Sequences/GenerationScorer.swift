/// ROUGE-1, ROUGE-2 and ROUGE-L of summaries or other written texts, each compared with one
/// reference.
public struct GenerationScorer: Sendable {
  /// The means over all texts of one measure, in 0...1.
  public struct Means: Sendable, Hashable {
    /// The name of the measure, such as `rouge_l`.
    public let metric: String
    fileprivate(set) public var precision = 0.0
    fileprivate(set) public var recall = 0.0
    fileprivate(set) public var f1 = 0.0
  }

  /// Whether words of more than three letters are reduced to their stems.
  public let usesStems: Bool
  /// The texts so far.
  public private(set) var texts = 0
  /// The F1 of ROUGE-L of each text, for resampling.
  public private(set) var items = ItemStatistics(width: 2)
  private let measures: [ROUGE]
  /// The sums over all texts.
  private var sums: [Means]

  /// - Parameter usesStems: whether words of more than three letters are reduced to their stems, as
  ///   `rouge-score` does by its option `use_stemmer`.
  public init(usesStems: Bool = false) {
    self.usesStems = usesStems
    let variants: [(String, ROUGE.Variant)] = [
      ("rouge_l", .longestCommonSubsequence), ("rouge_1", .ngrams(1)), ("rouge_2", .ngrams(2)),
    ]
    measures = variants.map { ROUGE($0.1, usesStems: usesStems) }
    sums = variants.map { Means(metric: $0.0) }
  }

  /// Counts a prediction beside its reference.
  public mutating func add(reference: String, prediction: String) {
    for (index, measure) in measures.enumerated() {
      let counts = measure.counts(reference: reference, prediction: prediction)
      // Where a text has no words, `rouge-score` counts 0.
      sums[index].precision += counts.precision ?? 0
      sums[index].recall += counts.recall ?? 0
      sums[index].f1 += counts.f1 ?? 0
      if index == 0 { items.add([counts.f1 ?? 0, 1]) }
    }
    texts += 1
  }

  /// ROUGE-L first; empty without texts.
  public var means: [Means] {
    if texts == 0 { return [] }
    return sums.map { sum in
      var mean = sum
      mean.precision /= Double(texts)
      mean.recall /= Double(texts)
      mean.f1 /= Double(texts)
      return mean
    }
  }
}
