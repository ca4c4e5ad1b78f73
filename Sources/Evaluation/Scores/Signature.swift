import Text

/// What exactly a score is a score of, as one string that is printed beside it.
///
/// It is written as sacreBLEU writes its own:
/// `f1|read:lenient|average:micro|split:5f…|version:0.1.0`.
public struct Signature: Sendable, Hashable, CustomStringConvertible {
  /// The version of the toolkit, since another one may give another number.
  public static let version = ToolkitVersion.current

  /// The name of the metric.
  public var metric: String
  /// Name and value of what was chosen, in order of printing.
  public var fields: [Field]

  /// A setting of the measurement.
  public struct Field: Sendable, Hashable {
    /// The name of the setting.
    public var name: String
    /// Its value.
    public var value: String

    /// Sets every property.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// - Parameters:
  ///   - reading: how tags were read as entities, for tagging metrics.
  ///   - averaging: how labels were combined.
  ///   - split: a hash of the gold data.
  ///   - model: a hash of the model file or of the predictions.
  ///   - seed: the seed, where chance played a part.
  ///   - more: anything else that changes the number.
  public init(
    metric: String, reading: TagReading? = nil, averaging: Averaging? = nil, split: String? = nil,
    model: String? = nil, seed: UInt64? = nil, more: [Field] = []
  ) {
    self.metric = metric
    fields = []
    if let reading { fields.append(Field("read", reading.name)) }
    if let averaging { fields.append(Field("average", averaging.rawValue)) }
    fields += more
    if let split { fields.append(Field("split", split)) }
    if let model { fields.append(Field("model", model)) }
    if let seed { fields.append(Field("seed", String(seed))) }
  }

  /// This signature with the name of another metric.
  public func with(metric: String) -> Signature {
    var copy = self
    copy.metric = metric
    return copy
  }

  public var description: String {
    let all = fields + [Field("version", Signature.version)]
    return ([metric] + all.map { "\($0.name):\(Signature.escape($0.value))" })
      .joined(separator: "|")
  }

  /// A value must not look like the next field.
  private static func escape(_ value: String) -> String {
    String(value.map { $0 == "|" || $0.isNewline ? "_" : $0 })
  }
}
