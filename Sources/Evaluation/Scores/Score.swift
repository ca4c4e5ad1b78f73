/// One number that was measured, with all that is needed to know what it means.
public struct Score: Sendable, Hashable {
  /// The metric's name: `f1`, `accuracy`, `nats_per_character`.
  public var metric: String
  /// The label or class that it is about; `nil` if about all.
  public var label: String?
  /// `nil` if it is undefined.
  public var value: Double?
  /// Where the score would fall on other data of the same kind; `nil` if that was not asked for.
  public var interval: Resampling.Interval?
  /// What was measured, on what and how.
  public var signature: Signature

  /// Sets every property.
  public init(
    metric: String, label: String? = nil, value: Double?, interval: Resampling.Interval? = nil,
    signature: Signature
  ) {
    self.metric = metric
    self.label = label
    self.value = value
    self.interval = interval
    self.signature = signature
  }

  /// How the score is asked for: its metric, with `:LABEL` behind it if it is about a label.
  public var name: String { label.map { "\(metric):\($0)" } ?? metric }
}
