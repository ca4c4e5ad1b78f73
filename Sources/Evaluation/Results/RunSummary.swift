/// The scores of several runs of the same system, such as with other seeds: mean and deviation.
public struct RunSummary: Sendable {
  /// A score over the runs.
  public struct Row: Sendable, Hashable {
    /// The score as the first run has it, with its name and its signature.
    public var score: Score
    /// Over the runs in which the score is defined; `nil` if it is in none.
    public var summary: Summary?
  }

  /// How many runs there are.
  public let runs: Int
  /// In the order of the first run; scores that a run does not have are left out.
  public let rows: [Row]

  /// - Precondition: there is a run.
  public init(_ results: [EvaluationResult]) {
    precondition(!results.isEmpty, "there are no runs")
    runs = results.count
    let values = results.map { result in
      Dictionary(result.scores.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
    rows = results[0].scores.compactMap { score in
      let found = values.compactMap { $0[score.name] }
      guard found.count == values.count else { return nil }
      return Row(score: score, summary: Summary(found.compactMap { $0 }))
    }
  }

  /// The signature of a row: that of its score, with the number of runs instead of one model's
  /// hash.
  public func signature(of row: Row) -> Signature {
    var signature = row.score.signature
    signature.fields.removeAll { $0.name == "model" || $0.name == "seed" }
    signature.fields.append(Signature.Field("runs", "\(runs)"))
    return signature
  }
}
