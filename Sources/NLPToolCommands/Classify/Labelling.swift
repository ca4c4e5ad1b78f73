import NLPToolkit

/// Finds the labels of documents and prints them.
struct Labelling: DocumentOperation {
  let classifier: TextClassifier
  let labels: LabelAssigner
  let pool: ThreadPool
  let isExplaining: Bool
  var writer: any LabelWriter

  /// What the documents of the batch are that are still to be written, the last first.
  private var pending: [Classification] = []

  static let batchCount = 1024

  init(
    _ classifier: TextClassifier, labels: LabelAssigner, pool: ThreadPool, isExplaining: Bool,
    writer: any LabelWriter
  ) {
    self.classifier = classifier
    self.labels = labels
    self.pool = pool
    self.isExplaining = isExplaining
    self.writer = writer
  }

  mutating func begin() throws { try writer.begin() }

  mutating func compute(_ records: [DocumentRecord]) {
    pending = classifier.classify(records.map(\.document.text), threads: pool).reversed()
  }

  mutating func write(_ record: DocumentRecord) throws {
    let classification = pending.removeLast()
    let explanation =
      isExplaining
      ? classifier.explain(record.document.text, label: labels.explained(classification)) : nil
    try writer.write(record, classification, explanation)
  }

  mutating func writeBlank() throws { try writer.writeBlank() }

  mutating func write(_ failure: DocumentFailure) throws -> Bool { try writer.write(failure) }

  mutating func end() throws { try writer.end() }
}
