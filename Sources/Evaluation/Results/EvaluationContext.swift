/// What the signatures of one evaluation have in common.
public struct EvaluationContext: Sendable, Hashable {
  /// A hash of the gold data.
  public var split: String?
  /// A hash of the model or of its predictions.
  public var model: String?
  /// How intervals are computed; `nil` for none.
  public var resampling: Resampling?
  /// How many times as much as precision recall counts in F-scores that stand beside F1; `nil` for
  /// none.
  public var beta: Double?
  /// What a confusion matrix shows shares of; `nil` for counts.
  public var normalization: ConfusionMatrix.Normalization?
  /// What else the signature says.
  public var more: [Signature.Field]

  /// Sets every property.
  public init(
    split: String? = nil, model: String? = nil, resampling: Resampling? = nil,
    beta: Double? = nil, normalization: ConfusionMatrix.Normalization? = nil,
    more: [Signature.Field] = []
  ) {
    self.split = split
    self.model = model
    self.resampling = resampling
    self.beta = beta
    self.normalization = normalization
    self.more = more
  }

  /// This context with the model and the split that are scored in its signature.
  ///
  /// - Parameters:
  ///   - model: a hash of the model or of its predictions.
  ///   - split: a hash of the gold data.
  public func measuring(_ model: String, on split: String, _ more: [Signature.Field] = [])
    -> EvaluationContext
  {
    var context = self
    context.model = model
    context.split = split
    context.more += more
    return context
  }

  func signature(
    _ metric: String, reading: TagReading? = nil, averaging: Averaging? = nil,
    more extra: [Signature.Field] = [], isResampled: Bool = false
  ) -> Signature {
    var fields = more + extra
    if isResampled, let resampling {
      fields.append(Signature.Field("bootstrap", "\(resampling.samples)"))
      fields.append(Signature.Field("confidence", "\(resampling.confidence)"))
    }
    return Signature(
      metric: metric, reading: reading, averaging: averaging, split: split, model: model,
      seed: isResampled ? resampling?.seed : nil, more: fields)
  }
}
