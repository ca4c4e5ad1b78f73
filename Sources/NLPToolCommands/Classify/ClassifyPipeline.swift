import NLPToolkit

/// Takes documents from the input through the classifier to the output, a batch at a time, in order.
struct ClassifyPipeline {
  let classifier: TextClassifier
  let pool: ThreadPool
  let diagnostics: Diagnostics
  /// Whether the first failure ends the run.
  let isStrict: Bool
  let isExplaining: Bool
  var input: any TagInput
  var writer: any LabelWriter

  private(set) var documentCount = 0
  private var failureCount = 0
  private var firstFailure: TagFailure?
  /// Whether failures were told on standard error, since the output has no place for them.
  private var isTold = false

  /// A batch is full with so many documents or bytes: enough of like lengths to read together.
  private static let batchCount = 1024
  private static let batchBytes = 1 << 18
  /// So many failures are told one by one.
  private static let shownFailures = 10

  init(
    classifier: TextClassifier, pool: ThreadPool, diagnostics: Diagnostics, isStrict: Bool,
    isExplaining: Bool, input: any TagInput, writer: any LabelWriter
  ) {
    self.classifier = classifier
    self.pool = pool
    self.diagnostics = diagnostics
    self.isStrict = isStrict
    self.isExplaining = isExplaining
    self.input = input
    self.writer = writer
  }

  /// - Throws: status 65 at the end if there was a failure, or at once in a strict run.
  mutating func run(_ reader: InputReader) throws {
    try writer.begin()
    while true {
      let lines = try reader.nextBatch(upTo: Self.batchCount, bytes: Self.batchBytes)
      if lines.isEmpty { break }
      var items: [TagItem] = []
      for line in lines { items += input.items(of: line) }
      try process(items)
    }
    try process(input.finish())
    try writer.end()
    if let firstFailure {
      throw CommandError.badData(
        "\(failureCount) \(failureCount == 1 ? "input" : "inputs") can't be used"
          + (isTold ? "" : "; the first: \(firstFailure.error.message)"))
    }
  }

  private mutating func process(_ items: [TagItem]) throws {
    var texts: [String] = []
    for case .record(let record) in items { texts.append(record.document.text) }
    let results = classifier.classify(texts, threads: pool)
    var next = 0
    for item in items {
      switch item {
      case .record(let record):
        let explanation =
          isExplaining
          ? classifier.explain(record.document.text, label: results[next].best) : nil
        try writer.write(record, results[next], explanation)
        next += 1
        documentCount += 1
      case .blank:
        try writer.writeBlank()
      case .failure(let failure):
        try fail(failure)
      }
    }
  }

  private mutating func fail(_ failure: TagFailure) throws {
    if isStrict { throw failure.error }
    if firstFailure == nil { firstFailure = failure }
    failureCount += 1
    if try !writer.write(failure), failureCount <= Self.shownFailures {
      diagnostics.warning(failure.error.message)
      isTold = diagnostics.verbosity >= .normal
    }
  }
}
