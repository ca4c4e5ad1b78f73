import Glibc
import Synchronization

/// Ctrl-C and `SIGTERM`.
///
/// A command that does no long work ends at once, with status 130. Long work runs inside
/// ``whilePolling(_:)`` and asks ``isRequested`` or ``check(resume:)`` often (several times a
/// second), so that it can keep what was done. A second Ctrl-C ends that, too, at once.
package enum Interruption {
  private static let requested = Atomic<Bool>(false)
  private static let pollers = Atomic<Int>(0)

  /// Whether the user asked to stop.
  package static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Throws ``CommandError/interrupted(resume:)`` once the user asked to stop.
  package static func check(resume: @autoclosure () -> String? = nil) throws(CommandError) {
    if isRequested { throw .interrupted(resume: resume()) }
  }

  /// Runs work that polls ``isRequested``.
  package static func whilePolling<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pollers.wrappingAdd(1, ordering: .relaxed)
    defer { pollers.wrappingSubtract(1, ordering: .relaxed) }
    return try body()
  }

  /// Runs work that polls ``isRequested`` and waits for other threads.
  package static func whilePolling<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
  ) async rethrows -> Result {
    pollers.wrappingAdd(1, ordering: .relaxed)
    defer { pollers.wrappingSubtract(1, ordering: .relaxed) }
    return try await body()
  }

  /// Installs the handlers. Without `SA_RESTART`, so that a read that waits for input wakes up.
  static func install() {
    // Touching both makes sure that they are initialized before a handler runs.
    _ = requested.load(ordering: .relaxed)
    _ = pollers.load(ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      let isSecond = Interruption.requested.exchange(true, ordering: .relaxed)
      if isSecond || Interruption.pollers.load(ordering: .relaxed) == 0 {
        _exit(ExitStatus.interrupted.rawValue)
      }
    }
    sigemptyset(&action.sa_mask)
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
    // A parent may have left them blocked, and then nothing but SIGKILL would end us.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
