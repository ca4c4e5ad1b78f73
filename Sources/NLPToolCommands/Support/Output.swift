import Glibc
import Synchronization

/// The reader of standard output went away, as `head` does: the command ends in success.
struct ClosedPipe: Error {}

/// A buffered destination of results: standard output or a file.
///
/// Standard output is written when the buffer is full, at each line where a person watches, and before
/// the command waits for input (see ``InputReader``), so that a program that sends a line through a
/// pipe gets its answer at once.
package final class Output: Sendable {
  private struct State {
    var buffer: [UInt8] = []
    var lastWrite: UInt64 = 0
    var promptness = Promptness.block
    var isClosed = false
  }

  enum Promptness {
    /// Full buffers only: files, and pipes whose input is a file.
    case block
    /// At a line, at most 10 ms after it was made: the input is a pipe that is fed while we answer.
    case prompt
    /// Every line: a terminal.
    case line
  }

  private static let capacity = 1 << 16
  private static let promptNanoseconds: UInt64 = 10_000_000

  package static let standard = Output(descriptor: STDOUT_FILENO, name: "standard output")

  private let descriptor: Int32
  private let name: String
  private let state: Mutex<State>

  private init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
    var state = State()
    state.buffer.reserveCapacity(2 * Self.capacity)
    if isatty(descriptor) == 1 { state.promptness = .line }
    self.state = Mutex(state)
  }

  /// Creates the file, or empties it; `-` is standard output.
  package static func create(_ path: String) throws(CommandError) -> Output {
    if path == "-" { return standard }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .cannotCreate("\(path): \(systemErrorText(errno)); choose a place that can be written")
    }
    return Output(descriptor: descriptor, name: path)
  }

  /// Whether a person sees the output.
  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Called when the input is a pipe.
  func answerPromptly() {
    state.withLock { if $0.promptness == .block { $0.promptness = .prompt } }
  }

  package func write(_ text: String) throws {
    try state.withLock { state in
      state.buffer.append(contentsOf: text.utf8)
      if state.buffer.count >= Self.capacity { try drain(&state) }
    }
  }

  package func write(bytes: some Sequence<UInt8>) throws {
    try state.withLock { state in
      state.buffer.append(contentsOf: bytes)
      if state.buffer.count >= Self.capacity { try drain(&state) }
    }
  }

  /// Writes the text and a line feed.
  package func writeLine(_ text: String) throws {
    try state.withLock { state in
      state.buffer.append(contentsOf: text.utf8)
      state.buffer.append(UInt8(ascii: "\n"))
      switch state.promptness {
      case .block: if state.buffer.count >= Self.capacity { try drain(&state) }
      case .line: try drain(&state)
      case .prompt:
        let now = monotonicNanoseconds()
        if state.buffer.count >= Self.capacity || now - state.lastWrite >= Self.promptNanoseconds {
          try drain(&state)
          state.lastWrite = now
        }
      }
    }
  }

  package func flush() throws {
    try state.withLock { try drain(&$0) }
  }

  /// Flushes and closes a file; only flushes standard output.
  package func close() throws {
    try flush()
    guard descriptor != STDOUT_FILENO else { return }
    let isFirst = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    if isFirst, Glibc.close(descriptor) != 0 { throw failure(errno) }
  }

  private func drain(_ state: inout sending State) throws {
    var start = 0
    while start < state.buffer.count {
      let written = state.buffer.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + start, $0.count - start)
      }
      if written >= 0 {
        start += written
      } else if errno != EINTR {
        let code = errno
        state.buffer.removeAll(keepingCapacity: true)
        throw failure(code)
      }
    }
    state.buffer.removeAll(keepingCapacity: true)
  }

  private func failure(_ code: Int32) -> any Error {
    if code == EPIPE { return ClosedPipe() }
    return CommandError.inputOutput("\(name): \(systemErrorText(code)); nothing more was written")
  }
}

/// A clock that never jumps.
func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
