import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Tells clients that ask first (`Expect: 100-continue`) to send their body, unless it is too
/// large.
final class ContinueHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias OutboundOut = HTTPResponsePart

  private let maximumBytes: Int

  init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head(let head) = unwrapInboundIn(data),
      head.headerFields[.expect]?.lowercased() == "100-continue", mayContinue(head.headerFields)
    {
      context.writeAndFlush(
        wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }
    context.fireChannelRead(data)
  }

  private func mayContinue(_ fields: HTTPFields) -> Bool {
    let length = fields[.contentLength].flatMap { Int($0) } ?? 0
    return length <= maximumBytes
      || MediaType.essence(fields[.contentType] ?? "") == MediaType.lines
  }
}
