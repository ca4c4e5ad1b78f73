import NLPToolkit

/// Keeps the documents of which a classifier is least sure, and prints them at the end in another
/// writer's form.
struct UncertainLabelWriter: LabelWriter {
  var writer: any LabelWriter
  let measure: UncertaintyMeasure
  let isMultilabel: Bool
  /// Explains what is printed; `nil` unless asked for.
  let explain: ((DocumentRecord, Classification) -> Explanation)?
  private var kept: LeastCertainDocuments<Classification>

  init(
    _ writer: any LabelWriter, limit: Int, measure: UncertaintyMeasure, isMultilabel: Bool,
    explain: ((DocumentRecord, Classification) -> Explanation)?
  ) {
    self.writer = writer
    self.measure = measure
    self.isMultilabel = isMultilabel
    self.explain = explain
    kept = LeastCertainDocuments(limit: limit)
  }

  mutating func begin() throws { try writer.begin() }

  mutating func write(
    _ record: DocumentRecord, _ classification: Classification, _ explanation: Explanation?
  ) throws {
    kept.add(
      record, classification,
      uncertainty: classification.uncertainty(measure, isMultilabel: isMultilabel))
  }

  mutating func writeWithoutLabel(_ record: DocumentRecord) throws {}
  mutating func writeBlank() throws {}

  mutating func write(_ failure: DocumentFailure) throws -> Bool { try writer.write(failure) }

  mutating func end() throws {
    var writer = writer
    let explain = explain
    try kept.forEach { record, classification in
      try writer.write(record, classification, explain?(record, classification))
    }
    try writer.end()
  }
}
