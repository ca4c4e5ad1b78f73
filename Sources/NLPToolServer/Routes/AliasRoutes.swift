import HTTPTypes
import Hummingbird
import NLPToolCommands
import NLPToolkit

/// `/recognize` and `/process`, for programs that speak to the REST services of NameTag and UDPipe.
///
/// Only the fields `data`, `model` and `output` count; the others that these services know are
/// accepted and make no difference.
struct AliasRoutes: Sendable {
  let store: ModelStore
  let scheduler: BatchScheduler
  let limits: ServiceLimits

  var routes: [Route] {
    [
      .post("/recognize", alsoGet: true) { request, _ in
        try await respond(
          to: request, .tag, forms: ["xml": .xml, "conll": .conll, "vertical": .vertical],
          standard: .xml)
      },
      .post("/process", alsoGet: true) { request, _ in
        try await respond(to: request, .analyze, forms: ["conllu": .conllu], standard: .conllu)
      },
    ]
  }

  private func respond(
    to request: Request, _ task: ServedTask, forms: [String: AnswerOptions.Form],
    standard: AnswerOptions.Form
  ) async throws -> Response {
    let form = try await form(of: request)
    guard let data = form["data"] else {
      throw ServiceError.unprocessable("no text; give it in the field \"data\"")
    }
    guard data.utf8.count <= limits.bodyBytes else {
      throw ServiceError.beyond("max-body", limits.bodyBytes, "\"data\" is too long")
    }
    let model = try store.current.model(named: form["model"], for: task)
    if let problem = model.problem(of: data) {
      throw ServiceError.unprocessable("\"data\": \(problem)")
    }
    var options = AnswerOptions()
    options.form = standard
    if let output = form["output"] {
      // UDPipe and NameTag have options behind the name: conllu=v2.
      guard let chosen = forms[String(output.prefix { $0 != "=" })] else {
        throw ServiceError.unprocessable(
          "\"output\": '\(output)'; give one of \(forms.keys.sorted().joined(separator: ", "))")
      }
      options.form = chosen
    }
    let lines = try await scheduler.lines(
      for: [DocumentRecord(document: Document(text: data), origin: .text)],
      lane: BatchLane(model, task, options: options))
    return try await offEventLoop(ifLarge: lines[0].count) {
      var reply = JSONObject()
      reply.set("model", to: .string(model.name))
      reply.set(
        "acknowledgements",
        to: .array((model.card?.corpora ?? []).compactMap(\.attribution).map { .string($0) }))
      reply.set("result", to: .string(String(decoding: lines[0], as: UTF8.self)))
      return .json(reply.serialized)
    }
  }

  private func form(of request: Request) async throws -> FormFields {
    if request.method != .post { return try request.queryFields() }
    let type = request.headers[.contentType] ?? ""
    let essence = MediaType.essence(type)
    guard essence == MediaType.form || essence == MediaType.multipart else {
      throw ServiceError.wrongType("send a form, as curl -F data=@FILE does")
    }
    let body = try await BodyReader(limits: limits).bytes(of: request)
    let fields = try await offEventLoop(ifLarge: body.count) {
      essence == MediaType.multipart
        ? MultipartForm.fields(of: body, contentType: type)
        : String(validating: body, as: UTF8.self).flatMap { FormFields(decoding: $0) }
    }
    guard let fields else { throw ServiceError.badRequest("the form is not well-formed") }
    return FormFields(try request.queryFields().fields + fields.fields)
  }
}
