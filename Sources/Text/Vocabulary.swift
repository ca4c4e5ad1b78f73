/// Words and their numbers, with the counts that the training split gave them.
///
/// Number 0 is the unknown word; the others are ordered by falling count and then by their bytes.
public struct Vocabulary: Sendable, Hashable {
  /// The number of the unknown word.
  public static let unknown = 0
  /// No word of a file is counted more often, so that sums of counts never overflow.
  package static let maximumCount = 1 << 40

  /// The words; the first is the empty string, which stands for the unknown word.
  public let words: [String]
  /// How often each was seen in training; the first counts what was left out.
  public let counts: [Int]
  private let numbers: [String: Int]

  /// - Parameters:
  ///   - counts: how often each word was seen in the training split.
  ///   - minimumCount: rarer words are left out.
  ///   - maximumSize: the rarest words beyond this number are left out.
  public init(counts: [String: Int], minimumCount: Int = 1, maximumSize: Int = .max) {
    let ordered =
      counts.filter { $0.value >= minimumCount && !$0.key.isEmpty }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .prefix(maximumSize)
    let total = counts.values.reduce(0, +)
    let kept = ordered.reduce(0) { $0 + $1.value }
    self.init(words: [""] + ordered.map(\.key), counts: [total - kept] + ordered.map(\.value))
  }

  /// - Precondition: `words` starts with the empty string and has no word twice.
  public init(words: [String], counts: [Int]) {
    precondition(words.first == "" && words.count == counts.count)
    self.words = words
    self.counts = counts
    numbers = Dictionary(uniqueKeysWithValues: zip(words, words.indices))
  }

  /// The number of words, the unknown word included.
  public var count: Int { words.count }

  /// The number of a word, ``unknown`` if it has none.
  public subscript(word: String) -> Int { numbers[word] ?? Self.unknown }

  /// Whether the word has a number of its own.
  public func contains(_ word: String) -> Bool { numbers[word] != nil }
}
