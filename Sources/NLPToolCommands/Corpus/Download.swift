import Foundation
import Glibc
import NLPToolkit

/// What an address gives, fetched by curl, as a stream of bytes.
///
/// The address comes from a job, and so perhaps from a stranger: curl gets no configuration of the
/// user, speaks HTTP only, and gives up where nothing comes. It writes into a pipe, so that this
/// process alone makes files; and it ends with this process, however that ends.
final class Download: ByteStream {
  let name: String
  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()
  /// Closed by the system when this process ends, which the shell waits for.
  private let lifeline = Pipe()
  private var count = 0

  /// Larger files are not fetched.
  static let maximumBytes = 16 << 30

  /// The shell does what no call of Foundation does: it ends its child when its own parent is gone.
  private static let script = """
    exec 3<&0
    curl "$@" 3<&- </dev/null &
    child=$!
    { read -r line; kill "$child"; } <&3 >/dev/null 2>&1 &
    watch=$!
    wait "$child"
    status=$?
    kill "$watch" 2>/dev/null
    exit "$status"
    """

  /// - Parameter allowsFiles: whether the address may be one of a file on this machine.
  init(_ url: String, allowsFiles: Bool) throws {
    name = url
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", Self.script, "sh"] + Self.arguments(url, allowsFiles: allowsFiles)
    process.standardInput = lifeline
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Only the child writes.
    try? output.fileHandleForWriting.close()
    try? errors.fileHandleForWriting.close()
  }

  deinit { stop() }

  /// - Parameter allowsFiles: whether `file:` is spoken; never after a redirection.
  static func arguments(_ url: String, allowsFiles: Bool) -> [String] {
    [
      "-q", "--proto", allowsFiles ? "=https,http,file" : "=https,http", "--proto-redir",
      "=https,http", "--globoff", "--fail", "--silent", "--show-error", "--location",
      "--max-redirs", "10", "--connect-timeout", "20", "--speed-limit", "100", "--speed-time", "20",
      "--max-filesize", "\(maximumBytes)", "--", url,
    ]
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TextInputError) -> Int {
    let descriptor = output.fileHandleForReading.fileDescriptor
    while true {
      if Interruption.isRequested { throw .unreadableFile(path: name, reason: "interrupted") }
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&request, 1, 100) > 0 else { continue }
      let read = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if read > 0 { count += read }
      if count > Self.maximumBytes {
        throw .unreadableFile(path: name, reason: "larger than \(Self.maximumBytes >> 30) GiB")
      }
      if read >= 0 { return read }
      if errno != EINTR { throw .unreadableFile(path: name, reason: systemErrorText(errno)) }
    }
  }

  /// Waits for curl once all bytes are read.
  ///
  /// - Returns: why it failed, or `nil`.
  func finish() -> String? {
    let message = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    switch process.terminationStatus {
    case 0: return nil
    case 127: return "curl is needed, and cannot be started"
    default:
      return String(message.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(200))
    }
  }

  private func stop() {
    try? lifeline.fileHandleForWriting.close()
    if process.isRunning { process.terminate() }
  }
}
