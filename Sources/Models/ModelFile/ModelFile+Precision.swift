import Neural

/// Models with weights of fewer bits: files a half or a quarter as large, which run as they are
/// kept.
///
/// Matrices of weights, whose names end in `weight…`, are rounded; vectors, and what is no weight,
/// stay floats. With 8 bits a tensor of type I8 comes with a vector NAME.scales: an element is the
/// byte times the scale of its row. Matrices of very few columns become bfloat16 instead, since a
/// scale for each row would take more than it saves.
extension ModelFile {
  private static let scalesSuffix = ".scales"
  private static let leastColumns = 8

  /// The least precise numbers among the model's own weights.
  public var precision: WeightPrecision {
    precision { name in !PretrainedInputs.prefixes.contains(where: name.hasPrefix) }
  }

  /// The least precise numbers of the tensors whose names are taken.
  func precision(of isTaken: (String) -> Bool) -> WeightPrecision {
    let types = Set(tensors.filter { isTaken($0.name) }.map(\.scalarType))
    if types.contains(.int8) { return .int8 }
    return types.contains(.bfloat16) ? .bfloat16 : .float32
  }

  /// Whether a tensor belongs to another one of 8 bits.
  func isScales(_ name: String) -> Bool {
    name.hasSuffix(Self.scalesSuffix)
      && tensor(named: String(name.dropLast(Self.scalesSuffix.count)))?.scalarType == .int8
  }

  /// The number of weights of the tensors whose names have a prefix, and none of some others.
  func weightCount(prefix: String = "", excluding prefixes: [String] = []) -> Int {
    tensors.reduce(0) { count, tensor in
      tensor.name.hasPrefix(prefix) && !isScales(tensor.name)
        && !prefixes.contains(where: tensor.name.hasPrefix)
        ? count + tensor.range.count / tensor.scalarType.size : count
    }
  }

  /// The elements of a matrix of 8 bits.
  func scaled(_ tensor: Tensor) throws(ModelError) -> [Float] {
    let (rows, columns) = (tensor.shape[0], tensor.shape[1])
    let scales = try floats(named: tensor.name + Self.scalesSuffix, shape: [rows])
    let bytes = copy(tensor, as: Int8.self)
    return [Float](unsafeUninitializedCapacity: bytes.count) { elements, initialized in
      for row in 0..<rows {
        for index in row * columns..<(row + 1) * columns {
          elements.initializeElement(at: index, to: Float(bytes[index]) * scales[row])
        }
      }
      initialized = bytes.count
    }
  }

  /// Writes the model with weights of fewer bits.
  ///
  /// - Parameter source: a model with the same vectors of words, which are left out then.
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``,
  ///   ``ModelError/invalidTensor(file:tensor:aspect:expected:found:)`` where weights are rounded
  ///   already, or ``ModelError/invalidMetadata(file:key:problem:)`` where the source has other
  ///   vectors.
  public func write(
    _ precision: WeightPrecision, vectorsOf source: ModelFile? = nil, to path: String
  ) throws(ModelError) {
    var contents: [TensorContent] = []
    let sharing = try source.map { source throws(ModelError) in try sharedVectorMetadata(source) }
    for tensor in tensors {
      if sharing != nil, tensor.name.hasPrefix(PretrainedInputs.vectorsPrefix) { continue }
      if PretrainedInputs.prefixes.contains(where: tensor.name.hasPrefix) {
        contents.append(unchanged(tensor))
        continue
      }
      guard tensor.scalarType == .float32 else {
        throw .invalidTensor(
          file: name, tensor: tensor.name, aspect: "type",
          expected: ScalarType.float32.rawValue, found: tensor.scalarType.rawValue)
      }
      let elements = try floats(named: tensor.name, shape: tensor.shape)
      contents += Self.rounded(tensor.name, tensor.shape, elements, precision)
    }
    try Self.write(contents, metadata: renewedMetadata + (sharing.map { [$0] } ?? []), to: path)
  }

  /// The content that ``write(_:to:)`` makes of a tensor.
  static func rounded(
    _ name: String, _ shape: [Int], _ elements: [Float], _ precision: WeightPrecision
  ) -> [TensorContent] {
    let isWeight = name.split(separator: ".").last?.hasPrefix("weight") ?? false
    guard precision != .float32, isWeight, shape.count == 2 else {
      return [TensorContent(name: name, shape: shape, elements: .float32(elements))]
    }
    let (rows, columns) = (shape[0], shape[1])
    guard precision == .int8, columns >= leastColumns else {
      return [
        TensorContent(
          name: name, shape: shape, elements: .bfloat16(elements.map(bfloat16)))
      ]
    }
    var bytes: [Int8] = []
    bytes.reserveCapacity(elements.count)
    var scales: [Float] = []
    for row in 0..<rows {
      scales.append(append(elements[row * columns..<(row + 1) * columns], to: &bytes))
    }
    return [
      TensorContent(name: name, shape: shape, elements: .int8(bytes)),
      TensorContent(name: name + scalesSuffix, shape: [rows], elements: .float32(scales)),
    ]
  }

  /// Appends a row in 8 bits.
  ///
  /// - Returns: the scale of the row: an element is its byte times the scale.
  static func append(_ row: some Collection<Float>, to bytes: inout [Int8]) -> Float {
    var largest: Float = 0
    for value in row { largest = max(largest, value.magnitude) }
    let scale = largest / 127
    for value in row {
      let step = scale > 0 ? (value / scale).rounded(.toNearestOrAwayFromZero) : 0
      bytes.append(Int8(max(-127, min(127, step))))
    }
    return scale
  }

  /// The upper half of a finite float, to the nearest, ties to even.
  static func bfloat16(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    let rounded = bits &+ 0x7FFF &+ (bits >> 16 & 1)
    // The greatest floats have no greater neighbour.
    return UInt16(min(rounded & 0x7FFF_0000, 0x7F7F_0000) >> 16 | bits >> 16 & 0x8000)
  }

  /// The metadata for a file of the version that is written now.
  var renewedMetadata: [(key: String, value: String)] {
    var renewed = metadata
    if renewed[MetadataKey.formatVersion] != nil {
      renewed[MetadataKey.formatVersion] = "\(Self.formatVersion)"
    }
    return renewed.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// A tensor as it is in this file.
  func unchanged(_ tensor: Tensor) -> TensorContent {
    TensorContent(
      name: tensor.name, shape: tensor.shape,
      elements: .bytes(copy(tensor, as: UInt8.self), tensor.scalarType))
  }

  /// What is written as one tensor; the elements are row-major, as many as the shape says.
  struct TensorContent {
    let name: String
    let shape: [Int]
    let elements: Elements

    enum Elements {
      case float32([Float])
      case bfloat16([UInt16])
      case int8([Int8])
      /// Elements of any type as the bytes of a file.
      case bytes([UInt8], ScalarType)
      case int64([Int64])

      /// Runs `body` with the bytes as they stand in a file.
      func withBytes<Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
      ) throws(Failure) {
        switch self {
        case .float32(let elements): try elements.withBytes(body)
        case .bfloat16(let elements): try elements.withBytes(body)
        case .int8(let elements): try elements.withBytes(body)
        case .bytes(let bytes, _): try bytes.withBytes(body)
        case .int64(let elements): try elements.withBytes(body)
        }
      }
    }

    var type: ScalarType {
      switch elements {
      case .float32: .float32
      case .bfloat16: .bfloat16
      case .int8: .int8
      case .bytes(_, let type): type
      case .int64: .int64
      }
    }

    var count: Int {
      switch elements {
      case .float32(let elements): elements.count
      case .bfloat16(let elements): elements.count
      case .int8(let elements): elements.count
      case .bytes(let bytes, let type): bytes.count / type.size
      case .int64(let elements): elements.count
      }
    }
  }
}
