import TextInput

/// In what the settings of a source differ from those that it was read with before, in words.
struct SettingsDifference {
  var before: String
  var now: String

  /// - Parameters:
  ///   - before: what `IngestionRequest.signature` was: an object of JSON, and words behind it.
  init(from before: String, to now: String) {
    let (old, new) = (Self.parts(of: before), Self.parts(of: now))
    var names: [String] = []
    for (name, _) in old + new where !names.contains(name) { names.append(name) }
    var sides: (before: [String], now: [String]) = ([], [])
    for name in names {
      let values = [old, new].map { side in side.first { $0.name == name }?.value }
      if values[0] == values[1] { continue }
      let texts = values.map { $0.map { "\(name) \($0)" } ?? "the default \(name)" }
      sides.before.append(texts[0])
      sides.now.append(texts[1])
    }
    self.before = sides.before.joined(separator: ", ")
    self.now = sides.now.joined(separator: ", ")
  }

  private static func parts(of signature: String) -> [(name: String, value: String)] {
    // Names of labels and columns may have braces in them: the first end that is one is it.
    for end in signature.indices where signature[end] == "}" {
      guard case .object(let members)? = try? JSONValue(parsing: String(signature[...end])) else {
        continue
      }
      var parts = members.map { (name: $0.name, value: $0.value.string ?? $0.value.serialized) }
      let rest = signature[signature.index(after: end)...].drop { $0 == " " }
      if !rest.isEmpty { parts.append(("tokenization and labels", String(rest))) }
      return parts
    }
    return [("settings", signature)]
  }
}
