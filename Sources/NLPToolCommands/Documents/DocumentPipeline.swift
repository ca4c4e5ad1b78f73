import NLPToolkit

/// What a command makes of documents and prints.
protocol DocumentOperation {
  /// A batch is full with so many documents: enough of like lengths to compute together.
  static var batchCount: Int { get }

  mutating func begin() throws
  /// Computes what the calls of ``write(_:)`` that follow print of these documents, in their order.
  mutating func compute(_ records: [DocumentRecord])
  mutating func write(_ record: DocumentRecord) throws
  mutating func writeBlank() throws
  /// - Returns: whether the output has the failure in it.
  mutating func write(_ failure: DocumentFailure) throws -> Bool
  mutating func end() throws
}

/// Takes documents from the input through an operation to the output, a batch at a time, in order.
struct DocumentPipeline<Operation: DocumentOperation> {
  private(set) var operation: Operation
  private var input: any DocumentParser
  private let diagnostics: Diagnostics
  private let isStrict: Bool

  private(set) var documentCount = 0
  private var failureCount = 0
  private var firstFailure: DocumentFailure?
  /// Whether failures were reported on standard error, since the output has no place for them.
  private var isReported = false

  /// A batch is full with so many bytes, too.
  private static var batchBytes: Int { 1 << 18 }
  /// So many failures are reported one by one.
  private static var shownFailures: Int { 10 }

  /// - Parameter isStrict: whether the first failure ends the run.
  init(
    _ operation: Operation, input: any DocumentParser, isStrict: Bool, diagnostics: Diagnostics
  ) {
    self.operation = operation
    self.input = input
    self.isStrict = isStrict
    self.diagnostics = diagnostics
  }

  /// - Throws: status 65 at the end if there was a failure, or at once in a strict run.
  mutating func run(_ reader: InputReader) throws {
    try operation.begin()
    while true {
      let lines = try reader.nextBatch(upTo: Operation.batchCount, bytes: Self.batchBytes)
      if lines.isEmpty { break }
      var items: [DocumentItem] = []
      for line in lines { items += input.items(of: line) }
      try process(items)
    }
    try process(input.finish())
    try operation.end()
    if let firstFailure {
      throw CommandError.badData(
        "\(failureCount) \(failureCount == 1 ? "input" : "inputs") can't be used"
          + (isReported ? "" : "; the first: \(firstFailure.error.message)"))
    }
  }

  private mutating func process(_ items: [DocumentItem]) throws {
    operation.compute(
      items.compactMap {
        if case .record(let record) = $0 { record } else { nil }
      })
    for item in items {
      switch item {
      case .record(let record):
        try operation.write(record)
        documentCount += 1
      case .blank:
        try operation.writeBlank()
      case .failure(let failure):
        try fail(failure)
      }
    }
  }

  private mutating func fail(_ failure: DocumentFailure) throws {
    if isStrict { throw failure.error }
    if firstFailure == nil { firstFailure = failure }
    failureCount += 1
    if try !operation.write(failure), failureCount <= Self.shownFailures {
      diagnostics.warning(failure.error.message)
      isReported = diagnostics.verbosity >= .normal
    }
  }
}
