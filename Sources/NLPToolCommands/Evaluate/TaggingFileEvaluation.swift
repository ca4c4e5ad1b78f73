import NLPToolkit

/// Entities in column files or JSON lines.
struct TaggingFileEvaluation: PredictionFileEvaluation {
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
      reading: settings.reading, keepsSentences: settings.keepsItems, analyzes: true)
    var examples: [EntityExample] = []
    var seen = try settings.training.map(seenInColumns)
    while let sentence = try pairing.next() {
      scorer.add(gold: sentence.gold, predicted: sentence.predicted)
      guard settings.keepsExamples || seen != nil else { continue }
      let example = EntityExample(
        place: sentence.place,
        tokens: sentence.tokens.isEmpty ? sentence.gold : sentence.tokens,
        gold: settings.reading.spans(in: sentence.gold),
        predicted: settings.reading.spans(in: sentence.predicted))
      if seen != nil {
        if sentence.tokens.isEmpty {
          throw CommandError.badData(
            "\(sentence.place): no tokens, so none that --training could have; add their column")
        }
        seen?.add(example)
      }
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
    if let seen { result.add(seen) }
    return EvaluatedSystem(name: predictedPath ?? settings.gold, result: result)
  }

  /// The entities of the training data, which have the gold file's columns.
  private func seenInColumns(_ path: String) throws -> SeenEntities {
    var seen = SeenEntities()
    let sentences = try ColumnSentences(path)
    while let rows = try sentences.next() {
      let tags = try rows.map { row in
        let place = settings.goldColumn.map { $0 - 1 } ?? row.columns.count - 1
        guard row.columns.indices.contains(place), row.columns.count > 1 else {
          throw CommandError.badData(
            "\(sentences.name):\(row.line): no token and tag in it; --training has the columns of "
              + "the gold file")
        }
        return String(row.columns[place])
      }
      seen.learn(
        EntityExample(
          place: "", tokens: rows.map { String($0.columns[0]) },
          gold: settings.reading.spans(in: tags), predicted: []))
    }
    return seen
  }

  private func evaluateJSONLines(_ predictedPath: String) throws -> EvaluatedSystem {
    let pairs = try JSONPairs(
      gold: settings.gold, predicted: predictedPath, idField: settings.idField,
      textField: settings.textField)
    var scorer = EntityScorer(
      reading: settings.reading, keepsSentences: settings.keepsItems, analyzes: true)
    var goldHash = StableHash()
    var predictedHash = StableHash()
    var examples: [EntityExample] = []
    var seen = try settings.training.map(seenInJSONLines)
    while let pair = try pairs.next() {
      let gold = try spans(pair.gold, pairs.goldPlace, &goldHash)
      let predicted = try spans(pair.predicted, pairs.predictedPlace, &predictedHash)
      scorer.add(goldSpans: gold, predictedSpans: predicted)
      let hasText = pair.gold[settings.textField]?.string != nil
      guard (settings.keepsExamples && hasText) || seen != nil else { continue }
      let example = try example(pair.gold, gold, predicted, pairs.goldPlace)
      seen?.add(example)
      if settings.keepsExamples, !example.isCorrect,
        examples.count < EvaluationResult.maximumExamples
      {
        examples.append(example)
      }
    }
    if scorer.report.sequences == 0 {
      throw CommandError.badData("\(settings.gold): no items in it; is it the right file?")
    }
    let context = settings.context.measuring(
      predictedHash.hexadecimal, on: goldHash.hexadecimal, [Signature.Field("unit", "span")])
    var result = EvaluationResult.tagging(scorer, context: context)
    result.examples = examples
    if let seen { result.add(seen) }
    return EvaluatedSystem(name: predictedPath, result: result)
  }

  private func seenInJSONLines(_ path: String) throws -> SeenEntities {
    var seen = SeenEntities()
    var hash = StableHash()
    let lines = try SourceLines(path)
    while try lines.advance() {
      if lines.text.allSatisfy(\.isWhitespace) { continue }
      let object: JSONObject
      do { object = try JSONObject(parsing: lines.text) } catch {
        throw CommandError.badData("\(lines.place): \(error)")
      }
      let gold = try spans(object, lines.place, &hash)
      seen.learn(try example(object, gold, [], lines.place))
    }
    return seen
  }

  /// The entities in their text. Files have offsets in `--offsets`; here they become bytes.
  private func example(
    _ object: JSONObject, _ gold: [Span], _ predicted: [Span], _ place: String
  ) throws -> EntityExample {
    guard let text = object[settings.textField]?.string else {
      throw CommandError.badData(
        "\(place): no text in field '\(settings.textField)'; name it with --text-field")
    }
    let bytes = OffsetTable(text, unit: settings.offsets)
    func inBytes(_ spans: [Span]) throws -> [Span] {
      try spans.map { span in
        guard let start = bytes.utf8(span.range.lowerBound),
          let end = bytes.utf8(span.range.upperBound)
        else {
          throw CommandError.badData(
            "\(place): entity \(span.range.lowerBound)..\(span.range.upperBound) lies outside of its "
              + "text; are the offsets in another unit (--offsets)?")
        }
        return Span(range: start..<end, label: span.label)
      }
    }
    return EntityExample(
      place: place, text: text, gold: try inBytes(gold), predicted: try inBytes(predicted))
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
