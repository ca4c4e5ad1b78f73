import Text

/// Vectors of words from plain text, with vectors of character n-grams for words that are not in
/// the table.
///
/// The rows stay as few bits as the file has them; looking one up makes floats of it. All methods
/// can be called from several threads at once.
public final class WordVectors: Sendable {
  /// The precision of the elements of a row.
  public enum Precision: String, Sendable, Hashable, CaseIterable {
    /// 8 bits with a scale for each row.
    case int8
    case bfloat16
  }

  /// Numbers of a vector.
  public let dimension: Int
  /// Whether words were put into lower case before training, as they are then for a lookup.
  public let isLowercased: Bool
  /// The card of the model file, if the vectors come from one.
  public let card: ModelCard?

  /// Whether training and lookup take every ASCII digit as 0.
  let foldsDigits: Bool
  let vocabulary: StringTable
  /// How often each word occurred in training; empty if not known.
  let counts: [Int]
  let rows: VectorRows
  let subwords: VectorRows
  let ngrams: CharacterNGrams
  let totalCount: Int
  let recipe: WordVectorRecipe?

  init(
    vocabulary: StringTable, counts: [Int], rows: VectorRows, subwords: VectorRows,
    ngrams: CharacterNGrams, dimension: Int, isLowercased: Bool, foldsDigits: Bool,
    card: ModelCard? = nil, recipe: WordVectorRecipe? = nil
  ) {
    precondition(vocabulary.count == rows.count && subwords.count == ngrams.buckets)
    self.vocabulary = vocabulary
    self.counts = counts
    self.rows = rows
    self.subwords = subwords
    self.ngrams = ngrams
    self.dimension = dimension
    self.isLowercased = isLowercased
    self.foldsDigits = foldsDigits
    self.card = card
    self.recipe = recipe
    totalCount = counts.reduce(0, &+)
  }

  package convenience init(_ other: WordVectors) {
    self.init(
      vocabulary: other.vocabulary, counts: other.counts, rows: other.rows,
      subwords: other.subwords, ngrams: other.ngrams, dimension: other.dimension,
      isLowercased: other.isLowercased, foldsDigits: other.foldsDigits, card: other.card,
      recipe: other.recipe)
  }

  /// The number of words.
  public var count: Int { vocabulary.count }
  /// Whether words that are not in the table have vectors, from their n-grams.
  public var hasSubwords: Bool { !ngrams.isEmpty }
  /// The precision in which rows are kept.
  public var precision: Precision { rows.precision }

  /// The most frequent first.
  public var words: [String] { (0..<count).map { vocabulary[$0] } }

  /// The index of a word in the table as it is, else in lower case, else also with its digits as 0.
  func index(ofBytes word: UnsafeBufferPointer<UInt8>) -> Int? {
    if let index = vocabulary.index(of: word) { return index }
    if let index = FoldedWord.withBytes(
      of: word, foldingDigits: false, { vocabulary.index(of: $0) })
    {
      return index
    }
    return foldsDigits
      ? FoldedWord.withBytes(of: word, foldingDigits: true) { vocabulary.index(of: $0) } : nil
  }

  /// The index of a word among ``words``, found as ``vector(of:)`` finds it; `nil` if only its
  /// n-grams are known.
  public func index(of word: String) -> Int? {
    var word = word
    return word.withUTF8 { index(ofBytes: $0) }
  }

  /// The vector of the word as it is, else folded, else the mean of its n-grams; `nil` if nothing
  /// is known.
  public func vector(of word: String) -> [Float]? {
    var isKnown = false
    let vector = [Float](unsafeUninitializedCapacity: dimension) { buffer, count in
      isKnown = copyVector(of: word, into: buffer.baseAddress!)
      count = dimension
    }
    return isKnown ? vector : nil
  }

  /// As ``vector(of:)``; zeros if nothing is known.
  func vectorOrZeros(of word: String) -> [Float] {
    [Float](unsafeUninitializedCapacity: dimension) { buffer, count in
      copyVector(of: word, into: buffer.baseAddress!)
      count = dimension
    }
  }

  /// Writes the vector of a word, without allocation.
  ///
  /// - Returns: whether anything is known of the word; if not, the vector is zeros.
  @discardableResult
  package func copyVector(of word: String, into vector: UnsafeMutablePointer<Float>) -> Bool {
    var word = word
    return word.withUTF8 { copyVector(of: $0, into: vector) }
  }

  /// Writes the vector of a word given as UTF-8.
  package func copyVector(
    of word: UnsafeBufferPointer<UInt8>, into vector: UnsafeMutablePointer<Float>
  ) -> Bool {
    vector.update(repeating: 0, count: dimension)
    if let index = index(ofBytes: word) {
      rows.add(index, scale: 1, to: vector)
      return true
    }
    if ngrams.isEmpty { return false }
    if isLowercased {
      return FoldedWord.withBytes(of: word, foldingDigits: foldsDigits) {
        addSubwords(of: $0, to: vector)
      }
    }
    return addSubwords(of: word, to: vector)
  }

  /// Writes the vector of the word of an index.
  func copyRow(_ index: Int, into vector: UnsafeMutablePointer<Float>) {
    vector.update(repeating: 0, count: dimension)
    rows.add(index, scale: 1, to: vector)
  }

  private func addSubwords(
    of word: UnsafeBufferPointer<UInt8>, to vector: UnsafeMutablePointer<Float>
  ) -> Bool {
    // No n-gram of a longer word tells anything that these do not.
    let word = UnsafeBufferPointer(rebasing: word.prefix(Self.maximumWordBytes))
    var count = 0
    ngrams.forEachBucket(of: word) {
      subwords.add($0, scale: 1, to: vector)
      count += 1
    }
    if count == 0 { return false }
    for column in 0..<dimension { vector[column] /= Float(count) }
    return true
  }

  private static let maximumWordBytes = 1024

  /// The most frequent words only.
  public func pruned(to count: Int, keepingSubwords: Bool = true) -> WordVectors {
    let count = max(0, min(count, self.count))
    var kept = StringTable(minimumCapacity: count)
    for index in 0..<count { _ = vocabulary.withBytes(of: index) { kept.append($0) } }
    return WordVectors(
      vocabulary: kept, counts: Array(counts.prefix(count)), rows: rows.prefix(count),
      subwords: keepingSubwords
        ? subwords : VectorRows(dimension: dimension, precision: subwords.precision),
      ngrams: keepingSubwords ? ngrams : .none, dimension: dimension, isLowercased: isLowercased,
      foldsDigits: foldsDigits, card: card, recipe: recipe)
  }
}
