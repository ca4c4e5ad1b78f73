import Foundation
import NLPToolkit
import TestSupport
import Testing

/// Requests that get no answer are told why, in JSON, with the status that says so.
@Suite struct FaultTests {
  static let server = Result {
    try ServerProcess(
      "--model", "en-entities", "--model", "en-novels", "--max-body", "4000", "--max-text", "2000",
      "--max-texts", "3", "--max-length", "500")
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var method = "POST"
    var path = "/v1/tag"
    var type: String? = "application/json"
    var body: String?
    var status: Int
    /// What the reply says.
    var says: String
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "no path", method: "GET", path: "/v2", status: 404, says: "no such path"),
    Case(name: "method", method: "GET", status: 405, says: "does not do GET"),
    Case(name: "type", type: "text/plain", body: "Ada", status: 415, says: "application/json"),
    Case(name: "no type", type: nil, body: "{}", status: 415, says: "application/json"),
    Case(name: "no JSON", body: "{\"text\":", status: 400, says: "\"offset\":8"),
    Case(name: "an array", body: "[]", status: 400, says: "\"offset\":0"),
    Case(name: "nothing", body: "", status: 400, says: "no JSON object"),
    Case(name: "no text", body: "{}", status: 422, says: "no text"),
    Case(name: "null", body: "{\"text\":null}", status: 422, says: "is null"),
    Case(name: "a number", body: "{\"text\":1}", status: 422, says: "not a string"),
    Case(
      name: "both", body: "{\"text\":\"a\",\"texts\":[]}", status: 422, says: "exclude each other"),
    Case(name: "a NUL", body: "{\"text\":\"a\\u0000\"}", status: 422, says: "NUL"),
    Case(
      name: "a field", body: "{\"text\":\"a\",\"treshold\":1}", status: 422,
      says: "unknown field \\\"treshold\\\""),
    Case(
      name: "a model", body: "{\"text\":\"a\",\"model\":\"x\"}", status: 404,
      says: "those for tag are: en-entities"),
    Case(
      name: "a model of another kind", body: "{\"text\":\"a\",\"model\":\"en-novels\"}",
      status: 404, says: "does not do tag"),
    Case(
      name: "no model for the task", path: "/v1/classify", body: "{\"text\":\"a\"}", status: 404,
      says: "no model of this server does classify"),
    Case(
      name: "a choice", body: "{\"text\":\"a\",\"offsets\":\"bytes\"}", status: 422,
      says: "utf8, utf16, scalar"),
    Case(
      name: "a range", body: "{\"text\":\"a\",\"n_best\":0}", status: 422, says: "give 1 to 100"),
    Case(name: "a query", path: "/v1/tag?x=%zz", body: "{}", status: 400, says: "query"),
    Case(
      name: "a long text", body: "{\"text\":\"\(String(repeating: "a", count: 2001))\"}",
      status: 422, says: "\"limit\":\"max-text\",\"maximum\":2000"),
    Case(
      name: "many texts", body: "{\"texts\":[\"\",\"\",\"\",\"\"]}", status: 422,
      says: "\"limit\":\"max-texts\",\"maximum\":3"),
    Case(
      name: "much to write", path: "/v1/generate", body: "{\"length\":501}", status: 422,
      says: "\"limit\":\"max-length\",\"maximum\":500"),
    Case(
      name: "a large body", body: String(repeating: " ", count: 4001), status: 413,
      says: "\"limit\":\"max-body\",\"maximum\":4000"),
    Case(
      name: "no data", path: "/recognize", type: "application/x-www-form-urlencoded", body: "",
      status: 422, says: "data"),
  ]

  @Test(arguments: cases) func tells(_ test: Case) throws {
    let reply = try Self.server.get().connect().request(
      test.method, test.path, type: test.type, body: test.body.map { Array($0.utf8) })
    #expect(reply.status == test.status)
    #expect(reply.headers["content-type"] == "application/json")
    #expect(reply.headers["x-request-id"]?.isEmpty == false)
    #expect(reply.text.contains(test.says), "\(reply.text)")
    let object = try JSONObject(parsing: reply.text)
    #expect(object["error"]?.string?.isEmpty == false)
    #expect(object["code"]?.string?.isEmpty == false)
  }

  @Test func allowsWhatItDoes() throws {
    let reply = try Self.server.get().get("/v1/tag")
    #expect(reply.headers["allow"] == "POST")
  }

  @Test func tellsWhereBytesAreNotUTF8() throws {
    let reply = try Self.server.get().connect().request(
      "POST", "/v1/tag", type: "application/json", body: Array("{\"text\":\"é".utf8) + [0xFF])
    #expect(reply.status == 400)
    #expect(reply.text.contains("\"offset\":11"))
  }

  /// A body without a length is refused when it has become too large.
  @Test func refusesLargeBodiesInChunks() throws {
    let connection = try Self.server.get().connect()
    try connection.send(
      "POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n")
    for _ in 0..<5 { try connection.send("3e8\r\n\(String(repeating: " ", count: 1000))\r\n") }
    #expect(try connection.reply().status == 413)
  }

  /// The connection goes on behind a fault that has left nothing unread.
  @Test func goesOnBehindFaults() throws {
    let connection = try Self.server.get().connect()
    #expect(try connection.post("/v1/tag", "{").status == 400)
    #expect(try connection.post("/v1/tag", "{\"text\":\"Ada met Bob.\"}").status == 200)
  }

  @Test func asksForBodiesThatWait() throws {
    let connection = try Self.server.get().connect()
    try connection.send(
      "POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: 12\r\nExpect: 100-continue\r\n\r\n")
    #expect(try connection.line(endingIn: "\r\n\r\n").hasPrefix("HTTP/1.1 100"))
    try connection.send("{\"text\":\"a\"}")
    #expect(try connection.reply().status == 200)
  }

  @Test func keepsIdentifiersThatAreHarmless() throws {
    let server = try Self.server.get()
    let given = try server.get("/health/live", headers: ["X-Request-Id": "a-1.b_2"])
    #expect(given.headers["x-request-id"] == "a-1.b_2")
    let odd = try server.get("/health/live", headers: ["X-Request-Id": "a b\"<c>"])
    #expect(odd.headers["x-request-id"]?.contains("<") == false)
  }

  /// Bytes that are no requests, from a seed: the server stays, and answers the next request.
  @Test func survivesNonsense() throws {
    let server = try Self.server.get()
    var random = SplitMix64(seed: 2024)
    let whole = Array(
      ("POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: 23\r\n\r\n{\"text\":\"Ada met Bob.\"}").utf8)
    let chunked = Array(
      ("POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n18\r\n{\"text\":\"Ada met Bob.\"}\n\r\n0\r\n\r\n").utf8
    )
    let form = Array(
      ("POST /recognize HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b"
        + "\r\nContent-Length: 67\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n"
        + "Ada met Bob.\r\n--b--\r\n").utf8)
    for round in 0..<600 {
      var bytes = [whole, chunked, form][round % 3]
      for _ in 0...Int(random.next() % 4) {
        let position = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes[position] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: position)
        case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: position)
        default:
          let end = min(bytes.count, position + Int(random.next() % 16))
          bytes.insert(contentsOf: bytes[position..<end], at: position)
        }
        if bytes.isEmpty { bytes = [0] }
      }
      let connection = try server.connect()
      try? connection.send(bytes)
      connection.finishSending()
      if let reply = try? connection.reply() {
        #expect(reply.status < 500, "round \(round): \(reply.text)")
      }
    }
    #expect(server.isRunning)
    #expect(try server.post("/v1/tag", "{\"text\":\"Ada met Bob.\"}").status == 200)
  }
}
