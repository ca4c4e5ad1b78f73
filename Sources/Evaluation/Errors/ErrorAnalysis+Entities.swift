import Text

extension ErrorAnalysis {
  /// Adds a text with its entities.
  ///
  /// A wrong entity is compared with the gold one that it overlaps most, of those that were not
  /// found; a gold entity that no wrong one is compared with was missed.
  ///
  /// - Complexity: O(*n* log *n*) in the number of entities, if few of them overlap each other.
  public mutating func add(_ example: EntityExample) {
    let labels = example.gold.map(\.label)
    if example.isCorrect { return add(gold: labels, mistakes: []) }
    let found = Set(example.predicted.map(Place.init))
    let right = Set(example.gold.map(Place.init))
    let missing = example.gold.filter { !found.contains(Place($0)) }
      .sorted { $0.range.lowerBound < $1.range.lowerBound }
    let wrong = example.predicted.filter { !right.contains(Place($0)) }
      .sorted { $0.range.lowerBound < $1.range.lowerBound }
    var isCompared = [Bool](repeating: false, count: missing.count)
    var mistakes: [Mistake] = []
    /// The gold entities before this one end before the one that is looked at begins.
    var first = 0
    for span in wrong {
      while first < missing.count, missing[first].range.upperBound <= span.range.lowerBound {
        first += 1
      }
      var best: Int?
      var bestOverlap = 0
      var index = first
      while index < missing.count, missing[index].range.lowerBound < span.range.upperBound {
        let overlap = missing[index].range.clamped(to: span.range).count
        let isSame = missing[index].range == span.range
        if overlap > bestOverlap || isSame && overlap == bestOverlap {
          best = index
          bestOverlap = overlap
        }
        index += 1
      }
      if let best { isCompared[best] = true }
      mistakes.append(Self.mistake(of: best.map { missing[$0] }, span, in: example))
    }
    for (span, isCompared) in zip(missing, isCompared) where !isCompared {
      mistakes.append(Self.mistake(of: span, nil, in: example))
    }
    add(gold: labels, mistakes: mistakes)
  }

  private static func mistake(
    of gold: Span?, _ predicted: Span?, in example: EntityExample
  ) -> Mistake {
    let kind: Mistake.Kind
    if let gold, let predicted {
      kind =
        gold.range == predicted.range
        ? .label : gold.label == predicted.label ? .border : .labelAndBorder
    } else {
      kind = gold == nil ? .spurious : .missed
    }
    return Mistake(
      kind: kind, gold: gold?.label, predicted: predicted?.label, goldRange: gold?.range,
      predictedRange: predicted?.range, confidence: predicted?.score, location: example.location,
      text: example.text)
  }

  /// An entity whatever its score.
  private struct Place: Hashable {
    var range: Range<Int>
    var label: String

    init(_ span: Span) {
      range = span.range
      label = span.label
    }
  }
}
