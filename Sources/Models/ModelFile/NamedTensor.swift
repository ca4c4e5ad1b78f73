/// A tensor of floats with its name, as ``ModelFile`` writes it.
public struct NamedTensor: Sendable, Hashable {
  /// The name of the parameter.
  public var name: String
  /// The size in each dimension, the last one contiguous.
  public var shape: [Int]
  /// Row-major, as many as the shape says.
  public var elements: [Float]

  /// Sets every property.
  public init(_ name: String, shape: [Int], elements: [Float]) {
    self.name = name
    self.shape = shape
    self.elements = elements
  }
}
