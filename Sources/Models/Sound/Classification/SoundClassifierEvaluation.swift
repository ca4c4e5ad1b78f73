import Evaluation
import Neural
import Sound
import Text

extension SoundClassifier {
  /// The recordings that the training has put into a split, if they are those that it was given.
  public func recordings(of split: Split, in collection: SoundCollection) -> SoundCollection {
    SoundCollection(
      name: collection.name,
      recordings: collection.recordings(in: split, recipe.division))
  }

  /// Classifies recordings and compares with their labels.
  ///
  /// A recording that cannot be read is left out, and a remark says so.
  ///
  /// - Parameters:
  ///   - keepsItems: whether it is kept which recordings are right, for intervals and comparisons.
  ///   - context: how scores are computed; its `model` is a hash of the model's file.
  /// - Throws: ``SoundCollectionError``, `EvaluationError`.
  public func evaluate(
    on collection: SoundCollection, keepsItems: Bool = false,
    context: EvaluationContext = .init(), threads pool: ThreadPool = .serial
  ) throws -> ModelEvaluation {
    var scorer = ClassificationScorer()
    var comparison = LabelComparison(model: labels, split: .test)
    var problems: [String] = []
    let recordings = collection.recordings
    for start in stride(from: 0, to: recordings.count, by: 256) {
      let part = recordings[start..<min(start + 256, recordings.count)]
      for (recording, result) in zip(part, classify(paths: part.map(\.path), threads: pool)) {
        switch result {
        case .failure(let error): problems.append(error.description)
        case .success(let found):
          var predicted = ClassificationScorer.Prediction(labels: [labels[found.best]])
          predicted.scores = Dictionary(
            uniqueKeysWithValues: zip(labels, found.probabilities.map { min(1, $0) }))
          comparison.add([recording.text])
          try scorer.add(
            gold: [recording.text], predicted: predicted, location: recording.path,
            text: recording.path)
        }
      }
    }
    if scorer.count == 0 {
      throw problems.first.map {
        SoundCollectionError.noUsableRecording(name: collection.name, problem: $0)
      } ?? SoundCollectionError.emptySplit(name: collection.name, split: .test)
    }
    let context = context.measured(
      on: SoundCollection.fingerprint(recordings), [Signature.Field("seed", "\(card.seed)")])
    var remarks = scorer.remarks
    if comparison.isDisjoint, let remark = comparison.remark { remarks.append(remark) }
    if let first = problems.first {
      remarks.append(
        "\(problems.count) recordings cannot be read and are left out; the first: \(first)")
    }
    return ModelEvaluation(
      result: .classification(scorer, keepsItems: keepsItems, context: context), remarks: remarks)
  }
}
