import Glibc
import Synchronization

/// What goes to standard error: notes, warnings and progress. Results never do.
package final class Diagnostics: Sendable {
  package enum Verbosity: Int, Comparable, Sendable {
    case quiet, normal, verbose

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  package let verbosity: Verbosity
  /// Whether standard error is a terminal, which is where progress is drawn.
  package let isTerminal: Bool
  private let drawsProgress: Bool
  /// The progress line that stands on the terminal now.
  private let drawn = Mutex("")

  package init(verbosity: Verbosity = .normal, drawsProgress: Bool = true) {
    self.verbosity = verbosity
    self.drawsProgress = drawsProgress
    isTerminal = isatty(STDERR_FILENO) == 1
  }

  /// A line for people, unless `--quiet`.
  package func note(_ text: @autoclosure () -> String) {
    if verbosity >= .normal { writeLine(text()) }
  }

  /// A line that starts with `warning:`, unless `--quiet`.
  package func warning(_ text: @autoclosure () -> String) {
    if verbosity >= .normal { writeLine("warning: " + text()) }
  }

  /// A line with `--verbose` only.
  package func detail(_ text: @autoclosure () -> String) {
    if verbosity >= .verbose { writeLine(text()) }
  }

  /// Starts a progress bar, which shows on a terminal only, and not with `--quiet` or
  /// `--no-progress`.
  ///
  /// - Parameters:
  ///   - title: What is done, such as "Reading".
  ///   - total: How much there is to do, `nil` if that is unknown.
  ///   - unit: What is counted, in the plural.
  package func progress(_ title: String, total: Int? = nil, unit: String) -> Progress {
    Progress(
      title: title, total: total, unit: unit,
      diagnostics: isTerminal && drawsProgress && verbosity >= .normal ? self : nil)
  }

  private func writeLine(_ text: String) {
    drawn.withLock { drawn in
      let erase = drawn.isEmpty ? "" : "\r\u{1B}[K"
      write(raw: erase + shown(text) + "\n" + drawn)
    }
  }

  private func shown(_ text: String) -> String { isTerminal ? TerminalText.shown(text) : text }

  /// Replaces the progress line; the empty text removes it.
  func draw(_ text: String) {
    drawn.withLock { drawn in
      let text = shown(text)
      if text == drawn { return }
      write(raw: "\r\u{1B}[K" + text)
      drawn = text
    }
  }
}

/// Writes all of the text, unbuffered; a terminal shows the control characters in it. There is
/// nowhere to report a failure to.
package func writeToStandardError(_ text: String) {
  write(raw: isatty(STDERR_FILENO) == 1 ? TerminalText.shown(text) : text)
}

private func write(raw text: String) {
  var text = text
  text.withUTF8 { bytes in
    var start = 0
    while start < bytes.count {
      let written = write(STDERR_FILENO, bytes.baseAddress! + start, bytes.count - start)
      if written > 0 { start += written } else if errno != EINTR { return }
    }
  }
}
