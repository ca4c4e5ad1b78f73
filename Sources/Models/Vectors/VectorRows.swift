/// The rows of a table of vectors in 8 bits with a scale for each row, or in the 16 of bfloat16.
enum VectorRows: Sendable {
  case int8(dimension: Int, elements: TensorStorage<Int8>, scales: [Float])
  case bfloat16(dimension: Int, elements: TensorStorage<UInt16>)

  init(dimension: Int, precision: WordVectors.Precision) {
    switch precision {
    case .int8: self = .int8(dimension: dimension, elements: .array([]), scales: [])
    case .bfloat16: self = .bfloat16(dimension: dimension, elements: .array([]))
    }
  }

  var count: Int {
    switch self {
    case .int8(_, _, let scales): scales.count
    case .bfloat16(let dimension, let elements): dimension == 0 ? 0 : elements.count / dimension
    }
  }

  var precision: WordVectors.Precision {
    switch self {
    case .int8: .int8
    case .bfloat16: .bfloat16
    }
  }

  func prefix(_ count: Int) -> VectorRows {
    let count = min(count, self.count)
    switch self {
    case .int8(let dimension, let elements, let scales):
      return .int8(
        dimension: dimension, elements: elements.prefix(count * dimension),
        scales: Array(scales.prefix(count)))
    case .bfloat16(let dimension, let elements):
      return .bfloat16(dimension: dimension, elements: elements.prefix(count * dimension))
    }
  }

  /// sum += scale * row
  @inline(__always)
  func add(_ row: Int, scale: Float, to sum: UnsafeMutablePointer<Float>) {
    switch self {
    case .int8(let dimension, let elements, let scales):
      let factor = scale * scales[row]
      elements.withElements { elements in
        let row = elements.baseAddress! + row * dimension
        for column in 0..<dimension { sum[column] += factor * Float(row[column]) }
      }
    case .bfloat16(let dimension, let elements):
      elements.withElements { elements in
        let row = elements.baseAddress! + row * dimension
        for column in 0..<dimension {
          sum[column] += scale * Float(bitPattern: UInt32(row[column]) << 16)
        }
      }
    }
  }

  /// Collects rows of floats.
  struct Builder {
    private let dimension: Int
    private let precision: WordVectors.Precision
    private var bytes: [Int8] = []
    private var scales: [Float] = []
    private var halves: [UInt16] = []

    init(dimension: Int, precision: WordVectors.Precision) {
      self.dimension = dimension
      self.precision = precision
    }

    mutating func append(_ row: UnsafeBufferPointer<Float>) {
      precondition(row.count == dimension)
      switch precision {
      case .int8:
        scales.append(ModelFile.append(row, to: &bytes))
      case .bfloat16: for value in row { halves.append(ModelFile.bfloat16(value)) }
      }
    }

    var rows: VectorRows {
      switch precision {
      case .int8: .int8(dimension: dimension, elements: .array(bytes), scales: scales)
      case .bfloat16: .bfloat16(dimension: dimension, elements: .array(halves))
      }
    }
  }
}
