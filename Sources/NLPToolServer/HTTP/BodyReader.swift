import Hummingbird
import NIOCore

/// Reads bodies within limits.
struct BodyReader: Sendable {
  let limits: ServiceLimits

  /// So many bytes a second are slow, yet no reason to give up.
  private static let slowestBytes = 16 << 10

  /// All of the body.
  ///
  /// - Throws: 413 if it is too large, 408 if it comes in drops.
  func bytes(of request: Request) async throws -> [UInt8] {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limits.bodyBytes
    {
      throw tooLarge(length)
    }
    var bytes: [UInt8] = []
    let start = ContinuousClock.now
    for try await buffer in request.body {
      bytes.append(contentsOf: buffer.readableBytesView)
      if bytes.count > limits.bodyBytes { throw tooLarge(nil) }
      let allowed = limits.idle + .seconds(bytes.count / Self.slowestBytes)
      if ContinuousClock.now - start > allowed {
        throw ServiceError.slow(Int(allowed.components.seconds))
      }
    }
    return bytes
  }

  private func tooLarge(_ length: Int?) -> ServiceError {
    .tooLarge(
      "the body has \(length.map { "\($0)" } ?? "too many") bytes; give at most "
        + "\(limits.bodyBytes), or a stream of lines (application/x-ndjson)",
      limit: "max-body", maximum: limits.bodyBytes)
  }
}
