import ArgumentParser
import Glibc
import Logging
import NLPToolCommands
import NLPToolServer
import NLPToolkit

/// `nlptool-serve`: what `nlptool serve` starts.
struct ServerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nlptool-serve",
    abstract: "Answer over HTTP: a REST server with a page to try it.",
    discussion: ServeOptions.discussion,
    version: "nlptool-serve \(ToolkitVersion.current)")

  @OptionGroup var options: ServeOptions

  func run() async throws {
    var logger = Logger(label: "nlptool-serve")
    logger.logLevel = .notice
    let service = try TextService(try configuration(), logger: logger)
    try await service.run { address in
      writeToStandardError("nlptool-serve: \(address) is ready; Ctrl-C ends it\n")
    }
  }

  private func configuration() throws -> ServiceConfiguration {
    var configuration = ServiceConfiguration()
    configuration.address = options.address
    configuration.port = options.port
    configuration.keyFile = options.keyFile
    configuration.models = options.models
    configuration.catalog = try options.folder.catalog()
    configuration.threads = options.threads.count
    configuration.origins = options.corsOrigin
    configuration.certificateFile = options.tlsCertificate
    configuration.privateKeyFile = options.tlsKey
    configuration.logsRequests = options.logRequests
    configuration.drainTime = .seconds(options.drainTimeout)
    configuration.limits.bodyBytes = options.maxBody
    configuration.limits.textBytes = options.maxText
    configuration.limits.texts = options.maxTexts
    configuration.limits.generatedCharacters = options.maxLength
    configuration.limits.requests = options.maxRequests
    configuration.limits.connections = options.maxConnections
    configuration.limits.timeout = .seconds(options.timeout)
    configuration.limits.idle = .seconds(options.idleTimeout)
    return configuration
  }
}
