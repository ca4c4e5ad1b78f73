import Foundation
import NLPToolkit
import TestSupport
import Testing

/// The answers of the server are the lines of the commands, byte for byte.
@Suite struct AnswerTests {
  /// Shared by the tests: reading the models takes a while.
  static let server = Result { try ServerProcess() }

  /// Texts of the samples, and some that are hard.
  static func texts() throws -> [String] {
    let samples = CommandRunner.samplesFolder
    var texts: [String] = []
    for name in ["notes.txt", "intents.txt"] {
      let content = try String(contentsOf: samples.appendingPathComponent(name), encoding: .utf8)
      texts += content.split(separator: "\n").map(String.init)
    }
    return texts + [
      "Astrid Lindgren föddes i Vimmerby och flyttade till Stockholm.",
      "Wir wollen nach München fahren, wo Herr Müller bei Siemens arbeitet.",
      "C'est l'été à Paris, et c'était magnifique.", "สวัสดีชาวโลก วันนี้อากาศดีมาก",
      "Watu wote wanazaliwa huru na sawa katika heshima na haki.", "12 34",
      "Zoë met Søren Kierkegaard in København. 😀 東京 is far.", "\"quoted\" \\ and \t tab", "", "a",
      String(repeating: "Ada Lovelace met Charles Babbage in London. ", count: 400),
    ]
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var task: String
    var arguments: [String] = []
    /// Fields of the request beside the texts.
    var fields = ""
    var testDescription: String { ([task] + arguments).joined(separator: " ") }
  }

  static let cases = [
    Case(task: "tag"),
    Case(task: "tag", arguments: ["--offsets", "utf16"], fields: #","offsets":"utf16""#),
    Case(task: "tag", arguments: ["--n-best", "2"], fields: #","n_best":2"#),
    Case(
      task: "tag", arguments: ["--model", "entities", "--language", "sv"],
      fields: #","model":"entities","language":"sv""#),
    Case(task: "classify"),
    Case(
      task: "tag", arguments: ["--language", "auto"], fields: #","language":"auto""#),
    Case(
      task: "tag", arguments: ["--language", "auto", "--model", "entities"],
      fields: #","language":"auto","model":"entities""#),
    Case(task: "tag", arguments: ["--language", "de"], fields: #","language":"de""#),
    Case(
      task: "classify", arguments: ["--language", "auto"], fields: #","language":"auto""#),
    Case(
      task: "sentiment", arguments: ["--language", "auto", "--model", "sentiments"],
      fields: #","language":"auto","model":"sentiments""#),
    Case(task: "sentiment", arguments: ["--language", "id"], fields: #","language":"id""#),
    Case(
      task: "sentiment", arguments: ["--language", "auto"], fields: #","language":"auto""#),
    Case(
      task: "tokenize", arguments: ["--language", "auto", "--style", "treebank"],
      fields: #","language":"auto","style":"treebank""#),
    Case(
      task: "analyze", arguments: ["--language", "auto", "--layers", "upos,entities"],
      fields: #","language":"auto","layers":["upos","entities"]"#),
    Case(task: "classify", arguments: ["--top", "2"], fields: #","top":2"#),
    Case(
      task: "sentiment", arguments: ["--sentences", "--explain"],
      fields: #","sentences":true,"explain":true"#),
    Case(task: "tokenize"),
    Case(task: "tokenize", arguments: ["--style", "treebank"], fields: #","style":"treebank""#),
    Case(task: "language"),
    Case(task: "language", arguments: ["--top", "3"], fields: #","top":3"#),
    Case(task: "analyze"),
    Case(
      task: "analyze", arguments: ["--layers", "upos,entities"],
      fields: #","layers":["upos","entities"]"#),
    Case(task: "score"),
  ]

  @Test(arguments: cases) func equalsTheCommand(_ test: Case) throws {
    let server = try Self.server.get()
    let texts = try Self.texts()
    let objects = texts.map { "{\"id\":7,\"text\":\(JSONValue.string($0).serialized)}" }
    let input = objects.map { $0 + "\n" }.joined()
    let runner = try CommandRunner()

    // Lines in a stream keep the other fields of their objects.
    if test.task != "score" {
      let expected = try runner.run(
        [test.task, "--input-format", "jsonl", "--format", "jsonl"] + test.arguments, input: input)
      #expect(expected.status == 0)
      let query = test.fields.isEmpty ? "" : try Self.query(test.fields)
      let stream = try server.connect().request(
        "POST", "/v1/\(test.task)\(query)", type: "application/x-ndjson", body: Array(input.utf8))
      #expect(stream.status == 200)
      #expect(stream.text == expected.output)
    }

    // Texts by themselves are what --text gives.
    let plain = texts.filter { !$0.contains("\t") && !$0.isEmpty }
    let lines = try runner.run(
      [test.task, "--format", "jsonl"] + test.arguments,
      input: plain.map { $0 + "\n" }.joined())
    #expect(lines.status == 0)
    let array = plain.map { JSONValue.string($0).serialized }.joined(separator: ",")
    let several = try server.post("/v1/\(test.task)", "{\"texts\":[\(array)]\(test.fields)}")
    #expect(several.status == 200)
    #expect(several.text == "{\"results\":[\(lines.lines.joined(separator: ","))]}\n")
    for (text, line) in zip(plain, lines.lines).prefix(5) {
      let one = try server.post(
        "/v1/\(test.task)", "{\"text\":\(JSONValue.string(text).serialized)\(test.fields)}")
      #expect(one.text == line + "\n")
    }
  }

  /// The fields of a JSON object as a query.
  private static func query(_ fields: String) throws -> String {
    let object = try JSONObject(parsing: "{\(fields.dropFirst())}")
    return "?"
      + object.fields.map { field in
        let value = object[field.name]
        let text =
          value?.string ?? value?.array?.compactMap(\.string).joined(separator: ",") ?? field.raw
        return "\(field.name)=\(text)"
      }.joined(separator: "&")
  }

  @Test func generatesWhatTheCommandDoes() throws {
    let server = try Self.server.get()
    let expected = try CommandRunner().run(
      "generate", "--prompt", "The sea ", "--length", "120", "--seed", "7", "--format", "jsonl")
    let body = #"{"prompt":"The sea ","length":120,"seed":7}"#
    let reply = try server.post("/v1/generate", body)
    #expect(reply.status == 200)
    #expect(reply.text == expected.output)

    let stream = try server.post("/v1/generate", body, headers: ["Accept": "text/event-stream"])
    #expect(stream.headers["content-type"] == "text/event-stream")
    let events = stream.text.components(separatedBy: "\n\n").filter { !$0.isEmpty }
    #expect(events.last == "event: end\ndata: \(expected.lines[0])")
    let written = try events.dropLast().map { event in
      try JSONObject(parsing: String(event.dropFirst("data: ".count)))["text"]?.string ?? ""
    }.joined()
    #expect(try JSONObject(parsing: expected.lines[0])["text"]?.string == written)
  }

  @Test func writesSeveralTexts() throws {
    let server = try Self.server.get()
    let lines = try CommandRunner().run(
      "generate", "--prompt", "The sea ", "--length", "60", "--count", "3", "--format", "jsonl"
    ).lines
    #expect(Set(lines).count == 3)
    let body = #"{"prompt":"The sea ","length":60,"count":3}"#
    #expect(
      try server.post("/v1/generate", body).text
        == "{\"results\":[\(lines.joined(separator: ","))]}\n")
    let one = try server.post("/v1/generate", #"{"prompt":"A","length":9,"count":1}"#)
    #expect(one.text.hasPrefix("{\"results\":[{"))

    let stream = try server.post("/v1/generate", body, headers: ["Accept": "text/event-stream"])
    let events = stream.text.components(separatedBy: "\n\n").filter { !$0.isEmpty }
    #expect(events.suffix(3) == lines.map { "event: end\ndata: \($0)" }[...])
    var written = ["", "", ""]
    for event in events.dropLast(3) {
      let object = try JSONObject(parsing: String(event.dropFirst("data: ".count)))
      written[object["index"]?.integer ?? 0] += object["text"]?.string ?? ""
    }
    #expect(try lines.map { try JSONObject(parsing: $0)["text"]?.string ?? "" } == written)
    let many = try server.post("/v1/generate", #"{"length":9,"count":101}"#)
    #expect(many.status == 422)
    #expect(many.text.contains("give 1 to 100"), "\(many.text)")
  }

  /// A language that a request names chooses the model; of one without a model it is told.
  @Test func choosesModelsByLanguage() throws {
    let server = try Self.server.get()
    let told = try server.post(
      "/v1/tag",
      #"{"text":"Watu wote wanazaliwa huru na sawa katika heshima na haki.","language":"auto"}"#)
    #expect(told.text.contains(#""language":"sw","model":null,"entities":[]"#), "\(told.text)")
    #expect(told.headers["x-model"] == nil)
    let named = try server.post("/v1/tag", #"{"text":"Jag bor i Umeå.","language":"sv"}"#)
    #expect(named.headers["x-model"] == "entities")
    let none = try server.post("/v1/tag", #"{"text":"a","language":"sw"}"#)
    #expect(none.status == 404)
    #expect(none.text.contains("for text in sw"), "\(none.text)")
    let words = try server.post("/v1/analyze", #"{"text":"a","language":"sv"}"#)
    #expect(words.status == 404)
    let few = try FaultTests.server.get().post("/v1/tag", #"{"text":"a","language":"auto"}"#)
    #expect(few.status == 404)
    #expect(few.text.contains("needs the model 'languages'"), "\(few.text)")
  }

  /// Batches form under load; the answers are those that each text gets alone.
  @Test func batchesChangeNothing() async throws {
    let server = try Self.server.get()
    let texts = try Self.texts().filter { $0.utf8.count < 2000 }
    let tasks = [
      "tag?language=auto", "analyze?language=auto", "tag", "classify", "sentiment", "analyze",
      "language",
    ]
    let requests = tasks.flatMap { task in
      texts.map { (path: "/v1/\(task)", body: "{\"text\":\(JSONValue.string($0).serialized)}") }
    }
    let alone = try requests.map { try server.post($0.path, $0.body).text }
    let together = try await withThrowingTaskGroup(of: [String].self) { group in
      for offset in 0..<16 {
        group.addTask {
          let connection = try server.connect()
          var replies: [String] = []
          for index in requests.indices {
            let request = requests[(index + offset * 5) % requests.count]
            replies.append(try connection.post(request.path, request.body).text)
          }
          return (requests.indices).map { index in
            replies[(index - offset * 5 % requests.count + requests.count) % requests.count]
          }
        }
      }
      return try await group.reduce(into: [[String]]()) { $0.append($1) }
    }
    for replies in together { #expect(replies == alone) }
  }

  @Test func answersLinesAsTheyCome() throws {
    let connection = try Self.server.get().connect()
    try connection.send(
      "POST /v1/tokenize HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n")
    func chunk(_ text: String) throws {
      try connection.send("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")
    }
    try chunk("{\"text\":\"One.\"}\n{\"te")
    #expect(try connection.line(endingIn: "\r\n\r\n").hasPrefix("HTTP/1.1 200"))
    #expect(try connection.line(endingIn: "}\n\r\n").contains("\"text\":\"One.\""))
    try chunk("xt\":\"Two.\"}\nnonsense\n")
    let answers = try connection.line(endingIn: "\"line\":3}\n\r\n")
    #expect(answers.contains("\"text\":\"Two.\""))
    #expect(answers.contains("\"error\":"))
    try chunk("{\"text\":\"Three.\"}")
    try connection.send("0\r\n\r\n")
    #expect(try connection.line(endingIn: "0\r\n\r\n").contains("Three."))
  }
}

extension CommandRunner {
  static var samplesFolder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("corpora/samples")
  }
}
