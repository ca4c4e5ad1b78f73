#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif
import Text

/// The n-grams that a classifier knows, by their hashes.
///
/// A hash has 48 bits, so that an n-gram that is not known is taken for one that is less than once
/// in a thousand million times.
package struct NGramTable: Sendable {
  /// The hashes by row, n-grams of words before those of characters.
  package let hashes: [UInt64]
  /// The rows of n-grams of words are those below.
  package let wordCount: Int
  /// How much an n-gram counts: ln((1 + n) / (1 + n of those that have it)) + 1 for n training
  /// texts.
  package let rarity: [Float]
  /// Open addressing with linear probing; -1 is free.
  private let slots: [Int32]
  private let mask: Int

  /// The bits of a hash that tell n-grams apart.
  package static let hashBits: UInt64 = 48
  static let hashMask: UInt64 = (1 << hashBits) - 1

  /// - Precondition: as many rarities as hashes; the hashes differ and have 48 bits.
  package init(hashes: [UInt64], wordCount: Int, rarity: [Float]) {
    precondition(hashes.count == rarity.count && (0...hashes.count).contains(wordCount))
    self.hashes = hashes
    self.wordCount = wordCount
    self.rarity = rarity
    var capacity = 16
    while capacity < 2 * hashes.count { capacity *= 2 }
    mask = capacity - 1
    var slots = [Int32](repeating: -1, count: capacity)
    for (row, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(row)
    }
    self.slots = slots
  }

  /// The number of different n-grams.
  package var count: Int { hashes.count }

  /// The n-grams of this table and those of a trained model's, which count as much as there.
  ///
  /// - Parameter maximum: the trained model's rarest ones are left out where both have more.
  func adding(trained: NGramTable, maximum: Int) -> NGramTable {
    let old = trained.hashes.indices.filter { row(of: trained.hashes[$0]) == nil }
      .prefix(max(0, maximum - count))
    func rows(_ isOfWords: Bool) -> [(hash: UInt64, rarity: Float)] {
      let range = isOfWords ? 0..<wordCount : wordCount..<count
      return range.map { row in
        let known = trained.row(of: hashes[row]).map { trained.rarity[Int($0)] }
        return (hashes[row], known ?? rarity[row])
      }
        + old.filter { ($0 < trained.wordCount) == isOfWords }
        .map { (trained.hashes[$0], trained.rarity[$0]) }
    }
    let (words, characters) = (rows(true), rows(false))
    return NGramTable(
      hashes: (words + characters).map(\.hash), wordCount: words.count,
      rarity: (words + characters).map(\.rarity))
  }

  /// The row of a hash, `nil` if it is not known.
  @inline(__always)
  func row(of hash: UInt64) -> Int32? {
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let row = slots[slot]
      if row < 0 { return nil }
      if hashes[Int(row)] == hash { return row }
      slot = (slot + 1) & mask
    }
  }
}

/// How n-grams become hashes.
enum NGramHash {
  /// The hash of the start of a text, as of a word before the first.
  static let start: UInt64 = 0x5b53_7461_7274_5d01
  /// The hash of the end of a text.
  static let end: UInt64 = 0x5b45_6e64_5d02_0202

  /// The hash of a word in lower case.
  static func word(_ text: String) -> UInt64 {
    var hash = StableHash(seed: 1)
    hash.combine(text)
    return hash.value
  }

  /// The hash of a sequence of words with another word appended.
  @inline(__always)
  static func extended(_ hash: UInt64, by word: UInt64) -> UInt64 {
    mix((hash &* 0x9e37_79b9_7f4a_7c15) ^ word)
  }

  /// The hash of an n-gram as tables have it.
  @inline(__always)
  static func key(_ hash: UInt64) -> UInt64 { mix(hash) & NGramTable.hashMask }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 { SplitMix64.mix(value) }

  /// Calls `body` with the key of every n-gram of words, and with the range of its words.
  ///
  /// - Parameter words: the hashes of the words.
  @inline(__always)
  static func forEachWordNGram(
    _ words: [UInt64], order: Int, _ body: (_ key: UInt64, _ words: Range<Int>) -> Void
  ) {
    guard order > 0 else { return }
    // Marks at both ends make the first and the last words special, but are no words of their own.
    for first in -1..<words.count {
      var hash = first < 0 ? start : words[first]
      if first >= 0 { body(key(hash), first..<first + 1) }
      for length in 1..<max(2, order) where order > 1 {
        let last = first + length
        guard last <= words.count, first >= 0 || last < words.count else { break }
        hash = extended(hash, by: last == words.count ? end : words[last])
        body(key(hash), max(0, first)..<min(words.count, last + 1))
        if last == words.count { break }
      }
    }
  }

  /// Calls `body` with the key of every n-gram of characters of a word, whose ends count as
  /// characters.
  ///
  /// - Parameter word: in lower case.
  static func forEachCharacterNGram(
    _ word: String, orders: ClosedRange<Int>, _ body: (_ key: UInt64) -> Void
  ) {
    guard orders.upperBound > 0 else { return }
    var scalars: [UInt32] = [0x02]
    scalars.append(contentsOf: word.unicodeScalars.prefix(maximumWordLength).map(\.value))
    scalars.append(0x03)
    for first in scalars.indices {
      var hash: UInt64 = 0x6368_6172_7300_0000
      for length in 1...orders.upperBound where first + length <= scalars.count {
        hash = extended(hash, by: UInt64(scalars[first + length - 1]))
        // An end alone says nothing.
        if length >= orders.lowerBound, length > 1 || (0x04...).contains(scalars[first]) {
          body(key(hash))
        }
      }
    }
  }

  /// Of longer words the first so many characters are read.
  static let maximumWordLength = 64
}

/// Counts the n-grams of training texts, and keeps the frequent ones.
struct NGramCounter {
  private let configuration: ClassifierConfiguration
  private var wordCounts: [UInt64: Tally] = [:]
  private var characterIndices: [UInt64: Int32] = [:]
  private var characterKeys: [UInt64] = []
  private var characterCounts: [Tally] = []
  /// For each word type its n-grams of characters, as indices of `characterKeys`.
  private var characters: [[Int32]] = []
  private var documentCount: Int32 = 0

  private struct Tally {
    var documents: Int32 = 0
    var last: Int32 = 0

    @inline(__always)
    mutating func add(_ document: Int32) {
      if last != document { documents += 1 }
      last = document
    }
  }

  init(configuration: ClassifierConfiguration) { self.configuration = configuration }

  /// Counts a text.
  ///
  /// - Parameters:
  ///   - types: the word types of its tokens.
  ///   - hashes: by type.
  ///   - words: in lower case, by type.
  mutating func add(types: [Int32], hashes: [UInt64], words: [String]) {
    documentCount += 1
    NGramHash.forEachWordNGram(types.map { hashes[Int($0)] }, order: configuration.wordOrder) {
      key, _ in wordCounts[key, default: Tally()].add(documentCount)
    }
    for type in types {
      while characters.count <= Int(type) {
        characters.append(indices(of: words[characters.count]))
      }
      for index in characters[Int(type)] { characterCounts[Int(index)].add(documentCount) }
    }
  }

  private mutating func indices(of word: String) -> [Int32] {
    var indices: [Int32] = []
    NGramHash.forEachCharacterNGram(word, orders: configuration.characterOrders) { key in
      if let known = characterIndices[key] {
        indices.append(known)
      } else {
        let index = Int32(characterKeys.count)
        characterIndices[key] = index
        characterKeys.append(key)
        characterCounts.append(Tally())
        indices.append(index)
      }
    }
    return indices
  }

  /// The table of those that enough texts have.
  ///
  /// - Parameter classes: the columns of the weights of each.
  func table(classes: Int) -> NGramTable {
    let maximum = configuration.maximumNGrams(classes: classes)
    let minimum = Int32(clamping: configuration.minimumNGramCount)
    var kept: [(documents: Int32, key: UInt64, isWord: Bool)] = []
    for (key, tally) in wordCounts where tally.documents >= minimum {
      kept.append((tally.documents, key, true))
    }
    for (index, key) in characterKeys.enumerated()
    where characterCounts[index].documents >= minimum && wordCounts[key] == nil {
      kept.append((characterCounts[index].documents, key, false))
    }
    kept.sort { ($1.documents, $0.key) < ($0.documents, $1.key) }
    if kept.count > maximum { kept.removeLast(kept.count - maximum) }
    let words = kept.filter(\.isWord)
    let ordered = words + kept.filter { !$0.isWord }
    return NGramTable(
      hashes: ordered.map(\.key), wordCount: words.count,
      rarity: ordered.map {
        Float(log((1 + Double(documentCount)) / (1 + Double($0.documents))) + 1)
      })
  }
}

extension ClassifierConfiguration {
  /// The most n-grams, each with a weight for every class.
  func maximumNGrams(classes: Int) -> Int {
    min(maximumNGrams, max(1, Self.maximumNGramWeights / max(1, classes)))
  }

  /// The lengths of n-grams of characters; up to 0 for none.
  var characterOrders: ClosedRange<Int> {
    maximumCharacterOrder == 0 ? 0...0 : max(1, minimumCharacterOrder)...maximumCharacterOrder
  }
}
