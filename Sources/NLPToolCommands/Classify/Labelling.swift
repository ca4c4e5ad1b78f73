import NLPToolkit

/// Finds the labels of documents and prints them.
struct Labelling: DocumentOperation {
  private(set) var router: LanguageRouter<DocumentClassifier>
  let pool: ThreadPool
  let isExplaining: Bool
  /// Whether each sentence gets a label, too.
  let readsSentences: Bool
  var writer: any LabelWriter

  /// The documents of the batch that are still to be written, the last first.
  private var pending: [Result<Labelled, any Error>] = []

  /// Where a document went and what was found; no classification where no model reads its language.
  private struct Labelled {
    var route: LanguageRouter<DocumentClassifier>.Route
    var classification: Classification?
  }

  static let batchCount = 1024

  init(
    _ router: LanguageRouter<DocumentClassifier>, pool: ThreadPool, isExplaining: Bool,
    readsSentences: Bool, writer: any LabelWriter
  ) {
    self.router = router
    self.pool = pool
    self.isExplaining = isExplaining
    self.readsSentences = readsSentences
    self.writer = writer
  }

  mutating func begin() throws { try writer.begin() }

  mutating func compute(_ records: [DocumentRecord]) {
    let routes = records.map { record in
      Result { try router.route(record.document.text, line: record.line) }
    }
    var classifications = [Classification?](repeating: nil, count: records.count)
    for (classifier, members) in routes.indices(byModel: { (try? $0.get())?.model?.classifier }) {
      let found = classifier.classify(members.map { records[$0].document.text }, threads: pool)
      for (member, classification) in zip(members, found) {
        classifications[member] = classification
      }
    }
    pending = zip(routes, classifications).reversed().map { route, classification in
      route.map { Labelled(route: $0, classification: classification) }
    }
  }

  mutating func write(_ record: DocumentRecord) throws {
    var record = record
    let labelled = try pending.removeLast().get()
    record.choice = labelled.route.choice
    guard let model = labelled.route.model, let classification = labelled.classification else {
      return try writer.writeWithoutLabel(record)
    }
    try writer.write(
      LabelledDocument(
        record: record, classification: classification, labels: model.labels,
        explainer: isExplaining ? model.classifier : nil,
        sentences: readsSentences ? SentenceReader(classifier: model.classifier, pool: pool) : nil))
  }

  mutating func writeBlank() throws { try writer.writeBlank() }

  mutating func write(_ failure: DocumentFailure) throws -> Bool { try writer.write(failure) }

  mutating func end() throws { try writer.end() }
}
