import Foundation

/// Numbers of a golden file with their shape, row-major.
package struct GoldenTensor: Sendable, Decodable {
  package let shape: [Int]
  package let data: [Double]

  package init(shape: [Int], data: [Double]) {
    self.shape = shape
    self.data = data
  }

  /// The integers of an integer tensor.
  package var ints: [Int] { data.map { Int($0) } }

  /// The element at an index of each dimension.
  package subscript(indices: Int...) -> Double {
    precondition(indices.count == shape.count)
    return data[zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }]
  }
}

/// A file of `../shared/golden/layers`: named tensors, and JSON that says how they were made.
package struct GoldenFile {
  package let tensors: [String: GoldenTensor]
  private let metaData: Data

  package enum Failure: Error, CustomStringConvertible {
    case noFile(String)
    case malformed(path: String, what: String)
    case noTensor(String, names: [String])

    package var description: String {
      switch self {
      case .noFile(let path): "\(path): no such golden file"
      case .malformed(let path, let what): "\(path): \(what)"
      case .noTensor(let name, let names):
        "no tensor \(name) among \(names.joined(separator: " "))"
      }
    }
  }

  /// Whether the golden files are there; for `.enabled(if:)`.
  package static var areAvailable: Bool { SharedData.has("golden/layers") }

  /// Reads `NAME.safetensors`, which exists for every case.
  package init(named name: String) throws {
    let path = "golden/layers/\(name).safetensors"
    self = try Self.safetensors(Data(contentsOf: Self.url(path)), path: path)
  }

  /// Reads `NAME.json`, the mirror of the cases in float64.
  package init(jsonNamed name: String) throws {
    struct Mirror: Decodable { let tensors: [String: GoldenTensor] }
    let path = "golden/layers/\(name).json"
    let data = try Data(contentsOf: Self.url(path))
    guard let object = try JSONSerialization.jsonObject(with: data) as? [String: Any],
      let meta = object["meta"]
    else { throw Failure.malformed(path: path, what: "no meta object") }
    tensors = try JSONDecoder().decode(Mirror.self, from: data).tensors
    metaData = try JSONSerialization.data(withJSONObject: meta)
  }

  private init(tensors: [String: GoldenTensor], metaData: Data) {
    self.tensors = tensors
    self.metaData = metaData
  }

  /// Decodes a JSON file below `../shared/golden`, such as `layers/optimizers.json`.
  package static func decode<T: Decodable>(_ type: T.Type, path: String) throws -> T {
    try JSONDecoder().decode(type, from: Data(contentsOf: url("golden/\(path)")))
  }

  /// How the tensors were made.
  package func meta<T: Decodable>(_ type: T.Type) throws -> T {
    try JSONDecoder().decode(type, from: metaData)
  }

  package func tensor(_ name: String) throws -> GoldenTensor {
    guard let tensor = tensors[name] else {
      throw Failure.noTensor(name, names: tensors.keys.sorted())
    }
    return tensor
  }

  private static func url(_ path: String) throws -> URL {
    guard let url = SharedData.url(path) else { throw Failure.noFile(path) }
    return url
  }

  /// The format of https://github.com/huggingface/safetensors: the length of the header (8 bytes,
  /// little endian), a JSON header, the elements.
  private static func safetensors(_ data: Data, path: String) throws -> GoldenFile {
    func failure(_ what: String) -> Failure { .malformed(path: path, what: what) }
    let bytes = [UInt8](data)
    guard bytes.count >= 8 else { throw failure("shorter than its header") }
    let headerCount = (0..<8).reduce(0) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    guard headerCount <= UInt64(bytes.count - 8) else { throw failure("cut within the header") }
    let start = 8 + Int(headerCount)
    let header = try JSONSerialization.jsonObject(with: Data(bytes[8..<start]))
    guard var entries = header as? [String: [String: Any]] else {
      throw failure("the header is no object of objects")
    }
    let meta = entries.removeValue(forKey: "__metadata__")?["meta"] as? String
    let tensors = try entries.mapValues { entry in
      guard let type = entry["dtype"] as? String, let shape = entry["shape"] as? [Int],
        let offsets = entry["data_offsets"] as? [Int], offsets.count == 2,
        offsets[0] >= 0, offsets[0] <= offsets[1], start + offsets[1] <= bytes.count
      else { throw failure("an entry without type, shape or place") }
      let range = start + offsets[0]..<start + offsets[1]
      guard let numbers = numbers(bytes[range], type), numbers.count == shape.reduce(1, *) else {
        throw failure("\(range.count) bytes do not make \(shape) of \(type)")
      }
      return GoldenTensor(shape: shape, data: numbers)
    }
    return GoldenFile(tensors: tensors, metaData: Data((meta ?? "{}").utf8))
  }

  private static func numbers(_ bytes: ArraySlice<UInt8>, _ type: String) -> [Double]? {
    func load<T>(_ type: T.Type, _ convert: (T) -> Double) -> [Double]? {
      let size = MemoryLayout<T>.size
      guard bytes.count % size == 0 else { return nil }
      return bytes.withUnsafeBytes { buffer in
        stride(from: 0, to: buffer.count, by: size).map {
          convert(buffer.loadUnaligned(fromByteOffset: $0, as: type))
        }
      }
    }
    return switch type {
    case "F32": load(UInt32.self) { Double(Float(bitPattern: UInt32(littleEndian: $0))) }
    case "F64": load(UInt64.self) { Double(bitPattern: UInt64(littleEndian: $0)) }
    case "I64": load(Int64.self) { Double(Int64(littleEndian: $0)) }
    case "U8", "BOOL": load(UInt8.self) { Double($0) }
    default: nil
    }
  }
}
