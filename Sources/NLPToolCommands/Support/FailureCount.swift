import NLPToolkit

/// The files of a run that can't be used, for its end.
struct FailureCount {
  private let diagnostics: Diagnostics
  private var count = 0
  private var first: DocumentFailure?
  private var isReported = false

  init(_ diagnostics: Diagnostics) { self.diagnostics = diagnostics }

  /// - Parameter isTold: whether the output tells of the failure.
  mutating func add(_ failure: DocumentFailure, isTold: Bool) {
    count += 1
    if first == nil { first = failure }
    if !isTold, count <= 10 {
      diagnostics.warning(failure.error.message)
      isReported = diagnostics.verbosity >= .normal
    }
  }

  /// - Throws: the status of the first file that can't be used, if there is one.
  func check() throws(CommandError) {
    guard let first else { return }
    throw CommandError(
      first.error.status == .noInput && count == 1 ? .noInput : .badData,
      count == 1 && !isReported
        ? first.error.message
        : "\(count) \(count == 1 ? "input" : "inputs") can't be used"
          + (isReported ? "" : "; the first: \(first.error.message)"))
  }
}
