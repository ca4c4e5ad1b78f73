import Glibc
import NLPToolkit
import Synchronization

/// The reader of standard output went away, as `head` does: the command ends in success.
struct ClosedPipe: Error {}

/// A buffered destination of results: standard output, a file, or memory.
///
/// Standard output is written when the buffer is full, at each line where a person watches, and
/// before the command waits for input (see ``InputReader``), so that a program that sends a line
/// through a pipe gets its answer at once.
package final class Output: Sendable {
  private struct State {
    var buffer: [UInt8] = []
    var lastWrite: UInt64 = 0
    var promptness = Promptness.block
    var isClosed = false
    var color = ColorChoice.auto
    /// The file that is put in its place when the output is closed.
    var file: FileReplacement?
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
  /// Whether the file is put in its place at the end.
  private let isReplacement: Bool
  private let state: Mutex<State>

  private init(descriptor: Int32, name: String, file: sending FileReplacement? = nil) {
    self.descriptor = descriptor
    self.name = name
    isReplacement = file != nil
    var state = State()
    state.file = file
    if descriptor >= 0 { state.buffer.reserveCapacity(2 * Self.capacity) }
    isTerminal = descriptor >= 0 && isatty(descriptor) == 1
    if isTerminal { state.promptness = .line }
    self.state = Mutex(state)
  }

  /// Starts a file, which is at its place when it is closed, and until then what was there before;
  /// `-` is standard output.
  ///
  /// - Parameter inputs: what the command reads, none of which is written over.
  /// - Throws: status 64 if the file is one of the inputs, 73 if it cannot be made or would replace
  ///   a database or a model.
  package static func create(
    _ path: String, reading inputs: [String] = []
  ) throws(CommandError) -> Output {
    if path.isEmpty { throw .usage("'': name a file to write") }
    try OverwriteCheck.check([path], against: inputs)
    if path == "-" { return standard }
    var status = stat()
    // Pipes and devices keep nothing that could be lost.
    if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
      let descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw .cannotCreate(
          "\(path): \(systemErrorText(errno)); choose a place that can be written")
      }
      return Output(descriptor: descriptor, name: path)
    }
    do throws(FileReplacement.Failure) {
      let file = try FileReplacement(at: path, content: .text)
      return Output(descriptor: file.descriptor, name: path, file: file)
    } catch {
      throw .cannotCreate("\(path): \(error.advice)")
    }
  }

  /// An output that keeps what is written to it, for ``takeBytes()``.
  package static func inMemory() -> Output { Output(descriptor: -1, name: "memory") }

  /// What was written to an output in memory since it was asked last.
  package func takeBytes() -> [UInt8] {
    state.withLock { state in
      let bytes = state.buffer
      state.buffer = []
      return bytes
    }
  }

  /// Whether a person sees the output.
  package let isTerminal: Bool

  /// Obeys `--color`.
  func use(_ color: ColorChoice) { state.withLock { $0.color = color } }

  /// Whether what asks for colour gets it.
  package var isColoured: Bool {
    switch state.withLock({ $0.color }) {
    case .always: true
    case .never: false
    case .auto:
      isTerminal && (environmentValue("NO_COLOR") ?? "").isEmpty
        && environmentValue("TERM") != "dumb"
    }
  }

  /// Called when the input is a pipe.
  func answerPromptly() {
    state.withLock { if $0.promptness == .block { $0.promptness = .prompt } }
  }

  package func write(_ text: String) throws {
    try state.withLock { state in
      append(text.utf8, to: &state)
      if state.buffer.count >= Self.capacity { try drain(&state) }
    }
  }

  package func write(bytes: some Sequence<UInt8>) throws {
    try state.withLock { state in
      append(bytes, to: &state)
      if state.buffer.count >= Self.capacity { try drain(&state) }
    }
  }

  /// Writes the text and a line feed.
  package func writeLine(_ text: String) throws {
    try state.withLock { state in
      append(text.utf8, to: &state)
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

  /// Flushes a file and puts it in its place; only flushes standard output.
  package func close() throws {
    try flush()
    guard descriptor > STDOUT_FILENO else { return }
    try state.withLock { state in
      guard !state.isClosed else { return }
      state.isClosed = true
      guard let file = state.file else {
        if Glibc.close(descriptor) != 0 { throw failure(errno) }
        return
      }
      do throws(FileReplacement.Failure) {
        try file.commit()
      } catch {
        throw CommandError.inputOutput("\(name): \(error.reason); it is as it was before")
      }
    }
  }

  /// Appends bytes as they are, or as a terminal is to get them.
  private func append(_ bytes: some Sequence<UInt8>, to state: inout sending State) {
    if isTerminal || state.color == .always {
      TerminalText.append(bytes, to: &state.buffer)
    } else {
      state.buffer.append(contentsOf: bytes)
    }
  }

  private func drain(_ state: inout sending State) throws {
    if descriptor < 0 { return }
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
    let rest = isReplacement ? "it is as it was before" : "nothing more was written"
    return CommandError.inputOutput("\(name): \(systemErrorText(code)); \(rest)")
  }
}

/// When output is coloured. With `always` a pipe is treated as the terminal that it leads to.
package enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never
}

/// A clock that never jumps.
func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
