import NLPToolkit

/// Classes in JSON lines, fastText files, tab-separated columns or plain lines.
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
    while let (one, other) = try nextPair(gold, predicted) {
      if one.isRejected { continue }
      do {
        try scorer.add(
          gold: one.labels,
          predicted: .init(labels: other.labels, scores: other.scores, score: other.score),
          place: predicted.place, text: one.text ?? other.text ?? "")
      } catch {
        throw CommandError.badData("\(predicted.place): \(error)")
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

  private func nextPair(_ gold: LabelledItems, _ predicted: LabelledItems) throws
    -> (LabelledItem, LabelledItem)?
  {
    let one = try gold.next()
    let other = try predicted.next()
    guard let one, let other else {
      if one != nil {
        throw CommandError.badData(
          "\(gold.place): \(predicted.name) ends before this item; predict the whole file")
      }
      if other != nil {
        throw CommandError.badData(
          "\(predicted.place): \(gold.name) ends before this item; "
            + "the files have to hold the same items")
      }
      return nil
    }
    for (name, first, second) in [
      (settings.idField, one.id, other.id), (settings.textField, one.text, other.text),
    ] {
      if let first, let second, first != second {
        throw CommandError.badData(
          "\(predicted.place): another \(name) than \(gold.place); "
            + "bring the files into the same order")
      }
    }
    return (one, other)
  }
}
