import Foundation
import TestSupport
import Testing

extension SharedData {
  static func text(_ path: String) throws -> String {
    let url = try #require(SharedData.url(path))
    return try String(contentsOf: url, encoding: .utf8)
  }

  static func lines(_ path: String) throws -> [String] {
    var lines = try text(path).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  static func json(_ path: String) throws -> JSON {
    // Python writes NaN as a bare word, which JSON does not have.
    let text = try text(path).replacing(": NaN", with: ": \"nan\"")
    return try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
  }
}

/// A JSON value whose shape is not known before.
enum JSON: Decodable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  init(from decoder: Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let array = try? value.decode([JSON].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSON].self))
    }
  }

  /// Reads a file of `Tests/EvaluationTests/Golden`.
  init(golden file: String) throws {
    let data = try Data(contentsOf: GoldenFile.url(target: "EvaluationTests", file))
    self = try JSONDecoder().decode(JSON.self, from: data)
  }

  subscript(key: String) -> JSON {
    if case .object(let fields) = self { return fields[key] ?? .null }
    return .null
  }

  subscript(index: Int) -> JSON { array[index] }

  var array: [JSON] {
    if case .array(let values) = self { return values }
    return []
  }

  var keys: [String] {
    if case .object(let fields) = self { return fields.keys.sorted() }
    return []
  }

  /// Numbers, and the strings that stand for those JSON does not have.
  var double: Double? {
    switch self {
    case .number(let value): value
    case .string("nan"): .nan
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    default: nil
    }
  }

  var int: Int? { double.map { Int($0) } }

  var string: String? {
    if case .string(let value) = self { return value }
    return nil
  }

  var bool: Bool? {
    if case .bool(let value) = self { return value }
    return nil
  }

  var doubles: [Double] { array.compactMap(\.double) }
  var ints: [Int] { array.compactMap(\.int) }
  var strings: [String] { array.compactMap(\.string) }
}

/// Whether two numbers agree to 1e-9, relative where they are large.
func agree(_ left: Double?, _ right: Double?, tolerance: Double = 1e-9) -> Bool {
  guard let left, let right else { return left == nil && right == nil }
  if left == right || (left.isNaN && right.isNaN) { return true }
  return abs(left - right) <= tolerance * max(1, abs(left), abs(right))
}
