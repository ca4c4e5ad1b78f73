import NLPToolkit

/// What is to be said of labels of which some are far more frequent than others.
struct ClassBalance {
  private let summary: ClassifierTrainer.Summary
  private let recipe: ClassifierRecipe

  init(_ summary: ClassifierTrainer.Summary, _ recipe: ClassifierRecipe) {
    self.summary = summary
    self.recipe = recipe
  }

  /// How many times as frequent as the middle one a label may be.
  private static let frequent = 4
  /// How many times as frequent as the rarest one a label may be.
  private static let extreme = 20

  /// What the most frequent label makes of accuracy, and which options help that are not in use;
  /// `nil` where labels are about equally frequent, and where texts may have several.
  var remark: String? {
    let counts = summary.labelCounts.sorted()
    let documents = counts.reduce(0, +)
    guard !summary.isMultilabel, counts.count > 1, documents > 0, let most = counts.last,
      let index = summary.labelCounts.firstIndex(of: most)
    else { return nil }
    let middle = counts[(counts.count - 1) / 2]
    guard most >= Self.frequent * max(1, middle) || most >= Self.extreme * max(1, counts[0]) else {
      return nil
    }
    let share = Double(most) / Double(documents)
    var text = "unbalanced labels: \(summary.labels[index]) has "
    text += "\(DecimalText.fixed(100 * share, digits: 0)) % of the training documents and "
    let times = Double(most) / Double(max(1, counts[0]))
    text +=
      "\(DecimalText.fixed(times, digits: 0)) times those of the rarest label; "
    text += "always saying it would have an accuracy of "
    text += "\(DecimalText.fixed(share, digits: 2)), so look at macro F1"
    return advice.isEmpty ? text : "\(text). \(advice)"
  }

  private var advice: String {
    var parts: [String] = []
    if recipe.metric != .macroF1 { parts.append("--metric macro-f1 chooses the epoch by it") }
    var weights: [String] = []
    if recipe.classWeights == .none, recipe.weights.isEmpty {
      weights.append("--class-weights balanced")
    }
    if recipe.oversampling == 0 { weights.append("--oversampling 0.5") }
    if !weights.isEmpty {
      let verb = weights.count == 1 ? "makes" : "make"
      parts.append("\(weights.joined(separator: " or ")) \(verb) rare labels count more")
    }
    return parts.joined(separator: "; ")
  }
}
