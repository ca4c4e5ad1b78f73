import Yams

/// A value of a job file that knows its line, so that mistakes can be told where they are.
struct JobNode {
  let node: Node
  let file: String
  /// The keys that lead here, for messages.
  let name: String

  var line: Int { node.mark?.line ?? 1 }

  func failure(_ reason: String) -> CommandError {
    .badData("\(file):\(line): \(reason)")
  }

  private func inner(_ node: Node, _ key: String) -> JobNode {
    JobNode(node: node, file: file, name: name.isEmpty ? key : "\(name).\(key)")
  }

  /// The entries of a mapping, none of whose keys stands twice or is unknown.
  func members(_ known: [String]) throws -> [String: JobNode] {
    var members: [String: JobNode] = [:]
    for (key, node) in try entries() {
      guard known.contains(key) else {
        throw node.failure(
          "there is no setting '\(key)'; known are \(known.joined(separator: ", "))")
      }
      if members[key] != nil { throw node.failure("'\(key)' stands twice") }
      members[key] = node
    }
    return members
  }

  /// The entries of a mapping in their order.
  func entries() throws -> [(key: String, value: JobNode)] {
    guard case .mapping(let mapping) = node else {
      throw failure("\(name.isEmpty ? "the file" : name) has to be a mapping of names to values")
    }
    return try mapping.map { key, value in
      guard let key = key.scalar?.string else {
        throw failure("a key of \(name.isEmpty ? "the file" : name) is not a word")
      }
      return (key, inner(value, key))
    }
  }

  func elements() throws -> [JobNode] {
    guard case .sequence(let sequence) = node else {
      throw failure("\(name) has to be a list, with a '-' in front of each part")
    }
    return sequence.enumerated().map { inner($0.element, String($0.offset + 1)) }
  }

  func string() throws -> String {
    guard case .scalar(let scalar) = node else { throw failure("\(name) has to be a text") }
    return scalar.string
  }

  func number() throws -> Double {
    guard let value = Double(try string()) else { throw failure("\(name) has to be a number") }
    return value
  }

  func integer() throws -> Int {
    guard let value = Int(try string()) else { throw failure("\(name) has to be a whole number") }
    return value
  }

  func flag() throws -> Bool {
    guard let value = node.bool else { throw failure("\(name) has to be true or false") }
    return value
  }

  /// One of the values of an enumeration.
  func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) throws -> Choice
  where Choice.RawValue == String {
    let text = try string()
    guard let value = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw failure("\(name) is '\(text)'; choose one of \(known)")
    }
    return value
  }
}
