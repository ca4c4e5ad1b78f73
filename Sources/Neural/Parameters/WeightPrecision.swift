/// The numbers that the factors of matrix products are rounded to.
public enum WeightPrecision: String, Sendable, Hashable, Codable, CaseIterable {
  /// Floats of 32 bits.
  case float32
  /// Their upper halves, to the nearest. For inference only the weights; in training both factors of every
  /// product, of all three passes, with sums in 32 bits.
  case bfloat16
  /// Each row of a factor in steps of its greatest element over 127, and what it is multiplied with in the
  /// same way; the sums are exact. For inference.
  case int8

  /// The bytes of an element.
  var size: Int {
    switch self {
    case .float32: 4
    case .bfloat16: 2
    case .int8: 1
    }
  }
}
