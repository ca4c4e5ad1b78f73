import HTTPTypes
import Hummingbird
import NLPToolCommands
import NLPToolkit

/// The routes that tell about the service: models, health, metrics, description and page.
struct InformationRoutes: Sendable {
  let store: ModelStore
  let scheduler: BatchScheduler
  let metrics: ServiceMetrics
  let limits: ServiceLimits

  var routes: [Route] {
    [
      .get("/", isOpen: true) { _, _ in
        Response(type: MediaType.html, body: Page.html.utf8, headers: Self.pageHeaders)
      },
      .get("/openapi.json", isOpen: true) { _, _ in
        let description = OpenAPIDescription(limits: limits, models: store.current.all)
        return Response(type: MediaType.json, body: description.json.utf8)
      },
      .get("/health/live", isOpen: true) { _, _ in .json(#"{"status":"live"}"#) },
      .get("/health/ready", isOpen: true) { _, _ in try await ready() },
      .get("/metrics") { _, _ in
        Response(type: MediaType.metrics, body: metrics.text.utf8)
      },
      .get("/v1/models") { _, _ in
        let models = store.current.all.map(\.summary.serialized)
        return .json("{\"models\":[\(models.joined(separator: ","))]}")
      },
    ]
  }

  /// The page loads nothing and sends only to where it comes from.
  private static var pageHeaders: HTTPFields {
    [
      .contentSecurityPolicy:
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
        + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      .cacheControl: "no-cache",
    ]
  }

  private static let sentence = "Ada Lovelace met Charles Babbage in London in 1833."

  /// Takes a sentence through each model.
  private func ready() async throws -> Response {
    let record = DocumentRecord(document: Document(text: Self.sentence), origin: .text)
    let models = store.current.all
    for model in models {
      guard let task = model.tasks.first else { continue }
      do {
        _ = try await scheduler.lines(for: [record], lane: BatchLane(model, task))
      } catch {
        throw ServiceError(
          .serviceUnavailable, "not-ready", "model '\(model.name)' gives no answer")
      }
    }
    return .json("{\"status\":\"ready\",\"models\":\(models.count)}")
  }
}
