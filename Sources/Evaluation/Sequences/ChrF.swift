/// chrF and chrF++: the F-score of character n-grams, and of word n-grams (Popović, "chrF:
/// character n-gram F-score for automatic MT evaluation", 2015), as sacreBLEU computes them, in
/// 0...100.
public struct ChrF: Sendable, Hashable {
  /// The longest n-grams of characters.
  public var characterOrder: Int
  /// 0 for chrF, 2 for chrF++.
  public var wordOrder: Int
  /// How much more recall counts than precision.
  public var beta: Double
  /// Whether capitals count as small letters.
  public var isLowercased: Bool
  /// Whether white space counts as characters.
  public var keepsWhitespace: Bool

  /// - Precondition: `characterOrder` is at least 1, `wordOrder` at least 0.
  public init(
    characterOrder: Int = 6, wordOrder: Int = 0, beta: Double = 2, isLowercased: Bool = false,
    keepsWhitespace: Bool = false
  ) {
    precondition(characterOrder >= 1 && wordOrder >= 0, "n-grams have at least one item")
    self.characterOrder = characterOrder
    self.wordOrder = wordOrder
    self.beta = beta
    self.isLowercased = isLowercased
    self.keepsWhitespace = keepsWhitespace
  }

  /// chrF++: with words and pairs of words.
  public static let plusPlus = ChrF(wordOrder: 2)

  /// The sufficient statistics of segments: for each order, the n-grams of the hypothesis, of the
  /// reference, and those that match. They add up.
  public typealias Counts = [Double]

  /// What one segment adds, compared with the reference that gives the best score.
  ///
  /// - Precondition: there is at least one reference.
  public func counts(hypothesis: String, references: [String]) -> Counts {
    precondition(!references.isEmpty, "a segment has at least one reference")
    let hypothesis = grams(hypothesis)
    var best: Counts = []
    var bestScore = -1.0
    for reference in references {
      let reference = grams(reference)
      var counts: Counts = []
      for (found, wanted) in zip(hypothesis.characters, reference.characters) {
        counts += row(found, wanted)
      }
      for (found, wanted) in zip(hypothesis.words, reference.words) { counts += row(found, wanted) }
      let score = score(counts)
      if score > bestScore {
        bestScore = score
        best = counts
      }
    }
    return best
  }

  /// The n-grams of a hypothesis count only where the reference has some of that order.
  private func row<Item>(_ found: NGramCounts<Item>, _ wanted: NGramCounts<Item>) -> [Double] {
    [
      wanted.total > 0 ? Double(found.total) : 0, Double(wanted.total),
      Double(found.matches(wanted)),
    ]
  }

  private func grams(_ text: String) -> (
    characters: [NGramCounts<Unicode.Scalar>], words: [NGramCounts<ArraySlice<Unicode.Scalar>>]
  ) {
    var scalars = Scalars(text)
    if isLowercased { scalars = scalars.lowercased }
    let characters = keepsWhitespace ? scalars : scalars.filter { !$0.isPythonSpace }
    let words = wordOrder > 0 ? ChrF.words(scalars) : []
    return (
      (1...characterOrder).map { NGramCounts(characters, order: $0) },
      wordOrder > 0 ? (1...wordOrder).map { NGramCounts(words, order: $0) } : []
    )
  }

  /// Words with one punctuation mark at their end, else at their start, cut off.
  private static func words(_ scalars: Scalars) -> [ArraySlice<Unicode.Scalar>] {
    scalars.words.flatMap { word -> [ArraySlice<Unicode.Scalar>] in
      guard word.count > 1, let first = word.first, let last = word.last else { return [word] }
      if isMark(last) { return [word.dropLast(), word.suffix(1)] }
      if isMark(first) { return [word.prefix(1), word.dropFirst()] }
      return [word]
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e: true
    default: false
    }
  }

  /// The F-score of the mean precision and the mean recall over the orders that both sides have.
  public func score(_ counts: Counts) -> Double {
    let weight = beta * beta
    var precision = 0.0
    var recall = 0.0
    var orders = 0.0
    for order in 0..<characterOrder + wordOrder {
      let (found, wanted, matches) = (
        counts[3 * order], counts[3 * order + 1], counts[3 * order + 2]
      )
      if found > 0, wanted > 0 {
        precision += matches / found
        recall += matches / wanted
        orders += 1
      }
    }
    guard precision + recall > 0 else { return 0 }
    precision /= orders
    recall /= orders
    return 100 * (1 + weight) * precision * recall / (weight * precision + recall)
  }

  /// The fields of sacreBLEU's signature.
  public func fields(references: Int) -> [Signature.Field] {
    [
      Signature.Field("nrefs", "\(references)"),
      Signature.Field("case", isLowercased ? "lc" : "mixed"), Signature.Field("eff", "yes"),
      Signature.Field("nc", "\(characterOrder)"), Signature.Field("nw", "\(wordOrder)"),
      Signature.Field("space", keepsWhitespace ? "yes" : "no"),
    ]
  }
}
