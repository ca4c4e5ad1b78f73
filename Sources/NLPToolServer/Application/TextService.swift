import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NLPToolCommands
import NLPToolkit
import ServiceLifecycle
import UnixSignals

/// The service: models, threads, routes and the server that they stand behind.
public struct TextService: Sendable {
  private let configuration: ServiceConfiguration
  private let store: ModelStore
  private let metrics = ServiceMetrics()
  private let keys: AccessKeys?
  private let logger: Logger

  /// Reads the models and the keys.
  ///
  /// - Throws: ``CommandError`` with status 64 for an address that is open to others without keys;
  ///   what reading models and keys throws.
  public init(_ configuration: ServiceConfiguration, logger: Logger) throws {
    guard configuration.isLoopback || configuration.keyFile != nil else {
      throw CommandError.usage(
        "--address \(configuration.address) is open to others; give --key-file with the keys of those "
          + "who are let in")
    }
    self.configuration = configuration
    self.logger = logger
    keys = try configuration.keyFile.map { try AccessKeys(contentsOf: $0) }
    store = try ModelStore(configuration.catalog, names: configuration.models)
  }

  /// Serves until SIGTERM or SIGINT, and then until the requests that have begun are done; SIGHUP
  /// reads the models again.
  ///
  /// - Parameter onRunning: gets the address where the server listens.
  public func run(onRunning: @escaping @Sendable (String) -> Void = { _ in }) async throws {
    let application = try application(onRunning: onRunning)
    let reload = await ReloadService(store: store, metrics: metrics, logger: logger)
    var group = ServiceGroupConfiguration(
      services: [.init(service: application), .init(service: reload)],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    group.maximumGracefulShutdownDuration = configuration.drainTime
    try await ServiceGroup(configuration: group).run()
  }

  private func application(
    onRunning: @escaping @Sendable (String) -> Void
  ) throws -> Application<ServiceResponder> {
    let limits = configuration.limits
    let scheduler = BatchScheduler(
      threads: configuration.threads, limits: limits, metrics: metrics)
    let routes =
      AnswerRoutes(store: store, scheduler: scheduler, limits: limits).routes
      + [
        GenerateRoute(
          store: store, threads: WorkThreads(threads: configuration.threads),
          limits: limits
        ).route
      ]
      + AliasRoutes(store: store, scheduler: scheduler, limits: limits).routes
      + InformationRoutes(
        store: store, scheduler: scheduler, metrics: metrics, limits: limits
      ).routes
    let responder = ServiceResponder(
      routes, keys: keys, origins: configuration.origins, limits: limits, metrics: metrics,
      logger: logger, logsRequests: configuration.logsRequests)
    let scheme = configuration.certificateFile == nil ? "http" : "https"
    return Application(
      responder: responder,
      server: try server(),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.address, port: configuration.port),
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
      onServerRunning: { channel in
        let host =
          configuration.address.contains(":") ? "[\(configuration.address)]" : configuration.address
        onRunning("\(scheme)://\(host):\(channel.localAddress?.port ?? configuration.port)")
      },
      logger: quietLogger)
  }

  /// What the server itself says is of no use to operators, and may quote requests.
  private var quietLogger: Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .error)
    return logger
  }

  private func server() throws -> HTTPServerBuilder {
    let limits = configuration.limits
    let plain = HTTPServerBuilder { responder in
      ConnectionChannel(
        base: HTTP1Channel(
          responder: responder,
          configuration: HTTP1Channel.Configuration(
            additionalChannelHandlers: [ContinueHandler(maximumBytes: limits.bodyBytes)],
            idleTimeout: TimeAmount(limits.idle))))
    }
    guard let certificate = configuration.certificateFile, let key = configuration.privateKeyFile
    else { return plain }
    return try plain.encrypted(certificate: certificate, key: key)
  }
}

extension TextService {
  /// The exit status and the line for an error that ends the service.
  package static func commandError(_ error: any Error, port: Int) -> CommandError {
    if let error = error as? IOError {
      let reason =
        switch error.errnoCode {
        case EADDRINUSE: "another program listens there; choose another with --port"
        case EACCES: "only root may listen there; choose a port from 1024 on"
        case EADDRNOTAVAIL: "the address is none of this machine; choose another with --address"
        default: "\(error)"
        }
      return .inputOutput("port \(port): \(reason)")
    }
    if error is SocketAddressError {
      return .noInput("--address: no such address; give one such as 127.0.0.1 or ::1")
    }
    return CommandError(error)
  }
}
