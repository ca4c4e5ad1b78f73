/// The precision of the operands of matrix products.
public enum WeightPrecision: String, Sendable, Hashable, Codable, CaseIterable {
  /// 32-bit floats.
  case float32
  /// 16 bits, the upper half of a 32-bit float; sums are 32-bit floats. At inference weights are
  /// rounded, in training both operands of all products, forward and backward.
  case bfloat16
  /// 8 bits, each row in multiples of its greatest magnitude over 127; sums are exact integers. At
  /// inference only: weights and activations are rounded.
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
