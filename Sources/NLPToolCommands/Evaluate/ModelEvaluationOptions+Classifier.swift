import NLPToolkit

extension ModelEvaluationOptions {
  /// Scores a classifier. A text whose gold label the model does not know counts as wrong, and then
  /// probabilities are not scored.
  func evaluateClassifier(
    _ file: ModelFile, on stored: StoredCorpus, run: CorpusRun?, keepsItems: Bool,
    context: EvaluationContext, threads: Int, diagnostics: Diagnostics
  ) throws -> EvaluatedSystem {
    let classifier = try TextClassifier(file)
    let pool = ThreadPool(threads: threads)
    let progress = diagnostics.progress(
      "Classifying", total: try stored.documentCount(in: split), unit: "documents")
    defer { progress.finish() }
    var tally = ClassificationTally()
    var batch: [StoredDocument] = []
    func scoreBatch() throws {
      let results = classifier.classify(batch.map(\.document.text), threads: pool)
      for (row, result) in zip(batch, results) {
        let document = row.document
        let gold = LabelledItem(labels: Set(document.labels).sorted(), text: document.text)
        var predicted = LabelledItem(labels: result.assigned.map { classifier.labels[$0] })
        if !classifier.isMultilabel {
          predicted.scores = Dictionary(
            uniqueKeysWithValues: zip(classifier.labels, result.probabilities.map { min(1, $0) }))
        }
        try tally.add(
          gold: gold, predicted: predicted, place: document.identifier ?? stored.name)
        try run?.add(
          document: row.id,
          labels: result.assigned.map {
            (label: classifier.labels[$0], score: Double(result.probabilities[$0]))
          })
      }
      progress.advance(by: batch.count)
      batch.removeAll(keepingCapacity: true)
    }
    try stored.forEachRow(in: split) { row in
      batch.append(row)
      if batch.count == 512 { try scoreBatch() }
    }
    try scoreBatch()
    if tally.count == 0 {
      throw CommandError.badData("corpus \(stored.name): the \(split.rawValue) split is empty")
    }
    for note in tally.notes { diagnostics.note(note) }
    return EvaluatedSystem(
      name: file.name,
      result: tally.result(
        keepsItems: keepsItems,
        context: context.measuring(
          file.hash, on: try stored.fingerprint(of: split),
          [Signature.Field("seed", "\(classifier.card.seed)")])))
  }
}
