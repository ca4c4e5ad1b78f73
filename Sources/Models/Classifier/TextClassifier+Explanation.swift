import Neural
import Text
import Tokenization

/// What in a text spoke for a label and against it.
public struct Explanation: Sendable, Hashable {
  /// A token and what it adds to the logarithm of the label's odds.
  public struct Part: Sendable, Hashable {
    /// The UTF-8 byte offsets in the text.
    public var range: Range<Int>
    /// Above 0 where the token speaks for the label.
    public var value: Double
  }

  /// The index of the label that is explained.
  public var label: Int
  /// All tokens, in the order of the text.
  public var parts: [Part]
}

extension TextClassifier {
  /// What each token of a text adds to the logarithm of a label's odds, p / (1 - p).
  ///
  /// For the n-grams that is exact: they are a linear model, and an n-gram's share is divided among
  /// its tokens. For the recurrent part it is gradient times input (Simonyan, Vedaldi and Zisserman
  /// 2013; Li et al. 2016), the first-order effect of taking a word's vector away.
  ///
  /// - Parameter label: the index of the label to explain; `nil` for the most probable one.
  /// - Complexity: O(tokens), about three times the cost of classifying.
  public func explain(_ text: String, label: Int? = nil) -> Explanation {
    let result = classify(text)
    let label = label ?? result.assigned.first ?? result.best
    precondition(labels.indices.contains(label), "there is no label \(label)")
    let gradient = logOddsGradient(result.probabilities, label: label)
    let tokens = tokenizer.tokens(in: text)
    var words = WordTable { [features] in features.encode($0) }
    let types = words.indices(in: text, tokenizer: tokenizer)
    var values = [Double](repeating: 0, count: tokens.count)
    if recipe.classifier.hasNGrams {
      addNGrams(
        types, words.encodings, gradient: gradient.map { Float(calibration.ngramScale * $0) },
        to: &values)
    }
    if recipe.classifier.isRecurrent {
      addRecurrent(
        types, words.encodings, gradient: gradient.map { calibration.recurrentScale * $0 },
        to: &values)
    }
    return Explanation(
      label: label, parts: zip(tokens, values).map { .init(range: $0.range, value: $1) })
  }

  /// The gradient of log(p / (1 - p)) of a label by the class scores z. With p = softmax(z) it is 1
  /// for the label itself and -p[c] / (1 - p) for any other c; for independent decisions it is 1
  /// and 0.
  private func logOddsGradient(_ p: [Double], label: Int) -> [Double] {
    let rest = p.indices.reduce(0) { $1 == label ? $0 : $0 + p[$1] }
    return p.indices.map { c in
      if c == label { return 1 }
      if isMultilabel { return 0 }
      return rest > 0 ? -p[c] / rest : -1 / Double(p.count - 1)
    }
  }

  private func addNGrams(
    _ types: [Int32], _ encodings: [ClassifierFeatures.Encoding], gradient: [Float],
    to values: inout [Double]
  ) {
    var maker = NGramFeatures(features: features)
    var made = SparseFeatures()
    var random = RandomSource(seed: 0)
    maker.append(types: types[...], encodings: encodings, to: &made, random: &random)
    let shares = network.ngramContributions(weights, made, gradient: gradient)
    /// Where each n-gram is in the text.
    var occurrences: [Int32: [Range<Int>]] = [:]
    NGramHash.forEachWordNGram(
      types.map { encodings[Int($0)].hash }, order: recipe.classifier.wordOrder
    ) { key, range in
      if let row = features.ngrams.row(of: key) { occurrences[row, default: []].append(range) }
    }
    for (token, type) in types.enumerated() {
      for row in encodings[Int(type)].characterNGrams {
        occurrences[row, default: []].append(token..<token + 1)
      }
    }
    for (row, share) in zip(made.ids, shares) {
      guard let ranges = occurrences[row] else { continue }
      for range in ranges {
        let part = Double(share) / Double(ranges.count * range.count)
        for token in range { values[token] += part }
      }
    }
  }

  private func addRecurrent(
    _ types: [Int32], _ encodings: [ClassifierFeatures.Encoding], gradient: [Double],
    to values: inout [Double]
  ) {
    let configuration = recipe.classifier
    let work = TextParts(
      tokenCounts: [types.count], size: configuration.maximumTokens,
      batchTokens: configuration.maximumTokens)
    let (arena, weights) = (Arena<Float>(), weightsForGradients)
    let words = ClassifierWords(encodings, features: features)
    for part in work.parts {
      let own = types[part.tokens]
      let batch = ClassifierBatch(
        lengths: [own.count], words: words, windowSize: configuration.windowSize,
        context: features.embedder.map {
          ClassifierContext([own], encodings, $0, arena, .serial)
        }
      ) { _, token in own[own.startIndex + token] }
      let found = network.inputContributions(
        weights, batch, arena, gradient: gradient.map { Float(part.share * $0) })
      batch.windows.forEachRow { row, _, token in
        values[part.tokens.lowerBound + token] += Double(found[row])
      }
    }
  }
}
