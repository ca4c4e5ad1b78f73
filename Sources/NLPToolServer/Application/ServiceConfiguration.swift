import NLPToolkit

/// How the service runs.
public struct ServiceConfiguration: Sendable {
  public var address = "127.0.0.1"
  /// 0 for one that is free.
  public var port = 8080
  /// A file with the keys of those who are let in.
  public var keyFile: String?
  /// The models to serve by name; all of the catalog if there are none.
  public var models: [String] = []
  public var catalog = ModelCatalog.standard
  /// The threads that compute answers.
  public var threads = 1
  public var limits = ServiceLimits()
  /// The origins of pages that may send requests from a browser.
  public var origins: [String] = []
  public var certificateFile: String?
  public var privateKeyFile: String?
  /// Whether each request is logged.
  public var logsRequests = false
  /// How long requests that have begun may go on after SIGTERM.
  public var drainTime = Duration.seconds(30)

  public init() {}

  /// Whether only this machine reaches the address.
  public var isLoopback: Bool {
    address == "localhost" || address == "::1" || address.hasPrefix("127.")
  }
}
