extension ErrorAnalysis {
  /// Adds a text with its classes, one or any number.
  ///
  /// - Parameters:
  ///   - gold: the classes that it has.
  ///   - predicted: the classes that it was given, with what is known of probabilities.
  ///   - location: where the text stands.
  public mutating func add(
    gold: [String], predicted: ClassificationScorer.Prediction, location: String, text: String
  ) {
    func mistake(_ kind: Mistake.Kind, _ right: String?, _ found: String?, _ confidence: Double?)
      -> Mistake
    {
      Mistake(
        kind: kind, gold: right, predicted: found, confidence: confidence,
        goldProbability: right.flatMap { predicted.scores[$0] }, location: location, text: text)
    }
    var mistakes: [Mistake] = []
    if gold.count == 1, predicted.labels.count == 1 {
      let (right, found) = (gold[0], predicted.labels[0])
      if right != found {
        mistakes = [mistake(.label, right, found, predicted.scores[found] ?? predicted.score)]
      }
    } else {
      for label in Set(gold).subtracting(predicted.labels).sorted() {
        mistakes.append(mistake(.missed, label, nil, predicted.scores[label].map { 1 - $0 }))
      }
      for label in Set(predicted.labels).subtracting(gold).sorted() {
        mistakes.append(
          mistake(
            .spurious, nil, label,
            predicted.scores[label] ?? (predicted.labels.count == 1 ? predicted.score : nil)))
      }
    }
    add(gold: gold, mistakes: mistakes)
  }
}
