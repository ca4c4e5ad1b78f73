// T steps (tokens), K tags. e[t, j] is the emission of tag j at step t, a[i, j] the score of tag j
// after tag i. The score of tags y is start[y_0] + e[0, y_0] + sum of a[y_(t-1), y_t] + e[t, y_t] +
// end[y_(T-1)]; their probability is exp(score) over the sum of exp(score) of all tag sequences.

/// A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001): one label
/// sequence is scored as a whole, and sequences that the tag scheme forbids do not exist.
///
/// Everything takes the emissions of one sequence as a matrix [T, K]. All functions only read what
/// is shared, so that threads can work on different sequences.
package struct CRF<S: Scalar>: Sendable {
  /// K
  package let tagCount: Int
  /// [K, K]: the score of the second tag after the first.
  package let transitions: ParameterReference
  /// [1, K]
  package let start: ParameterReference
  /// [1, K]
  package let end: ParameterReference

  let allowed: [Bool]
  let allowedFirst: [Bool]
  let allowedLast: [Bool]

  /// The score of what is forbidden. Sums of it over all steps of a document stay finite in
  /// `Float`, and its exponential is zero next to any other score.
  static var forbidden: S { -1e30 }

  /// Adds `transitions`, `start_transitions` and `end_transitions` to the layout.
  ///
  /// - Parameters:
  ///   - allowed: whether the second tag may follow the first; nil allows all.
  ///   - allowedFirst: whether a sequence may start with a tag.
  ///   - allowedLast: whether a sequence may end with a tag.
  /// - Precondition: some sequence of every length is allowed.
  package init(
    tags tagCount: Int, layout: inout ParameterLayout,
    allowed: ((_ from: Int, _ to: Int) -> Bool)? = nil,
    allowedFirst: ((Int) -> Bool)? = nil, allowedLast: ((Int) -> Bool)? = nil
  ) {
    precondition(tagCount > 0, "a CRF needs tags")
    let tags = 0..<tagCount
    self.tagCount = tagCount
    self.allowed = tags.flatMap { from in tags.map { allowed?(from, $0) ?? true } }
    self.allowedFirst = tags.map { allowedFirst?($0) ?? true }
    self.allowedLast = tags.map { allowedLast?($0) ?? true }
    transitions = layout.add(
      "transitions", rows: tagCount, columns: tagCount, initialization: .uniform(0.1))
    start = layout.add(
      "start_transitions", rows: 1, columns: tagCount, initialization: .uniform(0.1))
    end = layout.add(
      "end_transitions", rows: 1, columns: tagCount, initialization: .uniform(0.1))
  }

  /// Whether no step of the tags is forbidden.
  package func isAllowed(_ tags: some Collection<Int>) -> Bool {
    guard let first = tags.first else { return true }
    guard allowedFirst[first] else { return false }
    var previous = first
    for tag in tags.dropFirst() {
      guard allowed[previous * tagCount + tag] else { return false }
      previous = tag
    }
    return allowedLast[previous]
  }

  /// The scores with the constraints applied; made anew after each update of the weights.
  package func prepare(_ weights: Weights<S>) -> Prepared { Prepared(self, weights) }

  /// The score of the tags, summed in Double; 0 for no tags.
  ///
  /// - Parameter tags: T tags.
  @specialized(where S == Float)
  package func score(
    _ prepared: Prepared, emissions: Matrix<S>, tags: UnsafePointer<Int32>
  ) -> Double {
    guard emissions.rows > 0 else { return 0 }
    var previous = Int(tags[0])
    var score = Double(prepared.start[previous]) + Double(emissions[0, previous])
    for t in 1..<emissions.rows {
      let tag = Int(tags[t])
      score += Double(prepared.transitions[previous, tag]) + Double(emissions[t, tag])
      previous = tag
    }
    return score + Double(prepared.end[previous])
  }
}
