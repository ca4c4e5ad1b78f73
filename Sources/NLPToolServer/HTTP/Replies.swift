import HTTPTypes
import Hummingbird
import NIOCore

extension HTTPField.Name {
  static let requestID = Self("X-Request-Id")!
  static let model = Self("X-Model")!
  static let contentTypeOptions = Self("X-Content-Type-Options")!
}

/// The media types that the service reads and writes.
enum MediaType {
  static let json = "application/json"
  static let lines = "application/x-ndjson"
  static let events = "text/event-stream"
  static let form = "application/x-www-form-urlencoded"
  static let multipart = "multipart/form-data"
  static let html = "text/html; charset=utf-8"
  static let metrics = "text/plain; version=0.0.4; charset=utf-8"

  /// The type without its parameters, in small letters.
  static func essence(_ field: String) -> String {
    String(field.prefix { $0 != ";" }).lowercased().filter { !$0.isWhitespace }
  }
}

extension Response {
  /// A body that is there as a whole.
  init(
    _ status: HTTPResponse.Status = .ok, type: String, body: some Sequence<UInt8>,
    headers: HTTPFields = [:]
  ) {
    let buffer = ByteBuffer(bytes: body)
    var headers = headers
    headers[.contentType] = type
    headers[.contentLength] = String(buffer.readableBytes)
    self.init(status: status, headers: headers, body: ResponseBody(byteBuffer: buffer))
  }

  static func json(_ text: String, _ status: HTTPResponse.Status = .ok) -> Response {
    Response(status, type: MediaType.json, body: (text + "\n").utf8)
  }

  /// The reply to a request that gets no answer.
  init(_ error: ServiceError, channel: any Channel) {
    let text = error.json + "\n"
    var headers = error.headers
    headers[.contentType] = MediaType.json
    headers[.contentLength] = String(text.utf8.count)
    let buffer = ByteBuffer(string: text)
    guard error.closesConnection else {
      self.init(status: error.status, headers: headers, body: ResponseBody(byteBuffer: buffer))
      return
    }
    headers[.connection] = "close"
    self.init(
      status: error.status, headers: headers,
      body: ResponseBody(contentLength: buffer.readableBytes) { writer in
        try await writer.write(buffer)
        try await writer.finish(nil)
        // Whoever is still sending is to read the reply before the connection is gone.
        try? await Task.sleep(for: .milliseconds(200))
        channel.close(mode: .all, promise: nil)
      })
  }
}

extension ResponseBody {
  /// The same body; `action` is called when it has been sent, or when nobody takes it.
  func ending(with action: @escaping @Sendable () -> Void) -> ResponseBody {
    let ending = Ending(action)
    return ResponseBody(contentLength: contentLength) { [self] writer in
      try await write(writer)
      withExtendedLifetime(ending) {}
    }
  }

  /// Acts when it goes away.
  private final class Ending: Sendable {
    private let action: @Sendable () -> Void
    init(_ action: @escaping @Sendable () -> Void) { self.action = action }
    deinit { action() }
  }
}
