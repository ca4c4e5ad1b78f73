import HTTPTypes
import Hummingbird
import NLPToolCommands
import NLPToolkit

/// The routes that answer texts: `POST /v1/tag` and the like.
struct AnswerRoutes: Sendable {
  let store: ModelStore
  let scheduler: BatchScheduler
  let limits: ServiceLimits

  var routes: [Route] {
    ServedTask.allCases.filter { $0 != .generate }.map { task in
      .post("/v1/\(task.rawValue)") { request, _ in try await respond(to: request, task) }
    }
  }

  private func respond(to request: Request, _ task: ServedTask) async throws -> Response {
    let query = try request.queryFields()
    switch MediaType.essence(request.headers[.contentType] ?? "") {
    case MediaType.json:
      let body = try await BodyReader(limits: limits).bytes(of: request)
      return try await answer(
        offEventLoop(ifLarge: body.count) {
          try AnswerRequest(
            RequestFields(parsing: body, query: query), task: task, models: store.current,
            limits: limits)
        })
    case MediaType.lines:
      var fields = RequestFields(JSONObject(), query: query)
      let textField = try fields.string("text_field") ?? "text"
      let lane = try BatchLane(&fields, task: task, models: store.current)
      try fields.finish()
      return LineStream(
        scheduler: scheduler, limits: limits, lane: lane, textField: textField
      ).response(to: request)
    default:
      throw ServiceError.wrongType(
        "send application/json, or application/x-ndjson for a stream of lines")
    }
  }

  /// `text` gets its object, `texts` get an array of theirs.
  private func answer(_ request: AnswerRequest) async throws -> Response {
    let lines = try await scheduler.lines(for: request.records, lane: request.lane)
    var body: [UInt8] = []
    body.reserveCapacity(lines.reduce(16) { $0 + $1.count + 1 })
    if request.isSingle {
      body += lines[0]
    } else {
      body += "{\"results\":[".utf8
      for (index, line) in lines.enumerated() {
        if index > 0 { body.append(UInt8(ascii: ",")) }
        body += line
      }
      body += "]}".utf8
    }
    body.append(UInt8(ascii: "\n"))
    return Response(
      type: MediaType.json, body: body,
      headers: request.lane.headers)
  }
}

extension BatchLane {
  /// The header that names the model.
  var headers: HTTPFields { modelName.map { [.model: $0] } ?? [:] }
}

extension ServiceError {
  static func wrongType(_ message: String) -> ServiceError {
    ServiceError(
      .unsupportedMediaType, "unsupported-media-type", "unknown Content-Type; \(message)")
  }
}

extension Request {
  /// The fields of the query.
  func queryFields() throws(ServiceError) -> FormFields {
    guard let query = uri.query else { return FormFields() }
    guard let fields = FormFields(decoding: query) else {
      throw .badRequest("the query is not well-formed: a % without two digits, or no UTF-8")
    }
    return fields
  }
}
