/// Learns subwords by byte-pair encoding: the two neighbours that are met most often become one,
/// again and again (Sennrich, Haddow and Birch 2016).
///
/// The result depends on the texts only, not on their order. Neighbours met equally often are taken
/// in the order of their numbers.
public struct SubwordLearner: Sendable {
  private var counts: [[Unicode.Scalar]: Int] = [:]

  /// A learner that has read no text yet.
  public init() {}

  /// Counts the pieces of a text.
  public mutating func add(_ text: String) {
    for piece in SubwordPieces(text) { counts[piece, default: 0] += 1 }
  }

  /// The subwords of what was added.
  ///
  /// - Parameters:
  ///   - size: how many at most, the end and the 256 bytes included. With 0 no characters are
  ///     joined.
  ///   - minimumCount: a character that is rarer is left to its bytes, and neighbours are not
  ///     joined.
  public func table(size: Int, minimumCount: Int = 2) -> SubwordTable {
    let limit = size == 0 ? Int.max : max(0, size - SubwordTable.firstWord)
    let characters = characters(limit: size == 0 ? .max : limit / 2, minimumCount: minimumCount)
    var words = characters.map { String($0) }
    if size > 0 {
      var merging = Merging(counts, characters: characters)
      while words.count < limit, let word = merging.next(minimumCount: minimumCount) {
        words.append(word)
      }
    }
    return SubwordTable(words: words)!
  }

  /// The characters, the most frequent first.
  private func characters(limit: Int, minimumCount: Int) -> [Unicode.Scalar] {
    var frequencies: [Unicode.Scalar: Int] = [:]
    for (piece, count) in counts {
      for scalar in piece { frequencies[scalar, default: 0] += count }
    }
    return frequencies.filter { $0.value >= minimumCount }
      .sorted { ($1.value, $0.key.value) < ($0.value, $1.key.value) }
      .prefix(limit).map(\.key)
  }

  /// The pieces as numbers of subwords, and how often each two neighbours are met.
  private struct Merging {
    private struct Piece {
      var numbers: [Int32]
      let count: Int
    }

    /// The most frequent pair first, then that with the smallest numbers.
    private struct Candidate: Comparable {
      let count: Int
      let pair: UInt64

      static func < (left: Self, right: Self) -> Bool {
        (left.count, right.pair) < (right.count, left.pair)
      }
    }

    private var pieces: [Piece] = []
    private var counts: [UInt64: Int] = [:]
    /// The pieces that a pair has been in.
    private var places: [UInt64: [Int]] = [:]
    private var candidates = Heap<Candidate>()
    private var words: [[UInt8]]
    private var numbers: [[UInt8]: Int32] = [:]

    init(_ counted: [[Unicode.Scalar]: Int], characters: [Unicode.Scalar]) {
      words = characters.map { Array(String($0).utf8) }
      for (number, word) in words.enumerated() { numbers[word] = Int32(number) }
      let own = Dictionary(
        uniqueKeysWithValues: characters.enumerated().map { ($1, Int32($0)) })
      for (piece, count) in counted {
        // A character without a number is never joined: the runs between such are pieces.
        for run in piece.split(whereSeparator: { own[$0] == nil }) where run.count > 1 {
          pieces.append(Piece(numbers: run.map { own[$0]! }, count: count))
        }
      }
      for index in pieces.indices { count(index, by: pieces[index].count) }
      for (pair, count) in counts { candidates.push(Candidate(count: count, pair: pair)) }
    }

    private mutating func count(_ index: Int, by change: Int) {
      let numbers = pieces[index].numbers
      for (left, right) in zip(numbers, numbers.dropFirst()) {
        let pair = SubwordTable.pair(left, right)
        counts[pair, default: 0] += change
        if change > 0, places[pair]?.last != index { places[pair, default: []].append(index) }
      }
    }

    /// Joins the most frequent pair.
    ///
    /// - Returns: the new word; `nil` if no pair is frequent enough.
    mutating func next(minimumCount: Int) -> String? {
      while let best = candidates.pop() {
        let count = counts[best.pair] ?? 0
        guard count >= minimumCount else { continue }
        guard count == best.count else {
          // Neighbours have been joined since; there may be such an entry already.
          if count < best.count { candidates.push(Candidate(count: count, pair: best.pair)) }
          continue
        }
        let (left, right) = (Int32(best.pair >> 32), Int32(best.pair & 0xFFFF_FFFF))
        let word = words[Int(left)] + words[Int(right)]
        if let known = numbers[word] {
          join(best.pair, left, right, to: known)
          continue
        }
        let number = Int32(words.count)
        words.append(word)
        numbers[word] = number
        join(best.pair, left, right, to: number)
        return String(decoding: word, as: UTF8.self)
      }
      return nil
    }

    private mutating func join(
      _ pair: UInt64, _ left: Int32, _ right: Int32, to number: Int32
    ) {
      var changed: Set<UInt64> = []
      for index in places.removeValue(forKey: pair) ?? [] {
        let old = pieces[index].numbers
        var new: [Int32] = []
        var position = 0
        while position < old.count {
          if position + 1 < old.count, old[position] == left, old[position + 1] == right {
            new.append(number)
            position += 2
          } else {
            new.append(old[position])
            position += 1
          }
        }
        if new.count == old.count { continue }
        count(index, by: -pieces[index].count)
        pieces[index].numbers = new
        count(index, by: pieces[index].count)
        for (first, second) in zip(new, new.dropFirst()) where first == number || second == number {
          changed.insert(SubwordTable.pair(first, second))
        }
      }
      counts[pair] = nil
      for pair in changed { candidates.push(Candidate(count: counts[pair] ?? 0, pair: pair)) }
    }
  }
}

/// A binary heap: the greatest element comes out first.
private struct Heap<Element: Comparable> {
  private var elements: [Element] = []

  mutating func push(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard elements[parent] < elements[child] else { break }
      elements.swapAt(parent, child)
      child = parent
    }
  }

  mutating func pop() -> Element? {
    guard let last = elements.popLast() else { return nil }
    guard let first = elements.first else { return last }
    elements[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < elements.count else { break }
      if child + 1 < elements.count, elements[child] < elements[child + 1] { child += 1 }
      guard elements[parent] < elements[child] else { break }
      elements.swapAt(parent, child)
      parent = child
    }
    return first
  }
}
