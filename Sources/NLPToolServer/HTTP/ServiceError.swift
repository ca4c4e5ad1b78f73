import HTTPTypes
import NLPToolkit

/// Why a request gets no answer: a status, and one line that says what is wrong, where, and what to
/// do.
struct ServiceError: Error, Sendable {
  var status: HTTPResponse.Status
  /// A word for programs.
  var code: String
  var message: String
  /// The option of the server that sets the limit, and the limit.
  var limit: Limit?
  /// Where in the body the error is, in bytes from 0.
  var offset: Int?
  var headers = HTTPFields()
  /// Whether the rest of the request is not read.
  var closesConnection = false

  struct Limit: Sendable, Hashable {
    var name: String
    var maximum: Int
  }

  init(_ status: HTTPResponse.Status, _ code: String, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  var json: String {
    var object = JSONObject()
    object.set("error", to: .string(message))
    object.set("code", to: .string(code))
    if let limit {
      object.set("limit", to: .string(limit.name))
      object.set("maximum", to: .integer(limit.maximum))
    }
    if let offset { object.set("offset", to: .integer(offset)) }
    return object.serialized
  }
}

extension ServiceError {
  static func badRequest(_ message: String, offset: Int? = nil) -> Self {
    var error = Self(.badRequest, "bad-request", message)
    error.offset = offset
    return error
  }

  /// For what is well-formed and yet cannot be done.
  static func unprocessable(_ message: String, code: String = "invalid-request") -> Self {
    Self(.unprocessableContent, code, message)
  }

  static func tooLarge(_ message: String, limit: String, maximum: Int) -> Self {
    var error = Self(.contentTooLarge, "too-large", message)
    error.limit = Limit(name: limit, maximum: maximum)
    error.closesConnection = true
    return error
  }

  static func beyond(_ limit: String, _ maximum: Int, _ message: String) -> Self {
    var error = unprocessable(message, code: "beyond-limit")
    error.limit = Limit(name: limit, maximum: maximum)
    return error
  }

  static func busy(_ maximum: Int) -> Self {
    var error = Self(
      .tooManyRequests, "too-many-requests",
      "\(maximum) requests are being worked on, which is the limit; try again in a second")
    error.limit = Limit(name: "max-requests", maximum: maximum)
    error.headers[.retryAfter] = "1"
    return error
  }

  static func timeout(waited: Duration) -> Self {
    let seconds = Double(waited.components.seconds) + Double(waited.components.attoseconds) / 1e18
    var error = Self(
      .serviceUnavailable, "timeout",
      "no thread was free for \(DecimalText.fixed(seconds, digits: 1)) s, longer than --timeout "
        + "allows; try again later")
    error.headers[.retryAfter] = "1"
    return error
  }

  static func slow(_ seconds: Int) -> Self {
    var error = Self(
      .requestTimeout, "slow-request", "the body took longer than \(seconds) s to arrive")
    error.closesConnection = true
    return error
  }
}
