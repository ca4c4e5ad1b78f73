#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

extension ModelFile {
  /// Writes a model file. The same arguments make the same bytes.
  ///
  /// The bytes go to a file beside `path`, which then takes its name in one step: after a crash
  /// there is either the old file or the new one. The data starts on a cache line (the header is
  /// padded with spaces), so that the tensors of a mapped file are aligned.
  ///
  /// - Parameters:
  ///   - tensors: in this order in the file; elements are row-major, as many as the shape says.
  ///   - metadata: in this order in the header; no key twice.
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``, or
  ///   ``ModelError/invalidTensor(file:tensor:aspect:expected:found:)`` for an element that is not
  ///   finite, since no reader would take it.
  package static func write(
    _ tensors: [NamedTensor],
    metadata: [(key: String, value: String)], to path: String
  ) throws(ModelError) {
    let isCheckpoint = metadata.contains { $0 == (MetadataKey.kind, TrainingCheckpoint.kind) }
    for tensor in tensors {
      try check(
        tensor.name, tensor.elements, within: isCheckpoint ? nil : largestMagnitude, file: path)
    }
    try write(
      tensors.map {
        TensorContent(name: $0.name, shape: $0.shape, elements: .float32($0.elements))
      }, metadata: metadata, to: path)
  }

  /// Makes sure that numbers are ones that are read again.
  ///
  /// - Parameter limit: the largest magnitude, `nil` for any finite number.
  static func check(
    _ tensor: String, _ elements: [Float], within limit: Float? = largestMagnitude, file: String
  ) throws(ModelError) {
    guard let index = firstBeyond(limit, in: elements) else { return }
    throw .invalidTensor(
      file: file, tensor: tensor, aspect: "element \(index)",
      expected: "a finite number" + (limit.map { " within ±\($0)" } ?? ""),
      found: "\(elements[index])")
  }

  static func write(
    _ tensors: [TensorContent], metadata: [(key: String, value: String)], to path: String
  ) throws(ModelError) {
    let metadata =
      [(MetadataKey.checksum, emptyChecksum)] + metadata.filter { $0.key != MetadataKey.checksum }
    var header = try Self.header(of: tensors, metadata: metadata, file: path)
    putChecksum(into: &header, of: tensors)
    try replaceFile(at: path) { output throws(ModelError) in
      try header.withBytes { bytes throws(ModelError) in try output.write(bytes) }
      for tensor in tensors {
        try tensor.elements.withBytes { bytes throws(ModelError) in try output.write(bytes) }
      }
    }
  }

  /// Writes this file to another place, whole or not at all: the same bytes, or with a checksum
  /// where it has none. A model that reads the vectors of another gets them into its own file.
  ///
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``, ``ModelError/damaged(file:)``.
  public func copy(to path: String) throws(ModelError) {
    try checkChecksum()
    if try sharedVectorSource() != nil { return try writeWithVectors(to: path) }
    guard hasChecksum else {
      return try Self.write(tensors.map(unchanged), metadata: renewedMetadata, to: path)
    }
    try Self.replaceFile(at: path) { output throws(ModelError) in
      try self.withBytes { bytes throws(ModelError) in try output.write(bytes) }
    }
  }

  private static func header(
    of tensors: [TensorContent], metadata: [(key: String, value: String)], file: String
  ) throws(ModelError) -> [UInt8] {
    var json = "{\"__metadata__\":{"
    var keys: Set<String> = []
    for (key, value) in metadata {
      precondition(keys.insert(key).inserted, "metadata key \(key) twice")
      json += keys.count > 1 ? "," : ""
      appendQuoted(key, to: &json)
      json += ":"
      appendQuoted(value, to: &json)
    }
    json += "}"
    var names: Set<String> = []
    var offset = 0
    for tensor in tensors {
      precondition(names.insert(tensor.name).inserted, "two tensors named \(tensor.name)")
      precondition(
        tensor.shape.reduce(1, *) == tensor.count
          && tensor.shape.count <= ModelFileHeader.maximumRank,
        "tensor \(tensor.name) has \(tensor.count) elements for shape \(tensor.shape)")
      let end = offset + tensor.count * tensor.type.size
      json += ","
      appendQuoted(tensor.name, to: &json)
      json += ":{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":["
      json += tensor.shape.map(String.init).joined(separator: ",")
      json += "],\"data_offsets\":[\(offset),\(end)]}"
      offset = end
    }
    json += "}"
    let alignment = 64
    let unpadded = ModelFileHeader.lengthByteCount + json.utf8.count
    let length =
      (unpadded + alignment - 1) / alignment * alignment - ModelFileHeader.lengthByteCount
    guard length <= ModelFileHeader.maximumByteCount else {
      throw .cannotWrite(
        file: file, reason: "its header would have \(length) bytes, more than readers accept")
    }
    var bytes = withUnsafeBytes(of: UInt64(length).littleEndian) { [UInt8]($0) }
    bytes.append(contentsOf: json.utf8)
    bytes.append(contentsOf: repeatElement(0x20, count: length - json.utf8.count))
    return bytes
  }

  /// Adds a JSON string.
  static func appendQuoted(_ text: String, to json: inout String) {
    json += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\n": json += "\\n"
      case "\t": json += "\\t"
      case "\r": json += "\\r"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: json.unicodeScalars.append(scalar)
      }
    }
    json += "\""
  }

  /// A file that is being written.
  private struct Output {
    let descriptor: Int32
    /// For messages.
    let path: String

    func write(_ bytes: UnsafeRawBufferPointer) throws(ModelError) {
      var rest = bytes
      while !rest.isEmpty {
        // Linux writes at most 2 GiB at a time.
        #if canImport(Glibc)
          let count = Glibc.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
        #else
          let count = Musl.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
        #endif
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          throw .cannotWrite(file: path, reason: String(cString: strerror(errno)))
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }

  private static func replaceFile(
    at path: String, _ body: (Output) throws(ModelError) -> Void
  ) throws(ModelError) {
    let file: FileReplacement
    do throws(FileReplacement.Failure) {
      file = try FileReplacement(at: path, content: .model)
    } catch {
      throw .cannotWrite(file: path, reason: error.reason)
    }
    try body(Output(descriptor: file.descriptor, path: path))
    do throws(FileReplacement.Failure) {
      try file.commit()
    } catch {
      throw .cannotWrite(file: path, reason: error.reason)
    }
  }
}

extension Array where Element: BitwiseCopyable {
  /// Runs `body` with the bytes of the elements.
  func withBytes<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let result = withUnsafeBytes { bytes in
      Result { () throws(Failure) in try body(bytes) }
    }
    try result.get()
  }
}
