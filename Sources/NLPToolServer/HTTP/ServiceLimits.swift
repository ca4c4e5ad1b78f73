import NLPToolCommands

/// What requests may ask for.
public struct ServiceLimits: Sendable, Hashable {
  /// The bytes of a body, unless it is a stream of lines.
  public var bodyBytes = 8 << 20
  /// The bytes of a text, or of a line of a stream.
  public var textBytes = 1 << 20
  /// The texts of a request.
  public var texts = 1000
  /// The characters that are written for a request.
  public var generatedCharacters = 10_000
  /// The requests that are worked on at the same time.
  public var requests = 1024
  /// The connections that are open at the same time.
  public var connections = 4096
  /// How long a text waits for a thread, and how long text is written.
  public var timeout = Duration.seconds(30)
  /// How long a connection may be silent, and how long a body may take to arrive.
  public var idle = Duration.seconds(60)

  public init() {}
}
