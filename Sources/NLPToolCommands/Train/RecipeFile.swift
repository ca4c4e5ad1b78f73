import Foundation
import NLPToolkit
import Yams

/// Settings as YAML: whatever a file leaves out keeps its default, and a name that does not exist
/// is an error.
struct RecipeFile {
  private let path: String
  private let settings: Any

  /// - Throws: ``CommandError`` if there is no such file, or no YAML in it.
  init(path: String) throws {
    self.path = path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandError.noInput("\(path): there is no such file that can be read")
    }
    do {
      settings = try Yams.load(yaml: String(decoding: data, as: UTF8.self)) ?? [String: Any]()
    } catch {
      let text = "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
      throw CommandError.badData("\(path): not YAML: \(text)")
    }
  }

  /// The recipe with the settings of the file.
  func apply<Recipe: Codable>(to recipe: Recipe) throws -> Recipe {
    let defaults = try JSONSerialization.jsonObject(with: JSONEncoder().encode(recipe))
    let merged = try merge(settings, into: defaults, name: "")
    do {
      return try JSONDecoder().decode(
        Recipe.self, from: JSONSerialization.data(withJSONObject: merged))
    } catch DecodingError.typeMismatch(_, let context), DecodingError.dataCorrupted(let context) {
      let name = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw CommandError.badData(
        "\(path): \(name) has no value that fits: \(context.debugDescription)")
    }
  }

  private func merge(_ value: Any, into standard: Any, name: String) throws -> Any {
    // A mapping without entries by default is one whose keys are the user's own.
    guard let standard = standard as? [String: Any], !standard.isEmpty else { return value }
    guard let value = value as? [String: Any] else {
      throw CommandError.badData(
        "\(path): \(name.isEmpty ? "the file" : name) must be a mapping of "
          + standard.keys.sorted().joined(separator: ", "))
    }
    var merged = standard
    for (given, value) in value {
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
    let encoder = YAMLEncoder()
    encoder.options.sortKeys = true
    return try encoder.encode(recipe)
  }
}
