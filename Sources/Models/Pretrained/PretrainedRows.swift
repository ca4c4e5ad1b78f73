import Neural

/// What vectors from plain text give the rows of a batch: the vectors of some words, and for each
/// row its word.
struct PretrainedRows: Sendable {
  /// The columns that a row has; 0 without vectors.
  let dimension: Int
  /// The words' vectors, one after the other.
  private let vectors: [Float]
  /// For each row its word; -1 for one whose vector is hidden.
  private var words: [Int32]

  /// - Precondition: every word is among those that `vectors` has, unless the dimension is 0.
  init(dimension: Int, vectors: [Float], words: [Int32]) {
    self.dimension = dimension
    self.vectors = vectors
    self.words = words
  }

  /// Whether a row has a vector other than zeros.
  func isKnown(_ row: Int) -> Bool {
    if dimension == 0 || words[row] < 0 { return false }
    let start = Int(words[row]) * dimension
    return vectors[start..<start + dimension].contains { $0 != 0 }
  }

  /// Takes the vector of a row for zeros.
  mutating func hide(_ row: Int) {
    if dimension > 0 { words[row] = -1 }
  }

  /// Writes rows of y[R, dimension].
  @specialized(where S == Float)
  func copy<S: Scalar>(rows: Range<Int>, into y: Matrix<S>) {
    if dimension == 0 { return }
    vectors.withUnsafeBufferPointer { vectors in
      for row in rows {
        let (word, target) = (Int(words[row]), y.row(row))
        if word < 0 {
          target.update(repeating: 0, count: dimension)
          continue
        }
        for column in 0..<dimension { target[column] = S(vectors[word * dimension + column]) }
      }
    }
  }
}
