import Testing
import TextInput

@Suite struct JSONTests {
  @Test func untouchedFieldsComeOutAsTheyWere() throws {
    let line =
      #"{"id" : 1.50e3,"text":"caf\u00e9 \/", "meta": { "b":[1, 2] , "a":null },"id":2}"#
    var object = try JSONObject(parsing: line)
    #expect(object.fields.map(\.name) == ["id", "text", "meta", "id"])
    #expect(object["text"]?.string == "caf\u{E9} /")
    #expect(object["id"]?.integer == 2)
    object.set("label", to: .string("a\"b\n"))
    object.set("text", to: .string("new"))
    #expect(
      object.serialized
        == #"{"id":1.50e3,"text":"new","meta":{ "b":[1, 2] , "a":null },"id":2,"label":"a\"b\n"}"#)
  }

  @Test func stringsKeepEveryScalar() throws {
    let text = "\u{1F600} \"\\/\u{8}\u{C}\n\r\t\u{1}\u{7F}\u{2028}\u{FFFF}e\u{301}"
    #expect(try JSONValue(parsing: JSONValue.string(text).serialized) == .string(text))
    #expect(try JSONValue(parsing: #""\ud83d\ude00""#).string == "\u{1F600}")
  }

  @Test(arguments: [
    "", "{", "}", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "01", "1.", "-", "+1", ".5", "1e",
    "tru", "nul", "\"abc", "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
    "\"\\u12\"",
    "\"a\tb\"", "[1 2]", "1 2", "{\"a\":1}x", "NaN", "'a'", "[", "\"\\", "{\"a\":",
  ])
  func malformedTextIsAnError(text: String) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    #expect(throws: JSONError.self) { try JSONObject(parsing: text) }
  }

  @Test func depthIsBounded() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(try JSONValue(parsing: nested(128)).array?.count == 1)
    #expect(throws: JSONError.self) { try JSONValue(parsing: nested(129)) }
    #expect(throws: JSONError.self) {
      try JSONObject(parsing: "{\"a\":" + nested(100_000) + "}")
    }
  }

  @Test func wholeNumbers() throws {
    #expect(try JSONValue(parsing: "12").integer == 12)
    #expect(try JSONValue(parsing: "12.0").integer == 12)
    #expect(try JSONValue(parsing: "1e2").integer == 100)
    #expect(try JSONValue(parsing: "12.5").integer == nil)
    #expect(try JSONValue(parsing: "1e300").integer == nil)
    #expect(try JSONValue(parsing: "-0").integer == 0)
  }

  @Test(arguments: [("[NaN]", "NaN"), ("[-Infinity]", "Infinity")])
  func numbersThatJSONDoesNotHave(text: String, name: String) {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    #expect(error?.offset == 1)
    #expect(error?.reason == "\(name), which is not a JSON number,")
  }

  @Test func errorsSayWhere() {
    do {
      _ = try JSONObject(parsing: #"{"a": tree}"#)
      Issue.record("accepted")
    } catch {
      #expect(error.offset == 6)
      #expect(!error.description.contains("\n"))
    }
  }
}
