import Text

/// Collects the words of a file of vectors one by one.
package struct WordVectorsBuilder {
  private let dimension: Int
  private var words = StringTable()
  private var rows: VectorRows.Builder
  /// Words that came again, and those that a model file cannot hold; the first of each counts.
  package private(set) var ignored = 0

  package init(dimension: Int, precision: WordVectors.Precision = .int8) {
    self.dimension = dimension
    rows = VectorRows.Builder(dimension: dimension, precision: precision)
  }

  package mutating func append(_ word: String, _ vector: [Float]) {
    precondition(vector.count == dimension)
    var word = word
    let isNew = word.withUTF8 { bytes in
      !bytes.isEmpty && !bytes.contains(0x0A) && words.append(bytes) != nil
    }
    if !isNew {
      ignored += 1
      return
    }
    vector.withUnsafeBufferPointer { rows.append($0) }
  }

  /// The vectors, without n-grams and counts.
  package var vectors: WordVectors {
    let rows = rows.rows
    return WordVectors(
      vocabulary: words, counts: [], rows: rows,
      subwords: VectorRows(dimension: dimension, precision: rows.precision), ngrams: .none,
      dimension: dimension, isLowercased: WordVectors.isLowercased(words), foldsDigits: false)
  }
}
