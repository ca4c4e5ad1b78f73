import TextInput

extension FuzzTarget {
  static let jsonTargets = [
    FuzzTarget("json-value", parse), FuzzTarget("json-object", parseObject),
  ]

  /// A value is the same when it was written and read once more.
  private static func parse(_ bytes: [UInt8]) throws {
    let value = try JSONValue(parsing: String(decoding: bytes, as: UTF8.self))
    _ = (value.integer, value.double, value["text"]?.integer)
    let written = value.serialized
    try check((try? JSONValue(parsing: written)) == value, written)
  }

  private static func parseObject(_ bytes: [UInt8]) throws {
    var object = try JSONObject(parsing: String(decoding: bytes, as: UTF8.self))
    for field in object.fields { try check(object[field.name] != nil, "no value of \(field)") }
    let written = object.serialized
    try check((try? JSONObject(parsing: written)) == object, written)
    object.set("text", to: .string("\u{0}\u{7F}\"\\"))
    try check(object["text"] == .string("\u{0}\u{7F}\"\\"), "another text")
    try check((try? JSONObject(parsing: object.serialized)) == object, object.serialized)
  }
}
