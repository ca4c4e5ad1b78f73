import Foundation
import NLPToolkit
import Yams

/// Settings as YAML: whatever a file leaves out keeps its default, and a name that does not exist
/// is an error.
package struct RecipeFile {
  private let path: String
  private let root: Node?

  /// - Throws: ``CommandError`` if there is no such file, or no YAML in it.
  package init(path: String) throws {
    self.path = path
    root = try YAMLFile(path: path, kind: "file").root
  }

  /// The recipe with the settings of the file.
  package func apply<Recipe: Codable>(to recipe: Recipe) throws -> Recipe {
    let defaults = try JSONSerialization.jsonObject(with: JSONEncoder().encode(recipe))
    let settings = try root.map { try value(of: $0, name: "") } ?? [String: Any]()
    let merged = try merge(
      settings is NSNull ? [String: Any]() : settings, into: defaults, name: "")
    do {
      return try JSONDecoder().decode(
        Recipe.self, from: JSONSerialization.data(withJSONObject: merged))
    } catch let error as DecodingError {
      throw failure(error)
    }
  }

  private func failure(_ error: DecodingError) -> CommandError {
    func name(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
      (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return .badData("\(path): \(name(context, key)) is missing")
    case .valueNotFound(_, let context):
      return .badData("\(path): \(name(context)) has no value; give it one, or leave it out")
    case .typeMismatch(_, let context), .dataCorrupted(let context):
      return .badData(
        "\(path): \(name(context)) has no value that fits: \(context.debugDescription)")
    @unknown default:
      return .badData("\(path): a setting has no value that fits")
    }
  }

  /// The value as JSON has it.
  private func value(of node: Node, name: String) throws -> Any {
    func inner(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }
    switch node {
    case .scalar(let scalar):
      switch node.any {
      case let number as Double where !number.isFinite:
        throw failure(node, "\(name) is \(scalar.string) and must be a finite number")
      case let value where value is NSNull || value is Bool || value is Int || value is Double:
        return value
      // What JSON has no form for, such as a date, is a text.
      default: return (scalar.style == .plain ? UInt64(scalar.string) : nil) ?? scalar.string
      }
    case .sequence(let elements):
      return try elements.enumerated().map { try value(of: $1, name: inner("\($0 + 1)")) }
    case .mapping(let entries):
      var members: [String: Any] = [:]
      for (key, node) in entries {
        guard let word = key.scalar?.string else {
          throw failure(key, "a key of \(name.isEmpty ? "the file" : name) is not a word")
        }
        members[word] = try value(of: node, name: inner(word))
      }
      return members
    case .alias:
      throw failure(node, "\(name) is an alias of nothing")
    }
  }

  private func failure(_ node: Node, _ problem: String) -> CommandError {
    .badData("\(path)\(node.mark.map { ":\($0.line)" } ?? ""): \(problem)")
  }

  private func merge(_ value: Any, into standard: Any, name: String) throws -> Any {
    if value is NSNull, !(standard is NSNull) {
      throw CommandError.badData("\(path): \(name) has no value; give it one, or leave it out")
    }
    // A mapping without entries by default is one whose keys are the user's own.
    guard let standard = standard as? [String: Any], !standard.isEmpty else { return value }
    guard let value = value as? [String: Any] else {
      throw CommandError.badData(
        "\(path): \(name.isEmpty ? "the file" : name) must be a mapping of "
          + standard.keys.sorted().joined(separator: ", "))
    }
    var merged = standard
    for (given, value) in value.sorted(by: { $0.key < $1.key }) {
      // A name of earlier versions stands for the present one.
      let former = TrainerConfiguration.formerNames[given]
      let key = standard[given] == nil ? former ?? given : given
      let full = name.isEmpty ? key : "\(name).\(key)"
      guard let inner = standard[key] else {
        throw CommandError.badData(
          "\(path): there is no setting \(full); known are "
            + standard.keys.sorted().joined(separator: ", "))
      }
      merged[key] = try merge(value, into: inner, name: full)
    }
    return merged
  }

  /// All settings of a recipe, as a file that ``apply(to:)`` reads.
  static func yaml(of recipe: some Encodable) throws -> String {
    let settings = try JSONSerialization.jsonObject(with: JSONEncoder().encode(recipe))
    return try Yams.serialize(node: node(of: settings))
  }

  /// Words that YAML takes for something other than a text.
  private static let otherWords: Set<String> = [
    "true", "false", "yes", "no", "on", "off", "null", "y", "n",
  ]

  /// Numbers as people write them, 0.003 and not 3e-3.
  private static func node(of value: Any) -> Node {
    switch value {
    case let members as [String: Any]:
      let pairs = members.sorted { $0.key < $1.key }.map { (Node($0.key), node(of: $0.value)) }
      return Node(pairs, .implicit, pairs.isEmpty ? .flow : .block)
    case let elements as [Any]: return Node(elements.map(node), .implicit, .flow)
    case let text as String:
      let isWord =
        text.first?.isLetter == true
        && text.allSatisfy { $0.isLetter || $0.isNumber || "-_".contains($0) }
        && !otherWords.contains(text.lowercased())
      return Node(text, .implicit, isWord ? .plain : .doubleQuoted)
    case let number as NSNumber:
      // Truth values are numbers of one byte.
      let isTruth = number.objCType.pointee == CChar(UInt8(ascii: "c"))
      return Node(isTruth ? String(number.boolValue) : number.description, .implicit)
    default: return Node("null", .implicit)
    }
  }
}
