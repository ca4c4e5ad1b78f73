import HTTPTypes
import Hummingbird

/// A path of the service and what it does.
struct Route: Sendable {
  typealias Handler = @Sendable (Request, ServiceContext) async throws -> Response

  let path: String
  /// In the order in which `Allow` names them.
  let handlers: [HandledMethod]
  /// Whether it needs a key where there are keys.
  var isOpen = false
  /// Whether it counts among the requests that are worked on.
  var isWork = false

  struct HandledMethod: Sendable {
    let method: HTTPRequest.Method
    let handler: Handler
  }

  func handler(for method: HTTPRequest.Method) -> Handler? {
    let method = method == .head ? .get : method
    return handlers.first { $0.method == method }?.handler
  }

  /// The value of `Allow`.
  var allowed: String {
    handlers.map(\.method.rawValue).flatMap { $0 == "GET" ? ["GET", "HEAD"] : [$0] }
      .joined(separator: ", ")
  }

  static func get(_ path: String, isOpen: Bool = false, _ handler: @escaping Handler) -> Route {
    Route(
      path: path, handlers: [HandledMethod(method: .get, handler: handler)], isOpen: isOpen)
  }

  /// A route that works on texts.
  static func post(_ path: String, alsoGet: Bool = false, _ handler: @escaping Handler) -> Route {
    let methods: [HTTPRequest.Method] = alsoGet ? [.post, .get] : [.post]
    return Route(
      path: path, handlers: methods.map { HandledMethod(method: $0, handler: handler) },
      isWork: true)
  }
}
