import NLPToolkit

/// Scores column files: gold and predicted tags of the same tokens.
struct ColumnTaggingEvaluation {
  private let settings: PredictionFileSettings

  init(_ settings: PredictionFileSettings) { self.settings = settings }

  /// - Parameter predicted: `nil` if the gold file has both tags.
  func evaluate(_ gold: PredictionFile, _ predicted: PredictionFile?) throws -> EvaluatedSystem {
    let gold = try ColumnSentences(gold)
    let predicted = try predicted.map { try ColumnSentences($0) }
    var pairing = ColumnPairing(
      gold: gold, predicted: predicted, settings: settings)
    var scorer = EntityScorer(
      reading: settings.reading, keepsSentences: settings.keepsItems, analyzes: true)
    var examples: [EntityExample] = []
    var errors = settings.errors
    var seen = try settings.training.map(entities(seenIn:))
    while let sentence = try pairing.next() {
      scorer.add(gold: sentence.gold, predicted: sentence.predicted)
      guard settings.keepsExamples || seen != nil else { continue }
      let example = EntityExample(
        location: sentence.location,
        tokens: sentence.tokens.isEmpty ? sentence.gold : sentence.tokens,
        gold: settings.reading.spans(in: sentence.gold),
        predicted: settings.reading.spans(in: sentence.predicted))
      if seen != nil {
        if sentence.tokens.isEmpty {
          throw CommandError.badData(
            "\(sentence.location): no tokens, so none that --training could have; add their column")
        }
        seen?.add(example)
      }
      errors?.add(example)
      if settings.keepsExamples, !example.isCorrect,
        examples.count < EvaluationResult.maximumExamples
      {
        examples.append(example)
      }
    }
    if scorer.report.tokens == 0 {
      throw CommandError.badData("\(gold.name): no tokens in it; is it the right file?")
    }
    if !pairing.otherPrefixes.isDisjoint(with: "LU") {
      settings.diagnostics.note("L- and U- tags are read as E- and S-")
    }
    if pairing.otherPrefixes.contains("M") {
      settings.diagnostics.note("M- tags are read as I-")
    }
    let context = settings.context.measuring(
      pairing.predictedHash.hexadecimal, on: pairing.goldHash.hexadecimal)
    var result = EvaluationResult.tagging(scorer, context: context)
    result.examples = examples
    result.errors = errors
    if let seen { result.add(seen) }
    return EvaluatedSystem(name: predicted?.name ?? gold.name, result: result)
  }

  /// The entities of the training data, which have the gold file's columns.
  private func entities(seenIn path: String) throws -> SeenEntities {
    var seen = SeenEntities()
    let sentences = try ColumnSentences(path)
    while let rows = try sentences.next() {
      let tags = try rows.map { row in
        let index = settings.goldColumn.map { $0 - 1 } ?? row.columns.count - 1
        guard row.columns.indices.contains(index), row.columns.count > 1 else {
          throw CommandError.badData(
            "\(sentences.name):\(row.line): no token and tag in it; --training has the columns of "
              + "the gold file")
        }
        return String(row.columns[index])
      }
      seen.learn(
        EntityExample(
          location: "", tokens: rows.map { String($0.columns[0]) },
          gold: settings.reading.spans(in: tags), predicted: []))
    }
    return seen
  }
}
