import NLPToolkit

/// Scores entities of the same texts, by their offsets.
struct EntityEvaluation {
  private let settings: PredictionFileSettings

  init(_ settings: PredictionFileSettings) { self.settings = settings }

  func evaluate(_ gold: AnnotatedItems, _ predicted: AnnotatedItems) throws -> EvaluatedSystem {
    let pairs = ItemPairs(
      goldName: gold.name, predictedName: predicted.name, settings: settings,
      nextGold: gold.next, nextPredicted: predicted.next)
    var scorer = EntityScorer(
      reading: settings.reading, keepsSentences: settings.keepsItems, analyzes: true)
    var goldHash = StableHash()
    var predictedHash = StableHash()
    var examples: [EntityExample] = []
    var errors = settings.errors
    var seen = try settings.training.map(entities(seenIn:))
    while let pair = try pairs.next() {
      if pair.gold.isRejected { continue }
      let entities = try alignedEntities(of: pair.predicted, to: pair.gold)
      goldHash.combine(pair.gold.entities)
      predictedHash.combine(entities)
      scorer.add(goldSpans: pair.gold.entities, predictedSpans: entities)
      guard (settings.keepsExamples && pair.gold.text != nil) || seen != nil else { continue }
      let example = try example(pair.gold, predicted: entities)
      seen?.add(example)
      errors?.add(example)
      if settings.keepsExamples, !example.isCorrect,
        examples.count < EvaluationResult.maximumExamples
      {
        examples.append(example)
      }
    }
    if scorer.report.sequences == 0 {
      throw CommandError.badData("\(gold.name): no items in it; is it the right file?")
    }
    let context = settings.context.measuring(
      predictedHash.hexadecimal, on: goldHash.hexadecimal, [Signature.Field("unit", "span")])
    var result = EvaluationResult.tagging(scorer, context: context)
    result.examples = examples
    result.errors = errors
    if let seen { result.add(seen) }
    return EvaluatedSystem(name: predicted.name, result: result)
  }

  private func entities(seenIn path: String) throws -> SeenEntities {
    var seen = SeenEntities()
    let file = try PredictionFile(path)
    let items = try AnnotatedItems(
      file, format: file.taggingFormat(settings) ?? .conll, settings: settings)
    while let item = try items.next() {
      if !item.isRejected { seen.learn(try example(item, predicted: [])) }
    }
    return seen
  }

  private func example(_ item: AnnotatedItem, predicted: [Span]) throws -> EntityExample {
    guard let text = item.text else {
      throw CommandError.badData(
        "\(item.location): no text in field '\(settings.textField)'; name it with --text-field")
    }
    return EntityExample(
      location: item.location, text: text,
      gold: try bytes(of: item.entities, in: text, item.location),
      predicted: try bytes(of: predicted, in: text, item.location))
  }

  /// The predicted entities as offsets of the gold text, which may have other white space: columns
  /// have a space between all tokens.
  private func alignedEntities(
    of predicted: AnnotatedItem, to gold: AnnotatedItem
  ) throws -> [Span] {
    guard let goldText = gold.text, let text = predicted.text, text != goldText else {
      return predicted.entities
    }
    let isVisible = { (byte: UInt8) in byte > 0x20 }
    let offsets = goldText.utf8.enumerated().filter { isVisible($0.element) }.map(\.offset)
    let before = text.utf8.reduce(into: [0]) {
      $0.append($0[$0.count - 1] + (isVisible($1) ? 1 : 0))
    }
    var converter = OffsetConverter(goldText, to: settings.offsets)
    return try bytes(of: predicted.entities, in: text, predicted.location).map { span in
      let (first, end) = (before[span.range.lowerBound], before[span.range.upperBound])
      guard first < end else { return span }
      return Span(
        range: converter.convert(offsets[first]..<offsets[end - 1] + 1), label: span.label,
        score: span.score)
    }
  }

  /// Files have offsets in `--offsets`; here they become bytes.
  private func bytes(of spans: [Span], in text: String, _ location: String) throws -> [Span] {
    let offsets = OffsetTable(text, unit: settings.offsets)
    return try spans.map { span in
      guard let start = offsets.utf8(span.range.lowerBound),
        let end = offsets.utf8(span.range.upperBound)
      else {
        throw CommandError.badData(
          "\(location): entity \(span.range.lowerBound)..\(span.range.upperBound) lies outside of its "
            + "text; are the offsets in another unit (--offsets)?")
      }
      return Span(range: start..<end, label: span.label, score: span.score)
    }
  }
}

extension StableHash {
  fileprivate mutating func combine(_ spans: [Span]) {
    combine(UInt64(spans.count))
    for span in spans {
      combine(UInt64(span.range.lowerBound))
      combine(UInt64(span.range.upperBound))
      combine(span.label)
    }
  }
}
