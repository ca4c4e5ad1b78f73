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

/// A file of `Tests/NeuralTests/Golden`: named tensors, and what else describes them.
package struct GoldenFile {
  package let tensors: [String: GoldenTensor]
  private let data: Data

  /// A tensor that the file does not have.
  package struct MissingTensor: Error, CustomStringConvertible {
    package let name: String
    package let names: [String]

    package var description: String {
      "no tensor \(name) among \(names.joined(separator: " "))"
    }
  }

  /// Reads `NAME.json`.
  package init(named name: String) throws {
    struct Content: Decodable { let tensors: [String: GoldenTensor] }
    data = try Data(contentsOf: Self.url(target: "NeuralTests", "\(name).json"))
    tensors = try JSONDecoder().decode(Content.self, from: data).tensors
  }

  /// Decodes a JSON file of `Tests/NeuralTests/Golden`, such as `optimizers.json`.
  package static func decode<T: Decodable>(_ type: T.Type, file: String) throws -> T {
    try JSONDecoder().decode(type, from: Data(contentsOf: url(target: "NeuralTests", file)))
  }

  /// A file of the folder `Golden` of a test target.
  package static func url(target: String, _ file: String) -> URL {
    SharedData.packageRoot.appendingPathComponent("Tests/\(target)/Golden/\(file)")
  }

  /// How the tensors were made.
  package func meta<T: Decodable>(_ type: T.Type) throws -> T {
    try JSONDecoder().decode(Described<T>.self, from: data).meta
  }

  private struct Described<T: Decodable>: Decodable { let meta: T }

  /// The tensor of that name.
  package func tensor(_ name: String) throws -> GoldenTensor {
    guard let tensor = tensors[name] else {
      throw MissingTensor(name: name, names: tensors.keys.sorted())
    }
    return tensor
  }
}
