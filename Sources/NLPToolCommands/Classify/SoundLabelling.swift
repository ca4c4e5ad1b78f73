import Glibc
import NLPToolkit

/// Takes files of sound through a classifier to the output, in their order.
struct SoundLabelling {
  let classifier: SoundClassifier
  /// `-`, or none, is standard input.
  let paths: [String]
  let isStrict: Bool
  let pool: ThreadPool
  let diagnostics: Diagnostics

  /// Files that are computed together.
  private static let batchCount = 64

  /// The name of standard input in the output.
  static let standardInput = "-"

  /// Gives each file a label.
  ///
  /// - Throws: status 65 at the end if a file can't be used, or at once in a strict run.
  func run(_ writer: any LabelWriter) throws {
    var writer = writer
    var failures = FailureCount(isStrict: isStrict, diagnostics: diagnostics)
    try writer.begin()
    let files = paths.isEmpty ? [Self.standardInput] : paths
    for start in stride(from: 0, to: files.count, by: Self.batchCount) {
      try Interruption.check()
      let batch = Array(files[start..<min(start + Self.batchCount, files.count)])
      for (path, result) in zip(batch, results(batch)) {
        switch result {
        case .success(let classification):
          try writer.write(Self.record(path), classification, nil)
        case .failure(let error):
          let failure = DocumentFailure(file: path, CommandError(error))
          if isStrict { throw failure.error }
          failures.add(failure, isTold: try writer.write(failure))
        }
      }
    }
    try writer.end()
    try failures.check()
  }

  private func results(_ paths: [String]) -> [Result<Classification, SoundError>] {
    guard paths.contains(Self.standardInput) else {
      return classifier.classify(paths: paths, threads: pool)
    }
    return paths.map { path in
      Result { () throws(SoundError) in
        path == Self.standardInput
          ? try classifier.classify(try Self.openStandardInput(rate: classifier.sampleRate))
          : try classifier.classify(path: path)
      }
    }
  }

  static func openStandardInput(rate: Int) throws(SoundError) -> SoundStream {
    SoundStream(
      try SoundFileReader(descriptor: STDIN_FILENO, name: "standard input"), sampleRate: rate)
  }

  /// A file as the writers of labels have it: its path is the text.
  static func record(_ path: String) -> DocumentRecord {
    var object = JSONObject()
    object.set("file", to: .string(path))
    return DocumentRecord(line: nil, document: Document(text: path), origin: .object(object))
  }

  /// Prints when in each file which label holds.
  func detect(_ settings: SoundDetector.Settings, _ format: ClassifyFormat) throws {
    var failures = FailureCount(isStrict: isStrict, diagnostics: diagnostics)
    let files = paths.isEmpty ? [Self.standardInput] : paths
    for path in files {
      try Interruption.check()
      do {
        try detect(path, settings, format)
      } catch let error as SoundError {
        let failure = DocumentFailure(file: path, CommandError(error))
        if isStrict { throw failure.error }
        if format == .jsonl {
          try Output.standard.writeLine(failure.object(namesFile: true).serialized)
        }
        failures.add(failure, isTold: format == .jsonl)
      }
    }
    try failures.check()
  }

  private func detect(
    _ path: String, _ settings: SoundDetector.Settings, _ format: ClassifyFormat
  ) throws {
    let stream =
      path == Self.standardInput
      ? try Self.openStandardInput(rate: classifier.sampleRate)
      : try SoundStream(path: path, sampleRate: classifier.sampleRate)
    var detector = SoundDetector(classifier, settings)
    var spans: [SoundDetector.Span] = []
    func take(_ new: [SoundDetector.Span]) throws {
      if format == .jsonl {
        spans += new
      } else {
        for span in new { try Output.standard.writeLine(line(span, path, format)) }
        if path == Self.standardInput { try Output.standard.flush() }
      }
    }
    while let samples = try stream.read(waits: false) {
      try Interruption.check()
      try take(detector.append(samples))
    }
    try take(detector.finish())
    guard format == .jsonl else { return }
    var object = JSONObject()
    object.set("file", to: .string(path))
    object.set("spans", toRaw: "[" + spans.map(json).joined(separator: ",") + "]")
    try Output.standard.writeLine(object.serialized)
  }

  private func json(_ span: SoundDetector.Span) -> String {
    var object = JSONObject()
    object.set("label", to: .string(classifier.labels[span.label]))
    object.set("start", toRaw: DecimalText.fixed(span.start, digits: 2))
    object.set("end", toRaw: DecimalText.fixed(span.end, digits: 2))
    object.set("score", toRaw: formattedProbability(span.score))
    return object.serialized
  }

  private func line(
    _ span: SoundDetector.Span, _ path: String, _ format: ClassifyFormat
  ) -> String {
    let times = [span.start, span.end].map { DecimalText.fixed($0, digits: 2) }
    let label = classifier.labels[span.label].inOneLine
    let cells = times + [label, formattedProbability(span.score)]
    return (paths.count > 1 || format == .tsv ? cells + [path.inOneLine] : cells)
      .joined(separator: "\t")
  }
}

/// The files of a run that can't be used, for its end.
struct FailureCount {
  let isStrict: Bool
  let diagnostics: Diagnostics
  private var count = 0
  private var first: DocumentFailure?
  private var isReported = false

  init(isStrict: Bool, diagnostics: Diagnostics) {
    self.isStrict = isStrict
    self.diagnostics = diagnostics
  }

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
