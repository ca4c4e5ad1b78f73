import Foundation

/// Runs the `nlptool` that was built with the tests, in a temporary folder of its own that goes away with
/// the runner.
package final class CommandRunner: Sendable {
  package struct Result: Sendable {
    package var status: Int32
    package var output: String
    package var error: String

    package var lines: [String] {
      output.split(separator: "\n", omittingEmptySubsequences: false).dropLast(
        output.hasSuffix("\n") ? 1 : 0
      ).map(String.init)
    }
  }

  package enum Failure: Error, CustomStringConvertible {
    case noExecutable(String)
    case timeout(arguments: [String], seconds: Double)

    package var description: String {
      switch self {
      case .noExecutable(let path): "\(path): no such file; build the product nlptool first"
      case .timeout(let arguments, let seconds):
        "nlptool \(arguments.joined(separator: " ")): still running after \(seconds) s"
      }
    }
  }

  /// The folder that the command runs in.
  package let folder: URL
  package let executable: URL

  package init() throws {
    executable = Self.productsFolder.appendingPathComponent("nlptool")
    guard FileManager.default.isExecutableFile(atPath: executable.path) else {
      throw Failure.noExecutable(executable.path)
    }
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("nlptool-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// The folder of the test bundle, which is that of the products, too.
  private static var productsFolder: URL {
    let path = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: path).deletingLastPathComponent()
  }

  /// Writes a file into the folder and gives its path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    try write(bytes: Array(text.utf8), to: name)
  }

  @discardableResult
  package func write(bytes: [UInt8], to name: String) throws -> String {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  package func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  package func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
  }

  package func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  package func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path(name))
  }

  /// - Parameters:
  ///   - input: what standard input gives; it is empty without.
  ///   - environment: set on top of the one of the tests.
  package func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:],
    seconds: Double = 120
  ) throws -> Result {
    try run(
      executable, arguments: arguments, input: Array(input.utf8), environment: environment,
      seconds: seconds)
  }

  package func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> Result {
    try run(arguments, input: input, environment: environment)
  }

  /// Runs a line of `bash`, in which `nlptool` is the one under test, for pipes and the like.
  package func shell(_ script: String, environment: [String: String] = [:], seconds: Double = 120)
    throws -> Result
  {
    var environment = environment
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    environment["PATH"] = executable.deletingLastPathComponent().path + ":" + path
    return try run(
      URL(fileURLWithPath: "/bin/bash"), arguments: ["-c", script], input: [],
      environment: environment, seconds: seconds)
  }

  private func run(
    _ executable: URL, arguments: [String], input: [UInt8], environment: [String: String],
    seconds: Double
  ) throws -> Result {
    let streams = folder.appendingPathComponent(".streams-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: streams) }
    let inputFile = streams.appendingPathComponent("input")
    let outputFile = streams.appendingPathComponent("output")
    let errorFile = streams.appendingPathComponent("error")
    for (file, bytes) in [(inputFile, input), (outputFile, []), (errorFile, [])] {
      try Data(bytes).write(to: file)
    }

    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    let hasEnded = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in hasEnded.signal() }
    try process.run()
    if hasEnded.wait(timeout: .now() + seconds) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      hasEnded.wait()
      throw Failure.timeout(arguments: arguments, seconds: seconds)
    }
    return Result(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
  }
}
