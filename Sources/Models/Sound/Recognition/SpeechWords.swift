/// The words of a small vocabulary, as a tree of their characters, so that a search writes no
/// others.
struct SpeechWords: Sendable, Hashable {
  /// The words, sorted.
  let words: [String]
  private let space: Int32
  private var children: [[Int32: Int]] = [[:]]
  private var isEnd = [false]

  /// Before the first character of a word.
  static let start = 0
  /// More words are no small vocabulary.
  static let greatestCount = 1000

  /// - Returns: `nil` if there is no word, or one that the symbols can't write.
  init?(_ words: [String], _ symbols: SpeechSymbols) {
    guard !words.isEmpty, let space = symbols.space else { return nil }
    self.words = Set(words).sorted()
    self.space = space
    for word in self.words {
      guard let classes = symbols.encode(word), !classes.isEmpty, !classes.contains(space) else {
        return nil
      }
      var place = Self.start
      for symbol in classes {
        if let next = children[place][symbol] {
          place = next
        } else {
          children[place][symbol] = children.count
          place = children.count
          children.append([:])
          isEnd.append(false)
        }
      }
      isEnd[place] = true
    }
  }

  /// The words of texts, if each of them stands there more than once and they are not too many:
  /// then others are not to be expected.
  init?(ofTexts texts: [String], _ symbols: SpeechSymbols) {
    var counts: [Substring: Int] = [:]
    for text in texts {
      for word in text.split(separator: " ") { counts[word, default: 0] += 1 }
    }
    guard counts.count <= Self.greatestCount, counts.values.allSatisfy({ $0 > 1 }) else {
      return nil
    }
    self.init(counts.keys.map(String.init), symbols)
  }

  /// The place behind a symbol; `nil` if no word goes on so.
  func place(behind symbol: Int32, from place: Int) -> Int? {
    if symbol == space { return isEnd[place] ? Self.start : nil }
    return children[place][symbol]
  }

  /// Whether a text may end at a place: behind a word, or behind the space there.
  func isComplete(_ place: Int) -> Bool { place == Self.start || isEnd[place] }
}
