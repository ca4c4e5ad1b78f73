/// Entity scores: an entity is correct if its first token, last token and label are.
public struct EntityReport: Sendable, Hashable {
  /// How the tags were read.
  public var reading: TagReading
  /// Over all labels (micro average), the headline.
  public var overall: PrecisionRecall
  /// The counts of each label.
  public var byLabel: [String: PrecisionRecall]
  /// The number of sentences.
  public var sequences: Int
  /// Tokens of all sentences; 0 where spans were compared.
  public var tokens: Int
  /// The tokens whose predicted tag is the gold tag, as text.
  public var equalTags: Int

  /// True positives / found, over all labels (micro average).
  public var precision: Double? { overall.precision }
  /// True positives / gold, over all labels (micro average).
  public var recall: Double? { overall.recall }
  /// The harmonic mean of ``precision`` and ``recall``.
  public var f1: Double? { overall.f1 }

  /// The share of tokens with the right tag; `nil` if there were no tokens.
  public var tokenAccuracy: Double? { ratio(equalTags, tokens) }

  /// The mean over labels.
  public var macro: AverageScores { average(.macro) }
  /// The mean over labels, weighted by gold entities.
  public var weighted: AverageScores { average(.weighted) }

  /// The scores of all labels averaged; labels without a gold or predicted entity count as
  /// `undefined` says.
  public func average(
    _ averaging: Averaging, beta: Double = 1, undefined: UndefinedLabels = .zero
  ) -> AverageScores {
    labels.map { byLabel[$0] ?? PrecisionRecall() }
      .average(averaging, beta: beta, undefined: undefined)
  }

  /// The labels of gold or predicted entities, sorted.
  public var labels: [String] { byLabel.keys.sorted() }
}
