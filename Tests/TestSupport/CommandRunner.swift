import Foundation

/// Runs the `nlptool` that was built with the tests, in a temporary folder of its own that goes
/// away with the runner.
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
    case cannotStart(String, code: Int32)
    case timeout(arguments: [String], seconds: Double)

    package var description: String {
      switch self {
      case .noExecutable(let path): "\(path): no such file; build the product nlptool first"
      case .cannotStart(let path, let code):
        "\(path): \(String(cString: strerror(code)))"
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
  package static var productsFolder: URL {
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

    let status = try Self.spawn(
      executable, arguments: arguments,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
      folder: folder, streams: [inputFile, outputFile, errorFile], seconds: seconds)
    return Result(
      status: status,
      output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
  }

  /// Starts a process in a group of its own and waits for it. Foundation's `Process` would wait for
  /// what a shell leaves in the background, too.
  ///
  /// - Returns: the exit status; 128 and the number of the signal that ended it.
  private static func spawn(
    _ executable: URL, arguments: [String], environment: [String: String], folder: URL,
    streams: [URL], seconds: Double
  ) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, flags) in [O_RDONLY, O_WRONLY, O_WRONLY].enumerated() {
      posix_spawn_file_actions_addopen(
        &actions, Int32(descriptor), streams[descriptor].path, flags, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)

    // `posix_spawn` cannot change the folder, so a shell does and becomes the process.
    let shell = "/bin/sh"
    let prefix = [shell, "-c", #"cd "$0" && exec "$@""#, folder.path, executable.path]
    var words = (prefix + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var process = pid_t()
    let failure = posix_spawn(
      &process, shell, &actions, &attributes, &words, &variables)
    guard failure == 0 else { throw Failure.cannotStart(shell, code: failure) }

    let end = Date().addingTimeInterval(seconds)
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      if Date() > end {
        kill(-process, SIGKILL)
        waitpid(process, &status, 0)
        throw Failure.timeout(arguments: arguments, seconds: seconds)
      }
      usleep(2000)
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}
