import AsyncHTTPClient
import Foundation

/// Asks a running `nlptool serve`, whose address is in `NLPTOOL_SERVER` and whose key, if it wants
/// one, in `NLPTOOL_KEY`:
///
///     swift run --package-path tools/examples-network Client tag "Ada met Bob." "We saw London."
///     swift run --package-path tools/examples-network Client write "It was"
@main
enum Client {
  static func main() async {
    do {
      try await run()
    } catch {
      print("Client: \(error)")
      exit(1)
    }
  }

  private static func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let server = TextServer(
      address: environment["NLPTOOL_SERVER"] ?? "http://127.0.0.1:8080",
      key: environment["NLPTOOL_KEY"])
    switch CommandLine.arguments.dropFirst().first {
    case "tag":
      for answer in try await server.entities(in: Array(CommandLine.arguments.dropFirst(2))) {
        for entity in answer.entities { print(entity.label, entity.text, separator: "\t") }
      }
    case "write":
      let prompt = CommandLine.arguments.dropFirst(2).joined(separator: " ")
      print(prompt, terminator: "")
      for try await text in server.text(after: prompt, length: 300) {
        print(text, terminator: "")
        fflush(nil)
      }
      print()
    default:
      print("usage: Client tag TEXT…, or: Client write BEGINNING")
      exit(64)
    }
  }
}

/// The entities of a text, as `POST /v1/tag` answers.
struct TaggedText: Decodable {
  var text: String
  var entities: [Entity]

  struct Entity: Decodable {
    var label: String
    var text: String
    /// Where it is in the text, in Unicode scalars.
    var start: Int
    var end: Int
    var score: Double?
  }
}

/// What the server says of a request without an answer.
struct ServerError: Error, Decodable, CustomStringConvertible {
  var error: String
  var code: String
  var description: String { "\(error) (\(code))" }
}

struct TextServer: Sendable {
  var address: String
  var key: String?

  /// The entities of texts, in their order; the server tags them together.
  func entities(in texts: [String]) async throws -> [TaggedText] {
    struct Question: Encodable { var texts: [String] }
    struct Answer: Decodable { var results: [TaggedText] }
    let response = try await post("/v1/tag", Question(texts: texts))
    let body = try await response.body.collect(upTo: 64 << 20)
    return try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView)).results
  }

  /// What a language model writes, piece by piece.
  func text(after prompt: String, length: Int) -> AsyncThrowingStream<String, any Error> {
    struct Question: Encodable {
      var prompt: String
      var length: Int
      var stream = true
    }
    struct Piece: Decodable { var text: String }
    return AsyncThrowingStream { continuation in
      let task = Task {
        do {
          let question = Question(prompt: prompt, length: length)
          var open: [UInt8] = []
          // Events are lines, with a blank one behind each; the last has the whole text once more.
          for try await buffer in try await post("/v1/generate", question).body {
            for byte in buffer.readableBytesView where byte != UInt8(ascii: "\n") || !open.isEmpty {
              if byte != UInt8(ascii: "\n") {
                open.append(byte)
                continue
              }
              let line = String(decoding: open, as: UTF8.self)
              open = []
              if line == "event: end" { return continuation.finish() }
              guard line.hasPrefix("data: ") else { continue }
              let data = Data(line.dropFirst("data: ".count).utf8)
              if let error = try? JSONDecoder().decode(ServerError.self, from: data) { throw error }
              continuation.yield(try JSONDecoder().decode(Piece.self, from: data).text)
            }
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// Sends a request, and sends it again, up to four times, where the server is busy.
  private func post(
    _ path: String, _ question: some Encodable
  ) async throws -> HTTPClientResponse {
    var request = HTTPClientRequest(url: address + path)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    if let key { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
    request.body = .bytes(try JSONEncoder().encode(question))
    for attempt in 1... {
      let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
      if response.status == .ok { return response }
      let body = try await response.body.collect(upTo: 1 << 20)
      let seconds = response.headers.first(name: "Retry-After").flatMap(Double.init)
      guard let seconds, attempt < 5 else {
        throw try JSONDecoder().decode(ServerError.self, from: Data(body.readableBytesView))
      }
      try await Task.sleep(for: .seconds(seconds))
    }
    fatalError("the loop ends with a response or an error")
  }
}
