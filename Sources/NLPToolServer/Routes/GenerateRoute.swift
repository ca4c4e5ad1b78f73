import HTTPTypes
import Hummingbird
import NIOCore
import NLPToolCommands
import NLPToolkit
import Synchronization

/// `POST /v1/generate`: text that a language model writes, as a whole or as it is written.
struct GenerateRoute: Sendable {
  let store: ModelStore
  let threads: WorkThreads
  let limits: ServiceLimits

  var route: Route {
    .post("/v1/generate") { request, _ in try await respond(to: request) }
  }

  private func respond(to request: Request) async throws -> Response {
    guard MediaType.essence(request.headers[.contentType] ?? "") == MediaType.json else {
      throw ServiceError.wrongType("send application/json")
    }
    let body = try await BodyReader(limits: limits).bytes(of: request)
    let query = try request.queryFields()
    var fields = try await offEventLoop(ifLarge: body.count) {
      try RequestFields(parsing: body, query: query)
    }
    let model = try store.current.model(named: try fields.string("model"), for: .generate)
    let count = try fields.integer("count", in: 1...Self.greatestCount)
    let isSingle = count == nil
    let generation = try generation(&fields, count: count ?? 1)
    let accepted = request.headers[.accept] ?? ""
    let streams = try fields.flag("stream") || accepted.contains(MediaType.events)
    try fields.finish()
    if streams {
      return stream(generation, model, isSingle: isSingle)
    }
    let deadline = ContinuousClock.now.advanced(by: limits.timeout)
    let lines = try await threads.run {
      try model.generatedLines(for: generation) { _, _ in
        if ContinuousClock.now > deadline { throw ServiceError.generationTimeout }
      }
    }
    let answer = isSingle ? lines[0] : "{\"results\":[\(lines.joined(separator: ","))]}"
    return Response(
      type: MediaType.json, body: (answer + "\n").utf8, headers: [.model: model.name])
  }

  private func generation(
    _ fields: inout RequestFields, count: Int
  ) throws(ServiceError) -> GenerationRequest {
    var request = GenerationRequest()
    request.prompt = try fields.string("prompt") ?? ""
    guard request.prompt.utf8.count <= limits.textBytes else {
      throw .beyond(
        "max-text", limits.textBytes,
        "\"prompt\" has \(request.prompt.utf8.count) bytes; give at most \(limits.textBytes)")
    }
    request.length = try fields.integer("length", in: 0...Int(Int32.max)) ?? request.length
    request.count = count
    guard request.length <= limits.generatedCharacters else {
      throw .beyond(
        "max-length", limits.generatedCharacters,
        "\(request.length) characters; ask for at most \(limits.generatedCharacters)")
    }
    request.seed = UInt64(try fields.integer("seed", in: 0...Self.greatestSeed) ?? 1)
    request.stop = try fields.strings("stop") ?? []
    var sampling = SamplingOptions()
    let standard = sampling
    sampling.temperature = try fields.number("temperature", in: 0...100) ?? standard.temperature
    sampling.topK = try fields.integer("top_k", in: 0...Int(Int32.max)) ?? standard.topK
    sampling.topP = try fields.number("top_p", in: 0...1) ?? standard.topP
    sampling.minP = try fields.number("min_p", in: 0...1) ?? standard.minP
    sampling.repetitionPenalty =
      try fields.number("repetition_penalty", in: 1...100) ?? standard.repetitionPenalty
    sampling.repetitionLength =
      try fields.integer("repetition_length", in: 1...256) ?? standard.repetitionLength
    if let problem = sampling.problem { throw .unprocessable(problem) }
    request.sampling = sampling
    return request
  }

  /// Sends `data: {"text":"…"}` as text is written, and at the end the whole line, as the event
  /// `end`. Of several texts each event says which one is meant: `data: {"index":0,"text":"…"}`.
  private func stream(
    _ generation: GenerationRequest, _ model: ServedModel, isSingle: Bool
  ) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: MediaType.events, .cacheControl: "no-store", .model: model.name,
      ],
      body: ResponseBody { writer in
        let pieces = pieces(of: generation, model, isSingle: isSingle)
        do {
          for try await piece in pieces { try await writer.write(ByteBuffer(string: piece)) }
        } catch let error as ServiceError {
          try await writer.write(ByteBuffer(string: "event: error\ndata: \(error.json)\n\n"))
        }
        try await writer.finish(nil)
      })
  }

  /// The events. Whoever stops asking for them stops the writing.
  private func pieces(
    of generation: GenerationRequest, _ model: ServedModel, isSingle: Bool
  ) -> AsyncThrowingStream<String, any Error> {
    AsyncThrowingStream { continuation in
      let cancellation = Cancellation()
      continuation.onTermination = { _ in cancellation.cancel() }
      let deadline = ContinuousClock.now.advanced(by: limits.timeout)
      threads.start {
        do {
          var open = [String](repeating: "", count: generation.count)
          var last = ContinuousClock.now
          func send() {
            for (index, text) in open.enumerated() where !text.isEmpty {
              let place = isSingle ? "" : "\"index\":\(index),"
              continuation.yield(
                "data: {\(place)\"text\":\(JSONValue.string(text).serialized)}\n\n")
              open[index] = ""
            }
          }
          let lines = try model.generatedLines(for: generation) { text, scalar in
            if cancellation.isCancelled { throw CancellationError() }
            open[text].unicodeScalars.append(scalar)
            let now = ContinuousClock.now
            if now > deadline { throw ServiceError.generationTimeout }
            if now - last >= Self.pause {
              send()
              last = now
            }
          }
          send()
          for line in lines { continuation.yield("event: end\ndata: \(line)\n\n") }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
    }
  }

  /// The greatest whole number that every reader of JSON takes for what it is.
  private static let greatestSeed = 1 << 53 - 1

  /// How many texts a request may have written.
  static let greatestCount = 100

  /// Between two events; shorter would only make more of them.
  private static let pause = Duration.milliseconds(15)

  private final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)
    var isCancelled: Bool { flag.load(ordering: .relaxed) }
    func cancel() { flag.store(true, ordering: .relaxed) }
  }
}

extension ServiceError {
  static var generationTimeout: ServiceError {
    ServiceError(
      .serviceUnavailable, "timeout",
      "the text is not finished within --timeout; ask for a shorter one")
  }
}
