/// What the exit status of `nlptool` says, after the BSD `sysexits.h`.
///
/// A command that has said all there is to say throws the bare status, and nothing more is printed.
package enum ExitStatus: Int32, Error, Sendable, CaseIterable {
  case success = 0
  /// The answer is no: a threshold was missed, a check found differences.
  case no = 1
  case usage = 64
  case badData = 65
  case noInput = 66
  case internalError = 70
  case cannotCreate = 73
  case inputOutput = 74
  case interrupted = 130
}
