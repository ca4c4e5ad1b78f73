import NLPToolkit

/// Finds the labels of documents and prints them.
struct Labelling: DocumentOperation {
  /// All its routes lead to the classifier, or to none where the language is not the classifier's.
  private var router: LanguageRouter<TextClassifier>
  let classifier: TextClassifier
  let labels: LabelAssigner
  let pool: ThreadPool
  let isExplaining: Bool
  var writer: any LabelWriter

  /// What the documents of the batch are that are still to be written, the last first.
  private var pending: [(classification: Classification?, choice: DocumentRecord.Choice?)] = []

  static let batchCount = 1024

  init(
    _ classifier: TextClassifier, router: LanguageRouter<TextClassifier>, labels: LabelAssigner,
    pool: ThreadPool, isExplaining: Bool, writer: any LabelWriter
  ) {
    self.classifier = classifier
    self.router = router
    self.labels = labels
    self.pool = pool
    self.isExplaining = isExplaining
    self.writer = writer
  }

  mutating func begin() throws { try writer.begin() }

  mutating func compute(_ records: [DocumentRecord]) throws {
    let routes = try records.map { try router.route($0.document.text, line: $0.line) }
    let read = records.indices.filter { routes[$0].model != nil }
    let found = classifier.classify(read.map { records[$0].document.text }, threads: pool)
    pending = routes.map { (nil, $0.choice) }
    for (index, classification) in zip(read, found) {
      pending[index].classification = classification
    }
    pending.reverse()
  }

  mutating func write(_ record: DocumentRecord) throws {
    var record = record
    let (classification, choice) = pending.removeLast()
    record.choice = choice
    guard let classification else { return try writer.writeWithoutLabel(record) }
    let explanation =
      isExplaining
      ? classifier.explain(record.document.text, label: labels.explained(classification)) : nil
    try writer.write(record, classification, explanation)
  }

  mutating func writeBlank() throws { try writer.writeBlank() }

  mutating func write(_ failure: DocumentFailure) throws -> Bool { try writer.write(failure) }

  mutating func end() throws { try writer.end() }
}
