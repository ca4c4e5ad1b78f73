/// ROUGE: overlap of a summary with a reference (Lin, "ROUGE: a package for automatic evaluation of
/// summaries", 2004), as the `rouge-score` package computes it: words are runs of `a-z` and `0-9`.
public struct ROUGE: Sendable, Hashable {
  /// What is compared.
  public enum Variant: Sendable, Hashable {
    /// N-grams of words.
    case ngrams(Int)
    /// The longest common subsequence of the texts.
    case longestCommonSubsequence
    /// The union of the longest common subsequences of each line of the reference with the lines of
    /// the prediction.
    case summary
  }

  /// What is compared: n-grams or the longest common subsequence.
  public var variant: Variant
  /// Whether words of more than three letters are reduced to their stems.
  public var usesStems: Bool

  /// Sets every property.
  public init(_ variant: Variant, usesStems: Bool = false) {
    self.variant = variant
    self.usesStems = usesStems
  }

  /// The overlap of one pair of texts: matches, and the words or n-grams of either side.
  public func counts(reference: String, prediction: String) -> PrecisionRecall {
    switch variant {
    case .ngrams(let order):
      let wanted = NGramCounts(words(reference), order: order)
      let found = NGramCounts(words(prediction), order: order)
      return PrecisionRecall(
        correct: wanted.matches(found), found: found.total, gold: wanted.total)
    case .longestCommonSubsequence:
      let wanted = words(reference)
      let found = words(prediction)
      return PrecisionRecall(
        correct: ROUGE.commonPlaces(wanted, found).count, found: found.count, gold: wanted.count)
    case .summary:
      let wanted = reference.split(separator: "\n").map { words(String($0)) }
      let found = prediction.split(separator: "\n").map { words(String($0)) }
      return summaryCounts(wanted, found)
    }
  }

  /// Every word of either side is matched at most as often as it is there.
  private func summaryCounts(_ wanted: [[String]], _ found: [[String]]) -> PrecisionRecall {
    var wantedLeft: [String: Int] = [:]
    var foundLeft: [String: Int] = [:]
    for word in wanted.joined() { wantedLeft[word, default: 0] += 1 }
    for word in found.joined() { foundLeft[word, default: 0] += 1 }
    var matches = 0
    for line in wanted {
      let union = found.reduce(into: Set<Int>()) { $0.formUnion(ROUGE.commonPlaces(line, $1)) }
      for index in union.sorted() {
        let word = line[index]
        if wantedLeft[word, default: 0] > 0, foundLeft[word, default: 0] > 0 {
          matches += 1
          wantedLeft[word, default: 0] -= 1
          foundLeft[word, default: 0] -= 1
        }
      }
    }
    return PrecisionRecall(
      correct: matches, found: found.reduce(0) { $0 + $1.count },
      gold: wanted.reduce(0) { $0 + $1.count })
  }

  /// The indices in `reference` of a longest common subsequence.
  private static func commonPlaces(_ reference: [String], _ prediction: [String]) -> [Int] {
    let width = prediction.count + 1
    var lengths = [Int32](repeating: 0, count: (reference.count + 1) * width)
    for row in 0..<reference.count {
      for column in 0..<prediction.count {
        lengths[(row + 1) * width + column + 1] =
          reference[row] == prediction[column]
          ? lengths[row * width + column] + 1
          : max(lengths[row * width + column + 1], lengths[(row + 1) * width + column])
      }
    }
    var indices: [Int] = []
    var row = reference.count
    var column = prediction.count
    while row > 0, column > 0 {
      if reference[row - 1] == prediction[column - 1] {
        row -= 1
        column -= 1
        indices.append(row)
      } else if lengths[row * width + column - 1] > lengths[(row - 1) * width + column] {
        column -= 1
      } else {
        row -= 1
      }
    }
    return indices.reversed()
  }

  private func words(_ text: String) -> [String] {
    Scalars(text).lowercased
      .split { !($0.isASCIIDigit || ($0.value >= 0x61 && $0.value <= 0x7a)) }
      .map { word in
        let text = String(decoding: word.map { UInt8($0.value) }, as: UTF8.self)
        return usesStems && word.count > 3 ? PorterStemmer.stem(text) : text
      }
  }
}
