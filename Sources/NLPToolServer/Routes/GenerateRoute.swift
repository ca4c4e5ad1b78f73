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
    var fields = try RequestFields(parsing: body, query: request.queryFields())
    let model = try store.model(named: try fields.string("model"), for: .generate)
    let generation = try generation(&fields)
    let accepted = request.headers[.accept] ?? ""
    let streams = try fields.flag("stream") || accepted.contains(MediaType.events)
    try fields.finish()
    if streams {
      return stream(generation, model)
    }
    let deadline = ContinuousClock.now.advanced(by: limits.timeout)
    let line = try await threads.run {
      try model.generatedLine(for: generation) { _ in
        if ContinuousClock.now > deadline { throw ServiceError.generationTimeout }
      }
    }
    return Response(
      type: MediaType.json, body: (line + "\n").utf8, headers: [.model: model.name])
  }

  private func generation(
    _ fields: inout RequestFields
  ) throws(ServiceError) -> GenerationRequest {
    var request = GenerationRequest()
    request.prompt = try fields.string("prompt") ?? ""
    guard request.prompt.utf8.count <= limits.textBytes else {
      throw .beyond(
        "max-text", limits.textBytes,
        "\"prompt\" has \(request.prompt.utf8.count) bytes; give at most \(limits.textBytes)")
    }
    request.length = try fields.integer("length", in: 0...Int(Int32.max)) ?? request.length
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
  /// `end`.
  private func stream(_ generation: GenerationRequest, _ model: ServedModel) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: MediaType.events, .cacheControl: "no-store", .model: model.name,
      ],
      body: ResponseBody { writer in
        let pieces = pieces(of: generation, model)
        do {
          for try await piece in pieces { try await writer.write(ByteBuffer(string: piece)) }
        } catch let error as ServiceError {
          try await writer.write(ByteBuffer(string: "event: error\ndata: \(error.json)\n\n"))
        }
        try await writer.finish(nil)
      })
  }

  /// The events of a text. Whoever stops asking for them stops the writing.
  private func pieces(
    of generation: GenerationRequest, _ model: ServedModel
  ) -> AsyncThrowingStream<String, any Error> {
    AsyncThrowingStream { continuation in
      let cancellation = Cancellation()
      continuation.onTermination = { _ in cancellation.cancel() }
      let deadline = ContinuousClock.now.advanced(by: limits.timeout)
      threads.start {
        do {
          var open = ""
          var last = ContinuousClock.now
          func send() {
            if open.isEmpty { return }
            continuation.yield("data: {\"text\":\(JSONValue.string(open).serialized)}\n\n")
            open = ""
          }
          let line = try model.generatedLine(for: generation) { scalar in
            if cancellation.isCancelled { throw CancellationError() }
            open.unicodeScalars.append(scalar)
            let now = ContinuousClock.now
            if now > deadline { throw ServiceError.generationTimeout }
            if now - last >= Self.pause {
              send()
              last = now
            }
          }
          send()
          continuation.yield("event: end\ndata: \(line)\n\n")
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
    }
  }

  /// The greatest whole number that every reader of JSON takes for what it is.
  private static let greatestSeed = 1 << 53 - 1

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
