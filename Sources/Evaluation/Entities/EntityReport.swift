/// Entity scores: an entity is correct if its first token, last token and label are.
public struct EntityReport: Sendable, Hashable {
  /// How the tags were read.
  public var reading: TagReading
  /// Over all labels (micro average), the headline.
  public var overall: PrecisionRecall
  public var byLabel: [String: PrecisionRecall]
  public var sequences: Int
  public var tokens: Int
  /// The tokens whose predicted tag is the gold tag, as text.
  public var equalTags: Int

  public var precision: Double? { overall.precision }
  public var recall: Double? { overall.recall }
  public var f1: Double? { overall.f1 }

  /// The share of tokens with the right tag; `nil` if there were no tokens.
  public var tokenAccuracy: Double? { ratio(equalTags, tokens) }

  public var macro: AverageScores { average(.macro) }
  public var weighted: AverageScores { average(.weighted) }

  public func average(
    _ averaging: Averaging, beta: Double = 1, undefined: UndefinedLabels = .zero
  ) -> AverageScores {
    labels.map { byLabel[$0] ?? PrecisionRecall() }
      .average(averaging, beta: beta, undefined: undefined)
  }

  /// The labels of gold or predicted entities, sorted.
  public var labels: [String] { byLabel.keys.sorted() }
}
