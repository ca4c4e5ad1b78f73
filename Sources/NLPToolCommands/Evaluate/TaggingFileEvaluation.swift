import NLPToolkit

/// Entities in column files or JSON lines.
struct TaggingFileEvaluation: PredictionFileEvaluation {
  /// More sentences than anybody reads make the page slow.
  private static let maximumExamples = 500

  private let settings: PredictionFileSettings

  init(_ settings: PredictionFileSettings) { self.settings = settings }

  func evaluate(_ predicted: String?) throws -> EvaluatedSystem {
    let isJSON =
      settings.format(of: settings.gold) == .jsonl
      || predicted.map { settings.format(of: $0) == .jsonl } == true
    if isJSON {
      guard let predicted else {
        throw CommandError.usage("JSON lines need --predicted; one file can't hold both")
      }
      return try evaluateJSONLines(predicted)
    }
    return try evaluateColumns(predicted)
  }

  private func evaluateColumns(_ predictedPath: String?) throws -> EvaluatedSystem {
    let gold = try ColumnSentences(settings.gold)
    let predicted = try predictedPath.map { try ColumnSentences($0) }
    var pairing = ColumnPairing(
      gold: gold, predicted: predicted, settings: settings)
    var scorer = EntityScorer(
      mode: settings.reading, keepsSentences: settings.keepsItems, analyzes: true)
    var examples: [EntityExample] = []
    while let sentence = try pairing.next() {
      scorer.add(gold: sentence.gold, predicted: sentence.predicted)
      if settings.keepsExamples, examples.count < Self.maximumExamples {
        let example = EntityExample(
          place: sentence.place,
          tokens: sentence.tokens.isEmpty ? sentence.gold : sentence.tokens,
          gold: settings.reading.spans(in: sentence.gold),
          predicted: settings.reading.spans(in: sentence.predicted))
        if !example.isCorrect { examples.append(example) }
      }
    }
    if scorer.report.tokens == 0 {
      throw CommandError.badData("\(gold.name): no tokens in it; is it the right file?")
    }
    if pairing.hasBILOU {
      settings.diagnostics.note("L- and U- tags are read as E- and S-")
    }
    var result = EvaluationResult.tagging(
      scorer,
      context: EvaluationContext(
        split: pairing.goldHash.hexadecimal, model: pairing.predictedHash.hexadecimal,
        resampling: settings.resampling))
    result.examples = examples
    return EvaluatedSystem(name: predictedPath ?? settings.gold, result: result)
  }

  private func evaluateJSONLines(_ predictedPath: String) throws -> EvaluatedSystem {
    let pairs = try JSONPairs(
      gold: settings.gold, predicted: predictedPath, idField: settings.idField,
      textField: settings.textField)
    var scorer = EntityScorer(
      mode: settings.reading, keepsSentences: settings.keepsItems, analyzes: true)
    var goldHash = StableHash()
    var predictedHash = StableHash()
    while let pair = try pairs.next() {
      let gold = try spans(pair.gold, pairs.goldPlace, &goldHash)
      let predicted = try spans(pair.predicted, pairs.predictedPlace, &predictedHash)
      scorer.add(goldSpans: gold, predictedSpans: predicted)
    }
    if scorer.report.sequences == 0 {
      throw CommandError.badData("\(settings.gold): no items in it; is it the right file?")
    }
    return EvaluatedSystem(
      name: predictedPath,
      result: .tagging(
        scorer,
        context: EvaluationContext(
          split: goldHash.hexadecimal, model: predictedHash.hexadecimal,
          resampling: settings.resampling, more: [Signature.Field("unit", "span")])))
  }

  private func spans(_ object: JSONObject, _ place: String, _ hash: inout StableHash) throws
    -> [Span]
  {
    let field = settings.entitiesField
    guard let entities = object[field]?.array else {
      throw CommandError.badData(
        "\(place): no list '\(field)'; add it, or name the field with --entities-field")
    }
    hash.combine(UInt64(entities.count))
    return try entities.map { entity in
      guard let start = entity["start"]?.integer, let end = entity["end"]?.integer,
        let label = entity["label"]?.string, start >= 0, start <= end
      else {
        throw CommandError.badData(
          "\(place): an entity needs whole numbers 'start' and 'end' and a text 'label'")
      }
      hash.combine(UInt64(start))
      hash.combine(UInt64(end))
      hash.combine(label)
      return Span(range: start..<end, label: label)
    }
  }
}
