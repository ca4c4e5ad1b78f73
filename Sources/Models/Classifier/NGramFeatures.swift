#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif
import Neural

/// Makes the n-gram features of texts; one for each thread, since it has memory of its own.
///
/// The value of an n-gram that a text has t times is (1 + ln t) times its rarity; the values of
/// n-grams of words, and those of characters, are scaled so that their squares sum to 1 (Salton and
/// Buckley 1988).
struct NGramFeatures {
  private let features: ClassifierFeatures
  private var counts: [UInt16]
  private var touched: [Int32] = []

  init(features: ClassifierFeatures) {
    self.features = features
    counts = [UInt16](repeating: 0, count: features.ngrams.count)
  }

  /// Adds the features of a text as an item.
  ///
  /// - Parameters:
  ///   - types: the word types of its tokens.
  ///   - encodings: by type.
  ///   - dropout: the share of features that is left out; the others are scaled up.
  mutating func append(
    types: ArraySlice<Int32>, encodings: [ClassifierFeatures.Encoding],
    to batch: inout SparseFeatures,
    dropout: Double = 0, random: inout RandomSource
  ) {
    let table = features.ngrams
    NGramHash.forEachWordNGram(
      types.map { encodings[Int($0)].hash }, order: features.configuration.wordOrder
    ) { key, _ in
      if let row = table.row(of: key) { count(row) }
    }
    for type in types {
      for row in encodings[Int(type)].characterNGrams { count(row) }
    }
    var sums: (words: Float, characters: Float) = (0, 0)
    for row in touched {
      let value = value(row)
      if row < table.wordCount {
        sums.words += value * value
      } else {
        sums.characters += value * value
      }
    }
    let gain = Float(1 / (1 - dropout))
    let scales = (
      words: sums.words > 0 ? gain / sums.words.squareRoot() : 0,
      characters: sums.characters > 0 ? gain / sums.characters.squareRoot() : 0
    )
    for row in touched {
      let value = value(row) * (row < table.wordCount ? scales.words : scales.characters)
      counts[Int(row)] = 0
      if dropout == 0 || random.uniform() >= dropout { batch.append(id: row, value: value) }
    }
    touched.removeAll(keepingCapacity: true)
    batch.endItem()
  }

  @inline(__always)
  private mutating func count(_ row: Int32) {
    let count = counts[Int(row)]
    if count == 0 { touched.append(row) }
    if count < .max { counts[Int(row)] = count + 1 }
  }

  @inline(__always)
  private func value(_ row: Int32) -> Float {
    let count = Int(counts[Int(row)])
    let frequency = count < Self.frequencies.count ? Self.frequencies[count] : Self.frequency(count)
    return frequency * features.ngrams.rarity[Int(row)]
  }

  private static let frequencies = (0..<256).map { frequency($0) }

  private static func frequency(_ count: Int) -> Float {
    count < 1 ? 0 : 1 + logf(Float(count))
  }
}
