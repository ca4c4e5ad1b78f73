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
  private var pending: [Result<Labelled, any Error>] = []

  /// What a document is; without a classification where the classifier does not read its language.
  private struct Labelled {
    var classification: Classification?
    var choice: DocumentRecord.Choice?
  }

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

  mutating func compute(_ records: [DocumentRecord]) {
    let routes = records.map { record in
      Result { try router.route(record.document.text, line: record.line) }
    }
    let read = records.indices.filter { (try? routes[$0].get())?.model != nil }
    let found = classifier.classify(read.map { records[$0].document.text }, threads: pool)
    let classifications = Dictionary(uniqueKeysWithValues: zip(read, found))
    pending = routes.enumerated().reversed().map { index, route in
      route.map { Labelled(classification: classifications[index], choice: $0.choice) }
    }
  }

  mutating func write(_ record: DocumentRecord) throws {
    var record = record
    let labelled = try pending.removeLast().get()
    record.choice = labelled.choice
    guard let classification = labelled.classification else {
      return try writer.writeWithoutLabel(record)
    }
    let explanation =
      isExplaining
      ? classifier.explain(record.document.text, label: labels.explained(classification)) : nil
    try writer.write(record, classification, explanation)
  }

  mutating func writeBlank() throws { try writer.writeBlank() }

  mutating func write(_ failure: DocumentFailure) throws -> Bool { try writer.write(failure) }

  mutating func end() throws { try writer.end() }
}
