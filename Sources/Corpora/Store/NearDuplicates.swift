import Text

/// Finds documents whose words are nearly those of another, by MinHash and banding.
///
/// A document is the set of its runs of three words in small letters. The least values of 32 hash
/// functions over two sets are equal as often as their Jaccard similarity says, and documents that
/// agree in one of eight bands of four values are compared.
///
/// Source: A. Broder, "On the resemblance and containment of documents" (1997).
struct NearDuplicates {
  /// Documents at least so alike are reported.
  static let threshold = 0.8
  /// Documents with fewer words are compared exactly elsewhere.
  static let minimumWords = 8

  private static let bandSize = 4
  private static let bandCount = 8
  private static let multipliers: [UInt64] = (0..<UInt64(bandSize * bandCount)).map { number in
    var hash = StableHash(seed: number + 1)
    hash.combine(number)
    return hash.value | 1
  }

  struct Pair: Hashable {
    var document: Int
    var other: Int
    var otherSplit: Split
    /// The share of equal least values.
    var similarity: Double
  }

  private var signatures: [(document: Int, split: Split, values: [UInt32])] = []
  /// For each band, the documents by its values.
  private var bands = [[UInt64: [Int32]]](repeating: [:], count: bandCount)
  /// Boilerplate makes thousands alike; so many of a bucket are looked at.
  private static let bucketLimit = 64

  /// Adds a document.
  ///
  /// - Returns: the most similar document of another split so far, if it is similar enough.
  mutating func add(_ document: Document, id: Int, split: Split) -> Pair? {
    guard let values = Self.signature(of: document) else { return nil }
    let index = Int32(signatures.count)
    signatures.append((id, split, values))
    var best: Pair?
    var seen: Set<Int32> = []
    for band in 0..<Self.bandCount {
      var key: UInt64 = 0xcbf2_9ce4_8422_2325
      for value in values[band * Self.bandSize..<(band + 1) * Self.bandSize] {
        key = (key ^ UInt64(value)) &* 0x9E37_79B9_7F4A_7C15
        key ^= key >> 29
      }
      for other in bands[band][key] ?? [] where seen.insert(other).inserted {
        let candidate = signatures[Int(other)]
        if candidate.split == split { continue }
        let equal = zip(values, candidate.values).count { $0 == $1 }
        let similarity = Double(equal) / Double(values.count)
        if similarity >= Self.threshold, similarity > best?.similarity ?? 0 {
          best = Pair(
            document: id, other: candidate.document, otherSplit: candidate.split,
            similarity: similarity)
        }
      }
      if bands[band][key, default: []].count < Self.bucketLimit {
        bands[band][key, default: []].append(index)
      }
    }
    return best
  }

  private static func signature(of document: Document) -> [UInt32]? {
    var words: [UInt64] = []
    for token in document.tokens
    where token.kind != .whitespace && token.kind != .punctuation {
      var hash = StableHash()
      hash.combine(document.slice(token.range).lowercased())
      words.append(hash.value)
    }
    guard words.count >= minimumWords else { return nil }
    var least = [UInt32](repeating: .max, count: multipliers.count)
    for index in 0..<words.count - 2 {
      var shingle = words[index]
      shingle = (shingle ^ words[index + 1] &* 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
      shingle = (shingle ^ words[index + 2] &* 0x94D0_49BB_1331_11EB) &* 0xBF58_476D_1CE4_E5B9
      shingle ^= shingle >> 31
      for (function, multiplier) in multipliers.enumerated() {
        let value = UInt32(truncatingIfNeeded: (shingle &* multiplier) >> 32)
        if value < least[function] { least[function] = value }
      }
    }
    return least
  }
}
