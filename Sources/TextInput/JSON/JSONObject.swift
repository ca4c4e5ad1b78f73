/// One object of a JSON-lines file, with its fields in their order and as they were written.
///
/// What is not touched comes out again byte for byte: numbers keep their digits, strings their
/// escapes, nested values their spacing.
public struct JSONObject: Sendable, Hashable {
  /// A field whose value has been checked but not taken apart.
  public struct Field: Sendable, Hashable {
    /// The name of the field.
    public var name: String
    /// The value as JSON.
    public var raw: String

    /// Sets every property.
    public init(name: String, raw: String) {
      self.name = name
      self.raw = raw
    }
  }

  /// The fields, in their order.
  public private(set) var fields: [Field]

  /// Sets every property.
  public init(fields: [Field] = []) {
    self.fields = fields
  }

  /// Reads a line of a JSON-lines file.
  ///
  /// - Parameter maximumDepth: arrays and objects nested deeper are refused.
  /// - Complexity: O(n) in the length of the line.
  public init(parsing line: String, maximumDepth: Int = 128) throws(JSONError) {
    var scanner = JSONScanner(line, maximumDepth: maximumDepth)
    var fields: [Field] = []
    try scanner.object(depth: 0) { (scanner, name) throws(JSONError) in
      let start = scanner.offset
      try scanner.skipValue(depth: 1)
      fields.append(Field(name: name, raw: scanner.raw(start..<scanner.offset)))
    }
    try scanner.finish()
    self.fields = fields
  }

  /// The value of a field; the last one, if there are several of that name.
  public subscript(name: String) -> JSONValue? {
    guard let field = fields.last(where: { $0.name == name }) else { return nil }
    return try? JSONValue(parsing: field.raw)
  }

  /// Whether there is a field of this name.
  public func contains(_ name: String) -> Bool {
    fields.contains { $0.name == name }
  }

  /// Gives a field a new value, where it stands, or behind the others if it is new.
  public mutating func set(_ name: String, to value: JSONValue) {
    set(name, toRaw: value.serialized)
  }

  /// Gives a field a new value that is JSON already.
  public mutating func set(_ name: String, toRaw raw: String) {
    if let index = fields.lastIndex(where: { $0.name == name }) {
      fields[index].raw = raw
    } else {
      fields.append(Field(name: name, raw: raw))
    }
  }

  /// Takes away the field of this name, if there is one.
  public mutating func remove(_ name: String) {
    fields.removeAll { $0.name == name }
  }

  /// The object as one line of JSON, without a line end.
  public var serialized: String {
    var text = "{"
    for (index, field) in fields.enumerated() {
      if index > 0 { text += "," }
      JSONValue.write(field.name, to: &text)
      text += ":"
      text += field.raw
    }
    text += "}"
    return text
  }
}
