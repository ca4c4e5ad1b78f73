import NLPToolkit

/// Two systems on the same data: the difference of their headlines, and whether it may be chance.
struct SystemComparison {
  let task: EvaluationResult.Task
  let metric: String
  let names: [String]
  let result: Resampling.Comparison
  let resampling: Resampling
  /// Where the headline is the share of items that are right.
  let mcNemar: McNemar?
  private let signature: Signature

  /// - Throws: status 65 if the systems were not scored on the same items, or a headline is
  ///   undefined.
  init(
    _ first: EvaluatedSystem, _ second: EvaluatedSystem, test: Resampling.Test,
    resampling: Resampling
  ) throws {
    guard let headline = first.result.headline, headline.metric == second.result.headline?.metric,
      let one = first.result.items, let other = second.result.items, one.count == other.count
    else {
      throw CommandError.badData(
        "\(first.name) and \(second.name) were not scored on the same items; compare like with like"
      )
    }
    let metric = first.result.headlineOfSums
    guard let result = try resampling.compare(one, other, test: test, metric: metric) else {
      throw CommandError.badData(
        "\(headline.metric) of \(first.name) or \(second.name) is undefined, so there is no "
          + "difference to test")
    }
    task = first.result.task
    self.metric = headline.metric
    names = [first.name, second.name]
    self.result = result
    self.resampling = resampling
    mcNemar =
      task == .classification
      ? try McNemar(
        firstIsCorrect: SystemComparison.decisions(one),
        secondIsCorrect: SystemComparison.decisions(other)) : nil
    var signature = headline.signature
    signature.fields += [
      Signature.Field("test", result.test.rawValue),
      Signature.Field("samples", "\(resampling.samples)"),
      Signature.Field("seed", "\(resampling.seed)"),
    ]
    self.signature = signature.with(metric: "\(headline.metric)_difference")
  }

  private static func decisions(_ items: ItemStatistics) -> [Bool] {
    (0..<items.count).map { items.values[$0 * items.width] > 0 }
  }

  var text: String {
    let four = { (value: Double?) in DecimalText.fixed(value, digits: 4) }
    var text = "\(verdict)\n\(metric) of \(names[0]) minus \(names[1]): \(four(result.difference))"
    if let interval = result.interval {
      text += " (\(four(interval.lower)) to \(four(interval.upper)))"
    }
    text += "\np = \(four(result.pValue)) (\(result.test.rawValue), "
    text += "\(resampling.samples) samples, seed \(resampling.seed))"
    if let mcNemar {
      text += "\nonly the first is right \(mcNemar.onlyFirst) times, only the second "
      text += "\(mcNemar.onlySecond) times; McNemar's exact p = \(four(mcNemar.exactPValue))"
    }
    return text
  }

  /// Which of the two is better, as far as the data can tell.
  private var verdict: String {
    guard result.pValue < 0.05, result.difference != 0 else {
      return "\(names[0]) and \(names[1]): no difference in \(metric) that chance would not make"
    }
    let isFirst = (result.difference > 0) == Self.isBetterWhenHigher(metric)
    return "\(names[isFirst ? 0 : 1]) is better than \(names[isFirst ? 1 : 0]) in \(metric)"
  }

  /// Losses and error rates are better when they are lower.
  private static func isBetterWhenHigher(_ metric: String) -> Bool {
    !["nats_per_character", "perplexity", "word_error_rate", "character_error_rate", "log_loss"]
      .contains(metric)
  }

  var jsonLine: String {
    var object = JSONObject()
    object.set("task", to: .string(task.rawValue))
    object.set("metric", to: .string("\(metric)_difference"))
    object.set("value", to: .decimal(result.difference))
    if let interval = result.interval {
      object.set("lower", to: .decimal(interval.lower))
      object.set("upper", to: .decimal(interval.upper))
    }
    object.set("p_value", to: .decimal(result.pValue))
    if let mcNemar { object.set("mcnemar_p_value", to: .decimal(mcNemar.exactPValue)) }
    object.set("systems", to: .array(names.map { .string($0) }))
    object.set("signature", to: .string(signature.description))
    return object.serialized
  }
}
