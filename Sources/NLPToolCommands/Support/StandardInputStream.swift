import Glibc
import NLPToolkit

/// Standard input that sends out the results so far before it waits for more.
final class StandardInputStream: ByteStream {
  let name = "standard input"
  let isTerminal = isatty(STDIN_FILENO) == 1
  /// Whether somebody may be waiting for our answer before they send more.
  let isInteractive: Bool
  /// The line feeds among the bytes that were given out.
  private(set) var lineFeeds = 0

  init() {
    var status = stat()
    isInteractive = fstat(STDIN_FILENO, &status) != 0 || status.st_mode & S_IFMT != S_IFREG
  }

  /// Whether a read would return at once, with bytes or the end.
  var isReady: Bool {
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0
  }

  /// Ends the stream where the user asked to stop.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TextInputError) -> Int {
    while true {
      if Interruption.isRequested { return 0 }
      let count = Glibc.read(STDIN_FILENO, buffer.baseAddress, buffer.count)
      if count >= 0 {
        lineFeeds += buffer[..<count].count(where: { $0 == UInt8(ascii: "\n") })
        return count
      }
      if errno != EINTR {
        throw .unreadableFile(path: name, reason: systemErrorText(errno))
      }
    }
  }
}
