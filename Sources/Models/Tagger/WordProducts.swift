import Neural

/// For words that were seen lately the products that they start from in the encoder's first layer, for
/// each of its directions.
///
/// Their number is bounded: when there is no room for those of a batch, all are forgotten.
package final class WordProducts {
  /// One for each direction: the rows are the words' numbers.
  package let products: [Matrix<Float>]
  private let capacity: Int
  private var numbers: [Spelling: Int32] = [:]

  /// A batch must not have more tokens than this.
  static let minimumCapacity = 4096
  /// The memory is taken as words come.
  private static let bytes = 64 << 20

  convenience init(directions: [Recurrent<Float>]) {
    let widths = directions.map(\.width)
    let room = Self.bytes / (MemoryLayout<Float>.stride * widths.reduce(0, +))
    self.init(widths: widths, capacity: max(Self.minimumCapacity, room))
  }

  package init(widths: [Int], capacity: Int) {
    self.capacity = capacity
    products = widths.map {
      Matrix(pointer: .allocate(capacity: capacity * $0), rows: capacity, columns: $0)
    }
  }

  deinit {
    for matrix in products { matrix.pointer.deallocate() }
  }

  /// The numbers of the words of sentences.
  ///
  /// - Precondition: the words are no more than the capacity.
  /// - Parameter add: is called at most once, to fill the rows of words that have none yet.
  package func numbers(
    of sentences: [[String]], add: ([(word: String, number: Int32)]) -> Void
  ) -> [[Int32]] {
    var known = numbers.count
    if known + sentences.reduce(0, { $0 + $1.count }) > capacity {
      // Perhaps there is room, if words are known or come more than once.
      var added = Set<Spelling>()
      for sentence in sentences {
        for word in sentence where numbers[Spelling(word: word)] == nil {
          added.insert(Spelling(word: word))
        }
      }
      if known + added.count > capacity { numbers.removeAll(keepingCapacity: true) }
      known = numbers.count
    }
    var added: [(word: String, number: Int32)] = []
    let result = sentences.map { sentence in
      sentence.map { word in
        let spelling = Spelling(word: word)
        if let number = numbers[spelling] { return number }
        let number = Int32(known + added.count)
        numbers[spelling] = number
        added.append((word, number))
        return number
      }
    }
    if !added.isEmpty { add(added) }
    return result
  }
}

/// A word by its bytes: equal strings may differ in those, and so in their characters.
struct Spelling: Hashable {
  let word: String

  static func == (a: Spelling, b: Spelling) -> Bool { a.word.utf8.elementsEqual(b.word.utf8) }

  func hash(into hasher: inout Hasher) { hasher.combine(word) }
}
