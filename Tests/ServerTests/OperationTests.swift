import Foundation
import NLPToolkit
import TestSupport
import Testing

/// What operators of a server rely on.
@Suite struct OperationTests {
  private static let entities = ["--model", "en-entities"]

  @Test func tellsHealthModelsAndMetrics() throws {
    let server = try ServerProcess()
    #expect(try server.get("/health/live").text == "{\"status\":\"live\"}\n")
    let ready = try server.get("/health/ready")
    #expect(ready.status == 200)
    let models = try JSONValue(parsing: server.get("/v1/models").text)["models"]?.array ?? []
    #expect(ready.text == "{\"status\":\"ready\",\"models\":\(models.count)}\n")
    // Models of sound read files, not texts.
    let listed = try CommandRunner().run("model", "list", "--format", "jsonl").lines
      .compactMap { try? JSONObject(parsing: $0) }
      .filter { $0["kind"]?.string != ModelCard.Kind.soundClassifier.rawValue }
    #expect(models.compactMap { $0["name"]?.string } == listed.compactMap { $0["name"]?.string })

    _ = try server.post("/v1/tag", "{\"text\":\"Ada met Bob.\"}")
    _ = try server.post("/v1/tag", "{")
    let metrics = try server.get("/metrics").text
    for line in [
      "nlptool_requests_total{route=\"/v1/tag\",status=\"200\"} 1",
      "nlptool_requests_total{route=\"/v1/tag\",status=\"400\"} 1",
      "nlptool_request_seconds_count{route=\"/v1/tag\"} 2",
      "nlptool_requests_in_flight 0", "# TYPE nlptool_batch_texts histogram",
    ] {
      #expect(metrics.contains(line + "\n"), "\(line)")
    }
    #expect(!server.log.contains("Ada"))
    let head = try server.connect().request("HEAD", "/health/live")
    #expect(head.status == 200)
    #expect(head.headers["content-length"] == "18")
  }

  /// Each path, method and status of the description is there, and no other.
  @Test func describesItself() throws {
    let server = try ServerProcess(Self.entities)
    let description = try JSONValue(parsing: server.get("/openapi.json").text)
    guard case .object(let paths)? = description["paths"] else {
      Issue.record("no paths")
      return
    }
    #expect(paths.count == 17)
    for path in paths {
      guard case .object(let methods) = path.value else { continue }
      let allowed = try server.connect().request("DELETE", path.name)
      #expect(allowed.status == 405, "\(path.name)")
      let names = (allowed.headers["allow"] ?? "").split(separator: ", ").map { $0.lowercased() }
      #expect(Set(names).subtracting(["head"]) == Set(methods.map(\.name)), "\(path.name)")
    }
  }

  @Test func letsInWhoHasAKey() throws {
    let runner = try CommandRunner()
    let keys = try runner.write(
      "# of the team\n0123456789abcdef-one\n0123456789abcdef-two\n", to: "k")
    let server = try ServerProcess(Self.entities + ["--key-file", keys, "--address", "0.0.0.0"])
    let body = "{\"text\":\"Ada met Bob.\"}"
    let refused = try server.post("/v1/tag", body)
    #expect(refused.status == 401)
    #expect(refused.headers["www-authenticate"] == "Bearer")
    for wrong in ["Bearer 0123456789abcdef-on", "Bearer ", "0123456789abcdef-one", "Basic x"] {
      #expect(try server.post("/v1/tag", body, headers: ["Authorization": wrong]).status == 401)
    }
    for key in ["0123456789abcdef-one", "0123456789abcdef-two"] {
      let reply = try server.post("/v1/tag", body, headers: ["Authorization": "Bearer \(key)"])
      #expect(reply.status == 200)
    }
    #expect(try server.get("/metrics").status == 401)
    #expect(try server.get("/health/ready").status == 200)
    #expect(try server.get("/").status == 200)
  }

  @Test func allowsOriginsThatAreNamed() throws {
    let server = try ServerProcess(Self.entities + ["--cors-origin", "https://a.example"])
    let named = ["Origin": "https://a.example"]
    let preflight = try server.connect().request("OPTIONS", "/v1/tag", headers: named)
    #expect(preflight.status == 204)
    #expect(preflight.headers["access-control-allow-origin"] == "https://a.example")
    #expect(preflight.headers["access-control-allow-methods"] == "POST")
    let other = try server.get("/health/live", headers: ["Origin": "https://b.example"])
    #expect(other.headers["access-control-allow-origin"] == nil)
  }

  /// What had begun is finished, and only then the process ends.
  @Test func drainsAtTheEnd() throws {
    let server = try ServerProcess(Self.entities)
    let connection = try server.connect()
    try connection.send(
      "POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
        + "Content-Length: 48\r\n\r\n{\"text\":\"Ada met Bob.\"}\n")
    _ = try connection.line(endingIn: "]}\n\r\n")
    let idle = try server.connect()
    _ = try idle.request("GET", "/health/live")
    server.send(SIGTERM)
    usleep(200_000)
    #expect(server.isRunning)
    try connection.send("{\"text\":\"Bob met Ada.\"}\n")
    #expect(try connection.line(endingIn: "0\r\n\r\n").contains("\"text\":\"Ada\""))
    #expect(server.waitForExit() == 0)
  }

  /// Requests that run while models are read again all get their answers.
  @Test func reloadsModels() async throws {
    let runner = try CommandRunner()
    _ = try runner.run("model", "export", "en-sentiment", "--output", runner.path("mine.nlpmodel"))
    let server = try ServerProcess("--models", runner.folder.path)
    #expect(try server.get("/v1/models").text.contains("\"name\":\"mine\""))
    let body = "{\"text\":\"A wonderful film.\",\"model\":\"mine\"}"
    let first = try server.post("/v1/sentiment", body).text
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        let connection = try server.connect()
        for _ in 0..<300 { #expect(try connection.post("/v1/sentiment", body).text == first) }
      }
      group.addTask { for _ in 0..<3 { server.send(SIGHUP); usleep(50_000) } }
      try await group.waitForAll()
    }
    try runner.write("no model", to: "mine.nlpmodel")
    server.send(SIGHUP)
    for _ in 0..<500 where !server.log.contains("not reloaded") { usleep(10_000) }
    #expect(server.log.contains("the old ones stay"))
    #expect(try server.post("/v1/sentiment", body).text == first)
  }

  /// Whoever writes into the file of a model, whenever that is, does not end the server.
  @Test func outlivesFilesThatAreCutShort() throws {
    let runner = try CommandRunner()
    let path = runner.path("mine.nlpmodel")
    _ = try runner.run("model", "export", "en-entities", "--output", path)
    let whole = try runner.bytes("mine.nlpmodel")
    let server = try ServerProcess("--models", runner.folder.path, "--model", "mine")
    let body = "{\"text\":\"Ada met Bob in London.\"}"
    let answer = try server.post("/v1/tag", body).text
    for round in 0..<12 {
      // A stop at each part of a reload, which takes some fifty milliseconds.
      server.send(SIGHUP)
      usleep(UInt32(round) * 5000)
      #expect(truncate(path, 0) == 0)
      usleep(100_000)
      let reply = try? server.post("/v1/tag", body)
      #expect(reply?.text == answer, "round \(round): \(server.log)")
      if reply == nil { return }
      try overwrite(path, whole)
    }
    server.send(SIGHUP)
    for _ in 0..<500 where !server.log.hasSuffix("models reloaded\n") { usleep(10_000) }
    #expect(try server.post("/v1/tag", body).text == answer)
  }

  /// Writes into the file itself, where `Data` would replace it.
  private func overwrite(_ path: String, _ bytes: [UInt8]) throws {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.write(contentsOf: bytes)
    try file.close()
  }

  @Test func givesUpOnSlowBodies() throws {
    let server = try ServerProcess(Self.entities + ["--idle-timeout", "3"])
    let drops = try server.connect()
    try drops.send(
      "POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: 1000\r\n\r\n")
    for _ in 0..<25 where (try? drops.send(" ")) != nil { usleep(200_000) }
    #expect(try drops.reply().status == 408)
    // Who sends nothing at all is not waited for either.
    let silent = try server.connect()
    try silent.send("POST /v1/tag HT")
    #expect(throws: (any Error).self) { try silent.reply() }
  }

  @Test func refusesMoreThanItCanDo() throws {
    let server = try ServerProcess(Self.entities + ["--max-requests", "1"])
    let first = try server.connect()
    try first.send(
      "POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n18\r\n{\"text\":\"Ada met Bob.\"}\n\r\n")
    _ = try first.line(endingIn: "]}\n\r\n")
    let refused = try server.post("/v1/tag", "{\"text\":\"a\"}")
    #expect(refused.status == 429)
    #expect(refused.headers["retry-after"] == "1")
    #expect(refused.text.contains("\"limit\":\"max-requests\",\"maximum\":1"))
    #expect(try server.get("/health/live").status == 200)
    try first.send("0\r\n\r\n")
    _ = try first.line(endingIn: "0\r\n\r\n")
    // The place is free a moment after the last byte.
    var status = 429
    for _ in 0..<500 where status == 429 {
      status = try server.post("/v1/tag", "{\"text\":\"a\"}").status
      usleep(10_000)
    }
    #expect(status == 200)
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    var status: Int32
    var says: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  @Test(arguments: [
    Mistake(arguments: ["--address", "0.0.0.0"], status: 64, says: "--key-file"),
    Mistake(arguments: ["--port", "70000"], status: 64, says: "0 to 65535"),
    Mistake(arguments: ["--model", "nothing"], status: 66, says: "nothing: no such model"),
    Mistake(arguments: ["--key-file", "nothing"], status: 66, says: "--key-file"),
    Mistake(arguments: ["--tls-key", "k"], status: 64, says: "belong together"),
    Mistake(
      arguments: ["--tls-certificate", "c", "--tls-key", "k"], status: ServerProcess.tlsStatus,
      says: "--tls-certificate"),
    Mistake(arguments: ["--models", "nothing"], status: 66, says: "no folder of models"),
    Mistake(arguments: ["--threads", "0"], status: 64, says: "1 to 1024"),
  ])
  func tellsMistakes(_ mistake: Mistake) throws {
    let result = try CommandRunner().run(["serve", "--port", "0"] + mistake.arguments)
    #expect(result.status == mistake.status)
    #expect(result.error.contains(mistake.says), "\(result.error)")
  }

  @Test func tellsThatAPortIsTaken() throws {
    let server = try ServerProcess(Self.entities)
    let result = try CommandRunner().run(
      "serve", "--port", "\(server.port)", "--model", "languages")
    #expect(result.status == 74)
    #expect(result.error.contains("another program listens there"), "\(result.error)")
  }

  @Test func speaksToClientsOfOtherServices() throws {
    let server = try ServerProcess("--model", "en-entities", "--model", "en-words")
    let text = "data=Ada+met+Bob+%26+Eve+in+London."
    let form = "application/x-www-form-urlencoded"
    func result(_ path: String, _ body: String, type: String = form) throws -> String? {
      let reply = try server.connect().request("POST", path, type: type, body: Array(body.utf8))
      #expect(reply.status == 200, "\(reply.text)")
      return try JSONObject(parsing: reply.text)["result"]?.string
    }
    let xml = try result("/recognize", text)
    #expect(xml?.hasPrefix("<sentence><ne type=\"PER\"><token>Ada</token></ne> <token>met") == true)
    #expect(xml?.contains("<token>&amp;</token>") == true)
    #expect(try result("/recognize", text + "&output=vertical")?.hasPrefix("1\tPER\tAda\n") == true)
    let runner = try CommandRunner()
    let sentence = "Ada met Bob & Eve in London."
    let tags = try runner.run("tag", "--format", "conll", "--text", sentence).output
    #expect(try result("/recognize", text + "&output=conll") == tags)
    let words = try runner.run("analyze", "--text", sentence).output
    #expect(try result("/process", text + "&tokenizer=&tagger=") == words)
    let parts =
      "--b\r\nContent-Disposition: form-data; name=\"data\"; filename=\"a.txt\"\r\n\r\n"
      + "\(sentence)\r\n--b--\r\n"
    #expect(try result("/process", parts, type: "multipart/form-data; boundary=b") == words)
    let query = try server.get("/recognize?\(text)")
    #expect(try JSONObject(parsing: query.text)["result"]?.string == xml)
  }
}
