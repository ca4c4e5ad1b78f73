import Evaluation

extension EntityReport {
  /// The report in the very words of the conlleval script, for those whose own scripts read it.
  ///
  /// Undefined scores are printed as 0, as the script does.
  public var conllevalText: String {
    var text = "processed \(tokens) tokens with \(overall.gold) phrases; "
    text += "found: \(overall.found) phrases; correct: \(overall.correct).\n"
    text += "accuracy: \(percent(tokenAccuracy))%; \(line(overall))\n"
    for label in labels {
      let counts = byLabel[label] ?? PrecisionRecall()
      let padding = String(repeating: " ", count: max(0, 17 - label.unicodeScalars.count))
      text += "\(padding)\(label): \(line(counts))  \(counts.found)\n"
    }
    return text
  }

  private func line(_ counts: PrecisionRecall) -> String {
    "precision: \(percent(counts.precision))%; recall: \(percent(counts.recall))%; "
      + "FB1: \(percent(counts.f1))"
  }

  /// `%6.2f` of a hundred times the value.
  private func percent(_ value: Double?) -> String {
    let text = DecimalText.fixed(100 * (value ?? 0), digits: 2)
    return String(repeating: " ", count: max(0, 6 - text.utf8.count)) + text
  }
}
