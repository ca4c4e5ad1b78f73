#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// BLEU: the geometric mean of n-gram precisions with a penalty for brevity (Papineni et al.,
/// "BLEU: a method for automatic evaluation of machine translation", 2002), as sacreBLEU computes
/// it, in 0...100.
public struct BLEU: Sendable, Hashable {
  /// What is done about n-gram orders without a match (Chen and Cherry, 2014).
  public enum Smoothing: Sendable, Hashable {
    case none
    /// A small number of matches.
    case floor(Double)
    /// Added to matches and n-grams of order 2 and above.
    case addK(Double)
    /// Half, a quarter, ... of a match.
    case exponential
  }

  /// How segments are divided into words.
  public var tokenizer: SegmentTokenizer
  /// Whether capitals count as small letters.
  public var isLowercased: Bool
  /// What becomes of n-grams without a match.
  public var smoothing: Smoothing
  /// The longest n-grams, in words.
  public var maximumOrder: Int
  /// Whether orders of which the hypothesis has no n-gram are left out: for single sentences.
  public var usesEffectiveOrder: Bool

  /// - Precondition: `maximumOrder` is at least 1.
  public init(
    tokenizer: SegmentTokenizer = .v13a, isLowercased: Bool = false,
    smoothing: Smoothing = .exponential, maximumOrder: Int = 4, usesEffectiveOrder: Bool = false
  ) {
    precondition(maximumOrder >= 1, "an n-gram has at least one word")
    self.tokenizer = tokenizer
    self.isLowercased = isLowercased
    self.smoothing = smoothing
    self.maximumOrder = maximumOrder
    self.usesEffectiveOrder = usesEffectiveOrder
  }

  /// The sufficient statistics of segments; they add up.
  public struct Counts: Sendable, Hashable {
    /// Words of the hypotheses.
    public var hypothesisLength = 0
    /// Of each segment, the length of the reference that is nearest in length.
    public var referenceLength = 0
    /// Matching n-grams by order, from 1.
    public var matches: [Int]
    /// N-grams of the hypothesis by order.
    public var totals: [Int]
    /// The number of segments.
    public var segments = 0

    /// Nothing counted yet, with n-grams of up to `maximumOrder` words.
    public init(maximumOrder: Int) {
      matches = [Int](repeating: 0, count: maximumOrder)
      totals = matches
    }

    public static func += (left: inout Counts, right: Counts) {
      left.hypothesisLength += right.hypothesisLength
      left.referenceLength += right.referenceLength
      for order in left.matches.indices {
        left.matches[order] += right.matches[order]
        left.totals[order] += right.totals[order]
      }
      left.segments += right.segments
    }

    /// For resampling: lengths, matches, totals, in this order.
    public var row: [Double] {
      [Double(hypothesisLength), Double(referenceLength)] + matches.map(Double.init)
        + totals.map(Double.init)
    }
  }

  /// What one segment adds.
  ///
  /// - Precondition: there is at least one reference.
  public func counts(hypothesis: String, references: [String]) -> Counts {
    precondition(!references.isEmpty, "a segment has at least one reference")
    let words = words(hypothesis)
    let references = references.map(self.words)
    var counts = Counts(maximumOrder: maximumOrder)
    counts.segments = 1
    counts.hypothesisLength = words.count
    counts.referenceLength =
      references.map(\.count).min {
        (abs(words.count - $0), $0) < (abs(words.count - $1), $1)
      } ?? 0
    for order in 1...maximumOrder {
      let found = NGramCounts(words, order: order)
      var wanted = NGramCounts(references[0], order: order)
      for reference in references.dropFirst() {
        wanted.formUnion(NGramCounts(reference, order: order))
      }
      counts.totals[order - 1] = found.total
      counts.matches[order - 1] = found.matches(wanted)
    }
    return counts
  }

  private func words(_ text: String) -> [ArraySlice<Unicode.Scalar>] {
    var scalars = Scalars(text)
    if isLowercased { scalars = scalars.lowercased }
    return tokenizer.words(in: scalars.withoutTrailingSpace)
  }

  /// BLEU and what it is made of.
  public struct Result: Sendable, Hashable {
    /// In 0...100.
    public var score: Double
    /// By order, in 0...100, smoothed.
    public var precisions: [Double]
    /// exp(1 - reference length / hypothesis length), at most 1.
    public var brevityPenalty: Double
  }

  /// `nil` without segments.
  public func result(_ counts: Counts) -> Result? {
    counts.segments == 0 ? nil : result(row: counts.row)
  }

  /// The score of `Counts.row`s, summed.
  public func result(row: [Double]) -> Result {
    let hypothesisLength = row[0]
    let referenceLength = row[1]
    let matches = row[2..<2 + maximumOrder]
    let totals = row[(2 + maximumOrder)...]
    var penalty = 1.0
    if hypothesisLength < referenceLength {
      penalty = hypothesisLength > 0 ? exp(1 - referenceLength / hypothesisLength) : 0
    }
    var precisions = [Double](repeating: 0, count: maximumOrder)
    guard matches.contains(where: { $0 > 0 }) else {
      return Result(score: 0, precisions: precisions, brevityPenalty: penalty)
    }
    var effectiveOrder = maximumOrder
    var halving = 1.0
    for order in 0..<maximumOrder {
      var match = matches[matches.startIndex + order]
      var total = totals[totals.startIndex + order]
      if case .addK(let k) = smoothing, order > 0 {
        match += k
        total += k
      }
      if total == 0 { break }
      if usesEffectiveOrder { effectiveOrder = order + 1 }
      if match > 0 {
        precisions[order] = 100 * match / total
      } else if case .exponential = smoothing {
        halving *= 2
        precisions[order] = 100 / (halving * total)
      } else if case .floor(let value) = smoothing {
        precisions[order] = 100 * value / total
      }
    }
    // A precision of 0 makes the product 0.
    let logarithms = precisions[..<effectiveOrder].map { $0 > 0 ? log($0) : -9_999_999_999 }
    let score = penalty * exp(logarithms.reduce(0, +) / Double(effectiveOrder))
    return Result(score: score, precisions: precisions, brevityPenalty: penalty)
  }

  /// The fields of sacreBLEU's signature.
  public func fields(references: Int) -> [Signature.Field] {
    let smoothing =
      switch smoothing {
      case .none: "none"
      case .floor(let value): "floor[\(DecimalText.fixed(value, digits: 2))]"
      case .addK(let value): "add-k[\(DecimalText.fixed(value, digits: 2))]"
      case .exponential: "exp"
      }
    return [
      Signature.Field("nrefs", "\(references)"),
      Signature.Field("case", isLowercased ? "lc" : "mixed"),
      Signature.Field("eff", usesEffectiveOrder ? "yes" : "no"),
      Signature.Field("tok", tokenizer.rawValue), Signature.Field("smooth", smoothing),
    ]
  }
}
