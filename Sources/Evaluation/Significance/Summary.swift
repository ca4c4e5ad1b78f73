/// Mean and spread of a few scores, such as those of the same model with several seeds.
public struct Summary: Sendable, Hashable {
  /// The number of values.
  public let count: Int
  /// Their mean.
  public let mean: Double
  /// The sample standard deviation, with `count - 1` in the denominator; `nil` of one value.
  public let deviation: Double?
  /// The least value.
  public let minimum: Double
  /// The greatest value.
  public let maximum: Double

  /// `nil` if there are no values.
  public init?(_ values: [Double]) {
    guard let minimum = values.min(), let maximum = values.max() else { return nil }
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    self.minimum = minimum
    self.maximum = maximum
    guard values.count > 1 else {
      deviation = nil
      return
    }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = (squares / Double(values.count - 1)).squareRoot()
  }

  /// The value below which a share of the values lies, interpolated linearly between neighbours.
  ///
  /// - Precondition: `sorted` is sorted and not empty, and `share` in 0...1.
  public static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let position = share * Double(sorted.count - 1)
    let below = Int(position.rounded(.down))
    let above = min(sorted.count - 1, below + 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}
