import NLPToolkit

/// Takes files of sound through a classifier to the output, in their order.
struct SoundLabelling {
  let classifier: SoundClassifier
  let files: SoundFiles
  let pool: ThreadPool

  /// Gives each file a label.
  ///
  /// - Throws: status 65 at the end if a file can't be used, or at once in a strict run.
  func run(_ labels: LabelAssigner, _ writer: any LabelWriter) throws {
    var writer = writer
    try writer.begin()
    let failures = try files.forEach(
      rate: classifier.sampleRate, read: { classifier.classify(paths: $0, threads: pool) },
      readInput: { stream throws(SoundError) in try classifier.classify(stream) },
      write: { path, classification in
        try writer.write(
          LabelledDocument(
            record: Self.record(path), classification: classification, labels: labels))
      }, fail: { try writer.write($0) })
    try writer.end()
    try failures.check()
  }

  /// A file as the writers of labels have it: its path is the text.
  static func record(_ path: String) -> DocumentRecord {
    var object = JSONObject()
    object.set("file", to: .string(path))
    return DocumentRecord(line: nil, document: Document(text: path), origin: .object(object))
  }

  /// Prints when in each file which label holds.
  func detect(_ settings: SoundDetector.Settings, _ format: ClassifyFormat) throws {
    var failures = FailureCount(files.diagnostics)
    for path in files.names {
      try Interruption.check()
      do {
        try detect(path, settings, format)
      } catch let error as SoundError {
        let failure = DocumentFailure(file: path, CommandError(error))
        if files.isStrict { throw failure.error }
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
    let stream = try files.open(path, rate: classifier.sampleRate)
    var detector = SoundDetector(classifier, settings)
    var spans: [SoundDetector.Span] = []
    func take(_ new: [SoundDetector.Span]) throws {
      if format == .jsonl {
        spans += new
      } else {
        for span in new { try Output.standard.writeLine(line(span, path, format)) }
        if path == SoundFiles.standardInput { try Output.standard.flush() }
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
    return (files.names.count > 1 || format == .tsv ? cells + [path.inOneLine] : cells)
      .joined(separator: "\t")
  }
}
