import NLPToolkit

extension Score {
  /// The score as one line of JSON; an undefined value is `null`.
  ///
  /// - Parameter system: the name of the system, where several are reported.
  func jsonLine(task: EvaluationResult.Task, system: String? = nil) -> String {
    var object = JSONObject()
    object.set("task", to: .string(task.rawValue))
    if let system { object.set("system", to: .string(system)) }
    object.set("metric", to: .string(metric))
    if let label { object.set("label", to: .string(label)) }
    object.set("value", to: .decimal(value))
    if let interval {
      object.set("lower", to: .decimal(interval.lower))
      object.set("upper", to: .decimal(interval.upper))
    }
    object.set("signature", to: .string(signature.description))
    return object.serialized
  }
}

extension RunSummary.Row {
  /// The mean over runs as one line of JSON.
  func jsonLine(task: EvaluationResult.Task, signature: Signature?) -> String {
    var object = JSONObject()
    object.set("task", to: .string(task.rawValue))
    write(to: &object)
    if let signature { object.set("signature", to: .string(signature.description)) }
    return object.serialized
  }

  /// Sets the fields of the mean.
  func write(to object: inout JSONObject) {
    object.set("metric", to: .string("\(score.metric)_mean"))
    if let label = score.label { object.set("label", to: .string(label)) }
    object.set("value", to: .decimal(summary?.mean))
    object.set("deviation", to: .decimal(summary?.deviation))
    object.set("minimum", to: .decimal(summary?.minimum))
    object.set("maximum", to: .decimal(summary?.maximum))
    object.set("runs", to: .integer(summary?.count ?? 0))
  }
}

extension JSONValue {
  /// The number with as many digits as it takes to read it back; what is undefined is `null`.
  static func decimal(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .number("\(value)")
  }
}
