import NLPToolkit

extension TrialComparison {
  /// The verdict and the tests behind it.
  func text(_ names: [String]) -> String {
    func four(_ value: Double?) -> String { DecimalText.fixed(value, digits: 4) }
    let summary = trainings.summary
    var text = verdict(names) + "\n"
    text += "\(metric) of the first minus that of the second: \(four(summary?.mean)), "
    text += "deviation \(four(summary?.deviation)) over \(trainings.differences.count) pairs"
    let name =
      trainings.testShare > 0
      ? "corrected resampled t-test (Nadeau and Bengio 2003)" : "paired t-test over seeds"
    if let statistic = trainings.statistic {
      text += "\n\(name): t = \(four(statistic)), p = \(four(trainings.pValue))"
    } else {
      text += "\n\(name): needs two pairs at least; give more --folds or --seeds"
    }
    if let items {
      text += "\n\(items.test.rawValue) over the \(itemCount) items of all tests together: "
      text += "difference \(four(items.difference)), p = \(four(items.pValue))"
    }
    return text
  }

  /// Both tests have to agree: other trainings and other documents would show the difference, too.
  private func verdict(_ names: [String]) -> String {
    let mean = trainings.summary?.mean ?? 0
    let isSure =
      (trainings.pValue ?? 1) < 0.05 && (items.map { $0.pValue < 0.05 } ?? true) && mean != 0
    guard isSure else {
      return "\(names[0]) and \(names[1]): no difference in \(metric) that chance would not make"
    }
    let (better, worse) = mean > 0 ? (names[0], names[1]) : (names[1], names[0])
    return "\(better) is better than \(worse) in \(metric)"
  }

  func object(_ names: [String]) -> JSONObject {
    var object = JSONObject()
    object.set("type", to: .string("comparison"))
    object.set("metric", to: .string("\(metric)_difference"))
    object.set("value", to: .decimal(trainings.summary?.mean))
    object.set("deviation", to: .decimal(trainings.summary?.deviation))
    object.set("pairs", to: .integer(trainings.differences.count))
    object.set("t", to: .decimal(trainings.statistic))
    object.set("p_value", to: .decimal(trainings.pValue))
    object.set("item_p_value", to: .decimal(items?.pValue))
    object.set("settings", to: .array(names.map { .string($0) }))
    return object
  }
}
