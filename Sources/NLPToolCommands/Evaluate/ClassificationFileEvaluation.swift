import NLPToolkit

/// Classes in any format of documents, or a label a line.
struct ClassificationFileEvaluation: PredictionFileEvaluation {
  private let settings: PredictionFileSettings

  init(_ settings: PredictionFileSettings) { self.settings = settings }

  func evaluate(_ predictedPath: String?) throws -> EvaluatedSystem {
    guard let predictedPath else {
      throw CommandError.usage("--task classification needs --predicted")
    }
    let gold = try LabelledItems(settings.gold, column: settings.goldColumn, settings: settings)
    let predicted = try LabelledItems(
      predictedPath, column: settings.predictedColumn, settings: settings)
    var scorer = ClassificationScorer()
    scorer.errors = settings.errors
    let pairs = ItemPairs(
      goldName: gold.name, predictedName: predicted.name, settings: settings,
      nextGold: gold.next, nextPredicted: predicted.next)
    while let pair = try pairs.next() {
      let (one, other) = (pair.gold, pair.predicted)
      if one.isRejected { continue }
      do {
        try scorer.add(
          gold: one.labels,
          predicted: .init(labels: other.labels, scores: other.scores, score: other.score),
          location: other.location, text: one.text ?? other.text ?? "")
      } catch {
        throw CommandError.badData("\(other.location): \(error)")
      }
    }
    if scorer.count == 0 {
      throw CommandError.badData("\(gold.name): no items in it; is it the right file?")
    }
    for remark in scorer.remarks { settings.diagnostics.note(remark) }
    let context = settings.context.measuring(
      scorer.predictedHash.hexadecimal, on: scorer.goldHash.hexadecimal)
    return EvaluatedSystem(
      name: predictedPath,
      result: .classification(scorer, keepsItems: settings.keepsItems, context: context))
  }
}
