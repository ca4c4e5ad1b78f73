import Foundation
import Text
import Tokenization

/// Tells the language of a text.
///
/// The vectors of hashed n-grams of letters are averaged, and a linear layer gives a score for each
/// language (Joulin et al., "Bag of Tricks for Efficient Text Classification", 2017).
public final class LanguageRecognizer: Sendable {
  /// A language that a text may be in.
  public struct Hypothesis: Sendable, Hashable {
    /// A tag of BCP 47, such as `en` or `nds-NL`.
    public var language: String
    /// From 0 to 1.
    public var probability: Double

    /// Sets every property.
    public init(language: String, probability: Double) {
      self.language = language
      self.probability = probability
    }
  }

  /// A part of a text in one language.
  public struct LanguageSpan: Sendable, Hashable {
    /// In UTF-8 bytes of the text.
    public var range: Range<Int>
    /// `und` where it cannot be told.
    public var language: String
    /// How probable the language is for the part.
    public var probability: Double
  }

  /// The language of a text whose language cannot be told.
  public static let undetermined = "und"

  /// The languages, by their tags, in the order of their tags.
  public let languages: [String]
  /// What the model is and what it was trained on.
  public let card: ModelCard

  let features: LanguageFeatures
  /// Numbers of a feature's vector, a multiple of 16.
  let dimension: Int
  /// Shape [buckets, dimension], each row in units of its scale.
  let embeddings: [Int8]
  let scales: [Float]
  /// Shape [languages, dimension].
  let weights: [Float]
  /// What scores are divided by before the softmax, so that probabilities are shares of right
  /// answers: one value for texts of up to 2, 4, 8, … features.
  let temperatures: [Float]
  private let indices: [String: Int]

  init(
    languages: [String], features: LanguageFeatures, dimension: Int, embeddings: [Int8],
    scales: [Float], weights: [Float], temperatures: [Float], card: ModelCard
  ) {
    self.languages = languages
    self.features = features
    self.dimension = dimension
    self.embeddings = embeddings
    self.scales = scales
    self.weights = weights
    self.temperatures = temperatures
    self.card = card
    indices = Dictionary(uniqueKeysWithValues: languages.enumerated().map { ($1, $0) })
  }

  /// The languages that a text is most probably in, the most probable first; none for a text
  /// without letters.
  ///
  /// - Parameters:
  ///   - candidates: the only languages that come into question; tags that the model lacks are
  ///     passed over, and `nil` is all.
  ///   - hints: how many times as probable a language is as without a hint; 1 where none is given.
  /// - Complexity: O(n) in the length of the text.
  public func hypotheses(
    for text: String, maximumCount: Int = 5, among candidates: Set<String>? = nil,
    hints: [String: Double] = [:]
  ) -> [Hypothesis] {
    let features = features.features(of: Self.composed(text))
    if features.isEmpty { return [] }
    let scores = scores(of: features)
    var chosen = Array(languages.indices)
    if let candidates {
      chosen = candidates.compactMap { indices[$0] }.sorted()
      if chosen.isEmpty { return [] }
    }
    let temperature = temperatures[Self.lengthClass(features.count, of: temperatures.count)]
    let logits = chosen.map { index in
      Double(scores[index] / temperature) + log(max(1e-9, hints[languages[index]] ?? 1))
    }
    let peak = logits.max() ?? 0
    let exponentials = logits.map { exp($0 - peak) }
    let sum = exponentials.reduce(0, +)
    // Probabilities are not negative, so that their order is total; equal ones stand as the tags
    // do.
    return zip(chosen, exponentials).sorted { ($0.1, $1.0) > ($1.1, $0.0) }
      .prefix(max(0, maximumCount))
      .map { Hypothesis(language: languages[$0], probability: $1 / sum) }
  }

  /// The language of a text, or `und` if none is as probable as the threshold.
  ///
  /// - Complexity: O(n) in the length of the text.
  public func language(
    of text: String, among candidates: Set<String>? = nil, hints: [String: Double] = [:],
    minimumProbability: Double = 0.5
  ) -> String {
    guard
      let best = hypotheses(for: text, maximumCount: 1, among: candidates, hints: hints).first,
      best.probability >= minimumProbability
    else { return Self.undetermined }
    return best.language
  }

  /// The parts of a text in one language each: sentences, those that follow each other in one
  /// language joined. A sentence that is not clear by itself goes with the one before it.
  ///
  /// - Complexity: O(n) in the length of the text.
  public func spans(
    in text: String, among candidates: Set<String>? = nil, hints: [String: Double] = [:],
    minimumProbability: Double = 0.5, tokenizer: Tokenizer = Tokenizer()
  ) -> [LanguageSpan] {
    let document = tokenizer.document(text)
    var spans: [LanguageSpan] = []
    for sentence in document.sentences {
      guard let first = sentence.tokens.first, let last = sentence.tokens.last else { continue }
      let range =
        document.tokens[first].range.lowerBound..<document.tokens[last].range.upperBound
      let best = hypotheses(
        for: document.slice(range), maximumCount: 1, among: candidates, hints: hints
      ).first
      var language = Self.undetermined
      if let best, best.probability >= minimumProbability { language = best.language }
      let probability = best?.probability ?? 0
      if let previous = spans.last,
        language == previous.language || language == Self.undetermined
      {
        spans[spans.count - 1].range = previous.range.lowerBound..<range.upperBound
        if language == previous.language {
          spans[spans.count - 1].probability = max(previous.probability, probability)
        }
      } else if let previous = spans.last, spans.count == 1,
        previous.language == Self.undetermined
      {
        spans[0] = LanguageSpan(
          range: previous.range.lowerBound..<range.upperBound, language: language,
          probability: probability)
      } else {
        spans.append(LanguageSpan(range: range, language: language, probability: probability))
      }
    }
    return spans
  }

  /// A score for each language: the linear layer over the mean of the features' vectors.
  func scores(of features: [Int32]) -> [Float] {
    let mean = mean(of: features)
    return languages.indices.map { language in
      var sum: Float = 0
      for column in 0..<dimension { sum += weights[language * dimension + column] * mean[column] }
      return sum
    }
  }

  private func mean(of features: [Int32]) -> [Float] {
    let vectors = dimension / 16
    var sums = [SIMD16<Float>](repeating: .zero, count: vectors)
    embeddings.withUnsafeBytes { bytes in
      for feature in features {
        let row = Int(feature)
        for index in 0..<vectors {
          let numbers = bytes.loadUnaligned(
            fromByteOffset: row * dimension + 16 * index, as: SIMD16<Int8>.self)
          sums[index] += SIMD16<Float>(numbers) * scales[row]
        }
      }
    }
    let share = 1 / Float(features.count)
    return sums.flatMap { sum in (0..<16).map { sum[$0] * share } }
  }

  /// The place of a text of so many features among the temperatures.
  static func lengthClass(_ count: Int, of classes: Int) -> Int {
    min(classes - 1, max(0, count.bitWidth - count.leadingZeroBitCount - 1))
  }

  /// The text with letters and their marks as one scalar, as the training text has them.
  static func composed(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { (0x300..<0x370).contains($0.value) }) else {
      return text
    }
    return Normalizer(form: .nfc).normalize(text)
  }
}
