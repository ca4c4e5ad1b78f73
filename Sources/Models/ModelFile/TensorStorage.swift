/// The elements of a tensor: an array, or memory that stays as long as the program runs.
enum TensorStorage<Element: BitwiseCopyable>: @unchecked Sendable {
  case array([Element])
  /// Never freed nor changed.
  case embedded(UnsafeBufferPointer<Element>)

  var count: Int {
    switch self {
    case .array(let elements): elements.count
    case .embedded(let elements): elements.count
    }
  }

  /// All elements, copied if need be.
  var elements: [Element] {
    switch self {
    case .array(let elements): elements
    case .embedded(let elements): Array(elements)
    }
  }

  /// The first elements.
  func prefix(_ count: Int) -> TensorStorage {
    switch self {
    case .array(let elements): .array(Array(elements.prefix(count)))
    case .embedded(let elements): .embedded(UnsafeBufferPointer(rebasing: elements.prefix(count)))
    }
  }

  @inline(__always)
  func withElements<Result>(_ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
    switch self {
    case .array(let elements): elements.withUnsafeBufferPointer(body)
    case .embedded(let elements): body(elements)
    }
  }
}
