/// The checked header of a model file.
struct ModelFileHeader {
  var metadata: [String: String] = [:]
  /// In the order of their bytes.
  var tensors: [ModelFile.Tensor] = []

  /// The limit of the reference implementation of safetensors.
  static let maximumByteCount = 100_000_000
  static let maximumRank = 8
  /// The bytes of the header's length, which come before the header.
  static let lengthByteCount = 8

  /// Reads the header and checks all that it says against the size of the file.
  ///
  /// - Throws: ``ModelError/truncated(file:part:expectedBytes:foundBytes:)``,
  ///   ``ModelError/malformed(file:byte:problem:)`` or
  ///   ``ModelError/invalidTensor(file:tensor:aspect:expected:found:)``.
  init(_ bytes: UnsafeRawBufferPointer, file: String) throws(ModelError) {
    let start = Self.lengthByteCount
    guard bytes.count >= start + 2 else {
      throw .truncated(
        file: file, part: "the header", expectedBytes: start + 2, foundBytes: bytes.count)
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length >= 2, length <= Self.maximumByteCount else {
      throw .malformed(
        file: file, byte: 0,
        problem: "header length \(length) is not in 2...\(Self.maximumByteCount)")
    }
    let dataStart = start + Int(length)
    guard dataStart <= bytes.count else {
      throw .truncated(
        file: file, part: "the header", expectedBytes: dataStart, foundBytes: bytes.count)
    }
    do {
      var scanner = try ModelFileScanner(UnsafeRawBufferPointer(rebasing: bytes[start..<dataStart]))
      try read(&scanner, dataStart: dataStart)
    } catch {
      throw .malformed(file: file, byte: start + error.byte, problem: error.problem)
    }
    tensors.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    try checkRanges(dataStart: dataStart, fileEnd: bytes.count, file: file)
  }

  private mutating func read(
    _ scanner: inout ModelFileScanner, dataStart: Int
  ) throws(ModelFileScanner.Failure) {
    var names: Set<String> = []
    var isFirst = true
    try scanner.expect("{")
    while try scanner.hasElement(before: "}", isFirst: &isFirst) {
      let byte = scanner.position
      let name = try scanner.key()
      guard names.insert(name).inserted else {
        throw .init(byte: byte, problem: "a name used twice")
      }
      if name == "__metadata__" {
        try readMetadata(&scanner)
      } else {
        tensors.append(try Self.readTensor(&scanner, name: name, dataStart: dataStart))
      }
    }
    try scanner.expectEnd()
  }

  private mutating func readMetadata(
    _ scanner: inout ModelFileScanner
  ) throws(ModelFileScanner.Failure) {
    var isFirst = true
    try scanner.expect("{")
    while try scanner.hasElement(before: "}", isFirst: &isFirst) {
      let byte = scanner.position
      let key = try scanner.key()
      guard metadata.updateValue(try scanner.string(), forKey: key) == nil else {
        throw .init(byte: byte, problem: "a metadata key used twice")
      }
    }
  }

  private static func readTensor(
    _ scanner: inout ModelFileScanner, name: String, dataStart: Int
  ) throws(ModelFileScanner.Failure) -> ModelFile.Tensor {
    var type: ModelFile.ScalarType?
    var shape: [Int]?
    var offsets: [Int]?
    let start = scanner.position
    var isFirst = true
    try scanner.expect("{")
    while try scanner.hasElement(before: "}", isFirst: &isFirst) {
      let byte = scanner.position
      switch try scanner.key() {
      case "dtype" where type == nil:
        type = ModelFile.ScalarType(rawValue: try scanner.string())
        if type == nil { throw .init(byte: byte, problem: "an unknown dtype") }
      case "shape" where shape == nil:
        shape = try scanner.integers(maximumCount: maximumRank)
      case "data_offsets" where offsets == nil:
        offsets = try scanner.integers(maximumCount: 2)
      default:
        throw .init(byte: byte, problem: "a tensor key that is unknown or used twice")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw .init(byte: start, problem: "a tensor without dtype, shape or two data_offsets")
    }
    let (lower, lowerOverflows) = offsets[0].addingReportingOverflow(dataStart)
    let (upper, upperOverflows) = offsets[1].addingReportingOverflow(dataStart)
    guard !lowerOverflows, !upperOverflows, lower <= upper else {
      throw .init(byte: start, problem: "data_offsets that are no range")
    }
    return ModelFile.Tensor(name: name, scalarType: type, shape: shape, range: lower..<upper)
  }

  /// The tensors have the bytes that their shapes need, follow each other without gap or overlap,
  /// and end with the file.
  private func checkRanges(dataStart: Int, fileEnd: Int, file: String) throws(ModelError) {
    var end = dataStart
    for tensor in tensors {
      guard tensor.range.lowerBound == end else {
        throw .invalidTensor(
          file: file, tensor: tensor.name, aspect: "start of the data",
          expected: "\(end - dataStart)", found: "\(tensor.range.lowerBound - dataStart)")
      }
      guard let size = Self.byteCount(of: tensor), size == tensor.range.count else {
        throw .invalidTensor(
          file: file, tensor: tensor.name, aspect: "bytes of the data",
          expected: "those of \(tensor.scalarType.rawValue) \(tensor.shape)",
          found: "\(tensor.range.count)")
      }
      guard tensor.range.upperBound <= fileEnd else {
        throw .truncated(
          file: file, part: "tensor \(tensor.name)", expectedBytes: tensor.range.upperBound,
          foundBytes: fileEnd)
      }
      end = tensor.range.upperBound
    }
    guard end == fileEnd else {
      throw .malformed(
        file: file, byte: end, problem: "\(fileEnd - end) bytes that belong to no tensor")
    }
  }

  /// `nil` if the product is larger than any file.
  private static func byteCount(of tensor: ModelFile.Tensor) -> Int? {
    var count = tensor.scalarType.size
    for size in tensor.shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      if overflows { return nil }
      count = product
    }
    return count
  }
}
