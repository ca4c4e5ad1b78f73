/// Why a command ends: an exit status and one line that says what is wrong, where, and what to do.
package struct CommandError: Error, Sendable, Equatable, CustomStringConvertible {
  package var status: ExitStatus
  package var message: String

  /// - Parameter message: Line breaks in it become spaces.
  package init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  package var description: String { message }

  package static func usage(_ message: String) -> Self { Self(.usage, message) }
  package static func badData(_ message: String) -> Self { Self(.badData, message) }
  package static func noInput(_ message: String) -> Self { Self(.noInput, message) }
  package static func internalError(_ message: String) -> Self { Self(.internalError, message) }
  package static func cannotCreate(_ message: String) -> Self { Self(.cannotCreate, message) }
  package static func inputOutput(_ message: String) -> Self { Self(.inputOutput, message) }

  /// Ctrl-C. `resume` is the command line that goes on where this one stopped.
  package static func interrupted(resume: String? = nil) -> Self {
    Self(.interrupted, "interrupted" + (resume.map { "; to go on: \($0)" } ?? ""))
  }
}
