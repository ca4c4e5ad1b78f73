import NLPToolkit

/// The fields of a request: those of its body, and those of its query where the body has none.
///
/// Each reading notes the name, so that names which no route reads can be told at the end.
struct RequestFields: Sendable {
  private let object: JSONObject
  private let query: FormFields
  private var read: Set<String> = []

  init(_ object: JSONObject, query: FormFields) {
    self.object = object
    self.query = query
  }

  /// - Throws: 400 with the place if the body is no JSON object.
  init(parsing body: [UInt8], query: FormFields) throws(ServiceError) {
    guard let text = String(validating: body, as: UTF8.self) else {
      throw .badRequest("the body is not UTF-8", offset: Self.firstInvalidByte(of: body))
    }
    do {
      object = try JSONObject(parsing: text)
    } catch {
      throw .badRequest("the body is no JSON object: \(error.reason)", offset: error.offset)
    }
    self.query = query
  }

  private static func firstInvalidByte(of bytes: [UInt8]) -> Int {
    var iterator = bytes.makeIterator()
    var decoder = UTF8()
    var offset = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
    return offset
  }

  private mutating func value(_ name: String) throws(ServiceError) -> JSONValue? {
    read.insert(name)
    guard let value = object[name], value != .null else { return nil }
    return value
  }

  /// - Throws: 422 if one of the fields is there and null, which for options is as if it were not.
  func refuseNull(_ names: String...) throws(ServiceError) {
    for name in names where object[name] == .null {
      throw .unprocessable("\"\(name)\" is null; give a value, or leave it out")
    }
  }

  mutating func string(_ name: String) throws(ServiceError) -> String? {
    guard let value = try value(name) else { return query[name] }
    guard let text = value.string else { throw wrong(name, value, "a string") }
    return text
  }

  mutating func strings(_ name: String) throws(ServiceError) -> [String]? {
    guard let value = try value(name) else { return nil }
    guard let values = value.array else { throw wrong(name, value, "an array of strings") }
    var strings: [String] = []
    strings.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      guard let text = value.string else { throw wrong("\(name)[\(index)]", value, "a string") }
      strings.append(text)
    }
    return strings
  }

  /// Names in an array, or in a string with commas between them.
  mutating func names(_ name: String) throws(ServiceError) -> Set<String>? {
    let value = try value(name)
    if let value, value.array != nil { return Set(try strings(name) ?? []) }
    guard let text = try string(name) else { return nil }
    return Set(text.split(separator: ",").map { $0.trimmingBlanks() })
  }

  mutating func integer(
    _ name: String, in range: ClosedRange<Int>
  ) throws(ServiceError) -> Int? {
    let value = try value(name)
    guard value != nil || query[name] != nil else { return nil }
    guard let number = value.map(\.integer) ?? query[name].flatMap({ Int($0) }) else {
      throw wrong(name, value, "a whole number")
    }
    guard range.contains(number) else {
      throw .unprocessable(
        "\"\(name)\": \(number); give \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  mutating func number(
    _ name: String, in range: ClosedRange<Double>
  ) throws(ServiceError) -> Double? {
    let value = try value(name)
    guard value != nil || query[name] != nil else { return nil }
    guard let number = value.map(\.double) ?? query[name].flatMap({ Double($0) }) else {
      throw wrong(name, value, "a number")
    }
    guard range.contains(number) else {
      throw .unprocessable(
        "\"\(name)\": \(number); give \(PrometheusFactory.number(range.lowerBound)) to "
          + PrometheusFactory.number(range.upperBound))
    }
    return number
  }

  mutating func flag(_ name: String) throws(ServiceError) -> Bool {
    guard let value = try value(name) else {
      switch query[name] {
      case nil, "false": return false
      case "true", "": return true
      case .some(let text): throw wrong(name, .string(text), "true or false")
      }
    }
    guard case .bool(let flag) = value else { throw wrong(name, value, "true or false") }
    return flag
  }

  /// One of some names.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) throws(ServiceError) -> Choice? where Choice.RawValue == String {
    guard let text = try string(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw .unprocessable("\"\(name)\": '\(text)'; give one of \(names)")
    }
    return choice
  }

  /// - Throws: 422 for a field that nothing has read, since a misspelled option would be ignored.
  func finish() throws(ServiceError) {
    let names = object.fields.map(\.name) + query.fields.map(\.name)
    guard let unknown = names.first(where: { !read.contains($0) }) else { return }
    throw .unprocessable(
      "unknown field \"\(unknown)\"; there are: \(read.sorted().joined(separator: ", "))")
  }

  private func wrong(_ name: String, _ value: JSONValue?, _ expected: String) -> ServiceError {
    .unprocessable("\"\(name)\" is not \(expected)")
  }
}
