import Neural

extension WordVectors {
  /// A word of the table and how near it is.
  public struct Neighbor: Sendable, Hashable {
    /// The word.
    public let word: String
    /// The cosine, from -1 to 1.
    public let similarity: Float
  }

  /// The words of the table whose vectors have the greatest cosine with a vector, the nearest
  /// first.
  ///
  /// - Parameter excluded: words, found as ``vector(of:)`` finds them, that are left out.
  /// - Complexity: O(n) in the words of the table.
  public func nearest(
    to vector: [Float], count: Int = 10, excluding excluded: [String] = []
  ) -> [Neighbor] {
    precondition(vector.count == dimension, "a vector of \(vector.count) elements")
    let excludedIndices = Set(excluded.compactMap { index(of: $0) })
    let length = Self.length(vector)
    var best: [(similarity: Float, index: Int)] = []
    if length == 0 || count < 1 { return [] }
    let row = UnsafeMutablePointer<Float>.aligned(dimension)
    defer { row.deallocate() }
    row.initialize(repeating: 0, count: dimension)
    for index in 0..<self.count where !excludedIndices.contains(index) {
      copyRow(index, into: row)
      let values = UnsafeBufferPointer(start: row, count: dimension)
      let size = Self.length(values)
      if size == 0 { continue }
      let similarity = Self.dot(vector, values) / (length * size)
      if best.count == count, similarity <= best[count - 1].similarity { continue }
      let rank = best.firstIndex { $0.similarity < similarity } ?? best.count
      best.insert((similarity, index), at: rank)
      if best.count > count { best.removeLast() }
    }
    return best.map {
      Neighbor(word: vocabulary[$0.index], similarity: max(-1, min(1, $0.similarity)))
    }
  }

  /// The words nearest to a word, itself left out; `nil` if nothing is known of it.
  public func nearest(to word: String, count: Int = 10) -> [Neighbor]? {
    vector(of: word).map { nearest(to: $0, count: count, excluding: [word]) }
  }

  /// What is to `c` as `b` is to `a`: the words nearest to b - a + c of the unit vectors (Mikolov
  /// et al. 2013), the three left out; `nil` if nothing is known of one of them.
  public func analogy(_ a: String, _ b: String, _ c: String, count: Int = 10) -> [Neighbor]? {
    guard let x = vector(of: a), let y = vector(of: b), let z = vector(of: c) else { return nil }
    let (p, q, r) = (Self.length(x), Self.length(y), Self.length(z))
    guard p > 0, q > 0, r > 0 else { return [] }
    let sum = (0..<dimension).map { y[$0] / q - x[$0] / p + z[$0] / r }
    return nearest(to: sum, count: count, excluding: [a, b, c])
  }

  /// The cosine of two words' vectors; `nil` if nothing is known of one of them.
  public func similarity(of a: String, and b: String) -> Float? {
    guard let x = vector(of: a), let y = vector(of: b) else { return nil }
    return Self.cosine(x, y)
  }

  /// The cosine of two vectors; 0 where one is zero.
  public static func cosine(_ x: [Float], _ y: [Float]) -> Float {
    let lengths = length(x) * length(y)
    return lengths > 0 ? max(-1, min(1, dot(x, y) / lengths)) : 0
  }

  private static func length(_ x: some Sequence<Float>) -> Float {
    x.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private static func dot(_ x: [Float], _ y: some Collection<Float>) -> Float {
    zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
