import NLPToolkit

/// Entities in column files, compared token by token, or in documents of any other format.
struct TaggingFileEvaluation: PredictionFileEvaluation {
  private let settings: PredictionFileSettings

  init(_ settings: PredictionFileSettings) { self.settings = settings }

  func evaluate(_ predictedPath: String?) throws -> EvaluatedSystem {
    let gold = try PredictionFile(settings.gold)
    let goldFormat = gold.taggingFormat(settings)
    guard let predictedPath else {
      if goldFormat != nil {
        throw CommandError.usage("\(gold.name) needs --predicted; one file can't hold both")
      }
      return try ColumnTaggingEvaluation(settings).evaluate(gold, nil)
    }
    let predicted = try PredictionFile(predictedPath)
    let predictedFormat = predicted.taggingFormat(settings)
    if goldFormat == nil, predictedFormat == nil {
      return try ColumnTaggingEvaluation(settings).evaluate(gold, predicted)
    }
    return try EntityEvaluation(settings).evaluate(
      AnnotatedItems(gold, format: goldFormat ?? .conll, settings: settings),
      AnnotatedItems(predicted, format: predictedFormat ?? .conll, settings: settings))
  }
}
