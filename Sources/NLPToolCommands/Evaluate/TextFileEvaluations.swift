import NLPToolkit

/// Translations, one a line, against one reference each.
struct TranslationFileEvaluation: PredictionFileEvaluation {
  private let settings: PredictionFileSettings

  init(_ settings: PredictionFileSettings) { self.settings = settings }

  func evaluate(_ predicted: String?) throws -> EvaluatedSystem {
    guard let predicted else { throw CommandError.usage("--task translation needs --predicted") }
    let pairs = try LinePairs(gold: settings.gold, predicted: predicted)
    var scorer = TranslationScorer()
    while let pair = try pairs.next() {
      scorer.add(hypothesis: pair.predicted, references: [pair.gold])
    }
    if scorer.segments == 0 {
      throw CommandError.badData("\(settings.gold): no lines in it; is it the right file?")
    }
    return EvaluatedSystem(
      name: predicted, result: .translation(scorer, context: pairs.context(settings)))
  }
}

/// Summaries or other written texts, one a line, against one reference each.
struct GenerationFileEvaluation: PredictionFileEvaluation {
  private let settings: PredictionFileSettings

  init(_ settings: PredictionFileSettings) { self.settings = settings }

  func evaluate(_ predicted: String?) throws -> EvaluatedSystem {
    guard let predicted else { throw CommandError.usage("--task generation needs --predicted") }
    let pairs = try LinePairs(gold: settings.gold, predicted: predicted)
    var scorer = GenerationScorer(usesStems: settings.usesStems)
    while let pair = try pairs.next() {
      scorer.add(reference: pair.gold, prediction: pair.predicted)
    }
    if scorer.texts == 0 {
      throw CommandError.badData("\(settings.gold): no lines in it; is it the right file?")
    }
    return EvaluatedSystem(
      name: predicted, result: .generation(scorer, context: pairs.context(settings)))
  }
}

/// Transcriptions, one a line.
struct SpeechFileEvaluation: PredictionFileEvaluation {
  private let settings: PredictionFileSettings

  init(_ settings: PredictionFileSettings) { self.settings = settings }

  func evaluate(_ predicted: String?) throws -> EvaluatedSystem {
    guard let predicted else { throw CommandError.usage("--task speech needs --predicted") }
    let pairs = try LinePairs(gold: settings.gold, predicted: predicted)
    var words = ErrorRate(.word)
    var characters = ErrorRate(.character)
    var items = ItemStatistics(width: 2)
    while let pair = try pairs.next() {
      var line = ErrorRate(.word)
      line.add(reference: pair.gold, hypothesis: pair.predicted)
      words.merge(line)
      characters.add(reference: pair.gold, hypothesis: pair.predicted)
      if settings.keepsItems {
        items.add([Double(line.counts.edits), Double(line.counts.referenceCount)])
      }
    }
    if words.sentences == 0 {
      throw CommandError.badData("\(settings.gold): no lines in it; is it the right file?")
    }
    return EvaluatedSystem(
      name: predicted,
      result: .speech(
        words: words, characters: characters, items: settings.keepsItems ? items : nil,
        context: pairs.context(settings)))
  }
}

extension LinePairs {
  func context(_ settings: PredictionFileSettings) -> EvaluationContext {
    settings.context.measuring(predictedHash.hexadecimal, on: goldHash.hexadecimal)
  }
}
