import Foundation
import Synchronization
import TestSupport

/// A running `nlptool-serve`, which ends with the object.
final class ServerProcess: @unchecked Sendable {
  enum Failure: Error {
    case noExecutable(String)
    case notReady(String)
  }

  /// The servers that run; those that tests share are ended with the process of the tests.
  private static let running: Mutex<Set<pid_t>> = {
    atexit {
      for process in ServerProcess.running.withLock({ $0 }) { kill(process, SIGKILL) }
    }
    return Mutex([])
  }()

  /// With which status it ends if a certificate is asked for that is not there.
  #if TLS
    static let tlsStatus: Int32 = 66
  #else
    static let tlsStatus: Int32 = 64
  #endif

  let port: Int
  private let process = Process()
  private let errors: URL

  convenience init(_ arguments: String..., environment: [String: String] = [:]) throws {
    try self.init(arguments, environment: environment)
  }

  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    let program = CommandRunner.productsFolder.appendingPathComponent("nlptool-serve")
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw Failure.noExecutable(program.path)
    }
    errors = FileManager.default.temporaryDirectory
      .appendingPathComponent("nlptool-serve-\(UUID().uuidString).log")
    try Data().write(to: errors)
    process.executableURL = program
    process.arguments = ["--port", "0"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let identifier = process.processIdentifier
    Self.running.withLock { _ = $0.insert(identifier) }
    port = try Self.waitForPort(process, errors)
  }

  private static func waitForPort(_ process: Process, _ errors: URL) throws -> Int {
    for _ in 0..<6000 {
      let log = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
      if let end = log.range(of: " is ready") {
        let digits = log[..<end.lowerBound].reversed().prefix { $0.isNumber }
        if let port = Int(String(digits.reversed())) { return port }
      }
      if !process.isRunning { throw Failure.notReady(log) }
      usleep(10_000)
    }
    process.terminate()
    throw Failure.notReady("no line about the address within a minute")
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let identifier = process.processIdentifier
    Self.running.withLock { _ = $0.remove(identifier) }
    try? FileManager.default.removeItem(at: errors)
  }

  var isRunning: Bool { process.isRunning }

  /// What the server has said so far.
  var log: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end and gives the exit status.
  func waitForExit() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  func connect() throws -> HTTPConnection { try HTTPConnection(port: port) }

  /// A request on a connection of its own.
  func post(_ path: String, _ json: String, headers: [String: String] = [:]) throws
    -> HTTPConnection.Reply
  {
    try connect().post(path, json, headers: headers)
  }

  func get(_ path: String, headers: [String: String] = [:]) throws -> HTTPConnection.Reply {
    try connect().request("GET", path, headers: headers)
  }
}
