import NLPToolkit

/// Keeps the documents of which a classifier is least sure, and prints them at the end in another
/// writer's form.
struct UncertainLabelWriter: LabelWriter {
  var writer: any LabelWriter
  let measure: UncertaintyMeasure
  private var kept: LeastCertainDocuments<LabelledDocument>

  init(_ writer: any LabelWriter, limit: Int, measure: UncertaintyMeasure) {
    self.writer = writer
    self.measure = measure
    kept = LeastCertainDocuments(limit: limit)
  }

  mutating func begin() throws { try writer.begin() }

  mutating func write(_ document: LabelledDocument) throws {
    kept.add(
      document.record, document,
      uncertainty: document.classification.uncertainty(
        measure, isMultilabel: document.labels.isMultilabel))
  }

  mutating func writeWithoutLabel(_ record: DocumentRecord) throws {}
  mutating func writeBlank() throws {}

  mutating func write(_ failure: DocumentFailure) throws -> Bool { try writer.write(failure) }

  mutating func end() throws {
    var writer = writer
    try kept.forEach { record, document in
      var document = document
      document.record = record
      try writer.write(document)
    }
    try writer.end()
  }
}
