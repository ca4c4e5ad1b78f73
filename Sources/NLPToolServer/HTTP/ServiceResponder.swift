import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1
import NLPToolCommands

/// Takes a request to its route, and makes a reply of whatever comes back.
struct ServiceResponder: HTTPResponder {
  private let routes: [String: Route]
  private let keys: AccessKeys?
  private let origins: Set<String>
  private let limits: ServiceLimits
  private let metrics: ServiceMetrics
  private let logger: Logger
  private let logsRequests: Bool

  init(
    _ routes: [Route], keys: AccessKeys?, origins: [String], limits: ServiceLimits,
    metrics: ServiceMetrics, logger: Logger, logsRequests: Bool
  ) {
    self.routes = Dictionary(routes.map { ($0.path, $0) }) { first, _ in first }
    self.keys = keys
    self.origins = Set(origins)
    self.limits = limits
    self.metrics = metrics
    self.logger = logger
    self.logsRequests = logsRequests
  }

  func respond(to request: Request, context: ServiceContext) async throws -> Response {
    let start = ContinuousClock.now
    let id = Self.identifier(request, context)
    let path = request.uri.path
    let route = routes[path]
    var response: Response
    var holdsPlace = false
    do {
      if let preflight = preflight(request, route) {
        response = preflight
      } else {
        let handler = try handler(for: request, path, route)
        if route?.isWork == true {
          try enter()
          holdsPlace = true
        }
        response = try await handler(request, context)
      }
    } catch {
      do {
        response = Response(try reported(error, id), channel: context.channel)
      } catch {
        if holdsPlace { metrics.ended() }
        throw error
      }
    }
    response.headers[.requestID] = id
    response.headers[.contentTypeOptions] = "nosniff"
    allowOrigin(of: request, in: &response)
    let finish = finish(
      request, route: route == nil ? "none" : path, path: path, response.status, id, start,
      holdsPlace)
    if request.method == .head {
      // HTTP/1.1 lets no body follow, but the length is told.
      let length = response.headers[.contentLength]
      response.body = ResponseBody()
      response.headers[.contentLength] = length
    }
    if response.body.contentLength != nil {
      finish()
    } else {
      response.body = response.body.ending(with: finish)
    }
    return response
  }

  /// What is to be done when a reply has been sent, or nobody takes it.
  private func finish(
    _ request: Request, route: String, path: String, _ status: HTTPResponse.Status, _ id: String,
    _ start: ContinuousClock.Instant, _ holdsPlace: Bool
  ) -> @Sendable () -> Void {
    { [self] in
      if holdsPlace { metrics.ended() }
      let duration = ContinuousClock.now - start
      metrics.answered(route, status: status, duration)
      guard logsRequests else { return }
      logger.notice(
        "request",
        metadata: [
          "id": "\(id)", "method": "\(request.method.rawValue)",
          "path": "\(route == "none" ? "unknown" : path)", "status": "\(status.code)",
          "microseconds": "\(duration.nanoseconds / 1000)",
        ])
    }
  }

  private func handler(
    for request: Request, _ path: String, _ route: Route?
  ) throws(ServiceError) -> Route.Handler {
    guard let route else {
      throw ServiceError(
        .notFound, "no-such-path", "no such path; /openapi.json lists those there are")
    }
    if !route.isOpen, let keys, !keys.allow(request.headers[.authorization]) {
      var error = ServiceError(
        .unauthorized, "unauthorized", "no valid key; send 'Authorization: Bearer KEY'")
      error.headers[.wwwAuthenticate] = "Bearer"
      throw error
    }
    guard let handler = route.handler(for: request.method) else {
      var error = ServiceError(
        .methodNotAllowed, "method-not-allowed",
        "\(path) does not do \(request.method.rawValue); it does \(route.allowed)")
      error.headers[.allow] = route.allowed
      throw error
    }
    return handler
  }

  private func enter() throws(ServiceError) {
    guard metrics.began() <= limits.requests else {
      metrics.ended()
      throw .busy(limits.requests)
    }
  }

  /// - Throws: errors of the connection, which end it.
  private func reported(_ error: any Error, _ id: String) throws -> ServiceError {
    if let error = error as? ServiceError { return error }
    if let error = error as? CommandError, error.status == .badData {
      return .unprocessable(error.message)
    }
    if error is HTTPParserError || error is CancellationError { throw error }
    // What went wrong may quote the text, which no log is to have.
    logger.error("internal error", metadata: ["id": "\(id)", "type": "\(type(of: error))"])
    return ServiceError(
      .internalServerError, "internal-error",
      "internal error; tell the operator of the server the identifier \(id)")
  }

  /// The identifier that the client gave, if it is a harmless one.
  private static func identifier(_ request: Request, _ context: ServiceContext) -> String {
    if let given = request.headers[.requestID], (1...64).contains(given.utf8.count),
      given.utf8.allSatisfy({ byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == 0x2D
          || byte == 0x2E || byte == 0x5F
      })
    {
      return given
    }
    return context.id
  }

  /// The reply to a browser that asks whether a page of another origin may send a request.
  private func preflight(_ request: Request, _ route: Route?) -> Response? {
    guard request.method == .options, let route, let origin = request.headers[.origin],
      origins.contains(origin)
    else { return nil }
    return Response(
      status: .noContent,
      headers: [
        .accessControlAllowMethods: route.allowed,
        .accessControlAllowHeaders: "Authorization, Content-Type, X-Request-Id",
        .accessControlMaxAge: "600",
      ])
  }

  private func allowOrigin(of request: Request, in response: inout Response) {
    guard !origins.isEmpty else { return }
    response.headers[.vary] = "Origin"
    guard let origin = request.headers[.origin], origins.contains(origin) else { return }
    response.headers[.accessControlAllowOrigin] = origin
    response.headers[.accessControlExposeHeaders] = "X-Request-Id, X-Model"
  }
}
