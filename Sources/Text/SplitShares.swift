/// Divides items into splits by a seeded hash of a text, so that equal texts are on the same side.
public struct SplitShares: Sendable, Hashable {
  /// The share of the texts that validates.
  public var validation: Double
  /// The share of the texts that is left alone.
  public var test: Double
  /// Divides otherwise for every seed.
  public var seed: UInt64

  /// Sets every property.
  public init(validation: Double, test: Double, seed: UInt64) {
    self.validation = validation
    self.test = test
    self.seed = seed
  }

  /// The split of a text.
  public func split(of text: String) -> Split {
    var hash = StableHash(seed: seed)
    hash.combine(text)
    let value = hash.unitInterval
    if value < test { return .test }
    return value < test + validation ? .validation : .train
  }
}
