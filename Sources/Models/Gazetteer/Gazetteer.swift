import Text
import Tokenization

/// Names and their labels, found in sentences as whole words.
public struct Gazetteer: Sendable {
  /// All labels, sorted.
  public let labels: [String]
  /// The names of each label, in the order in which they were given.
  public private(set) var names: [String: [String]] = [:]
  /// The number of different names.
  public private(set) var count = 0
  /// Whether capital letters are as good as small ones.
  public let ignoresCase: Bool

  /// A tree of words, whose root is 0: the child of a node by a word.
  private var children: [Edge: Int32] = [:]
  private var words: [String: Int32] = [:]
  /// For each node the indices of the labels of the name that ends there, sorted.
  private var labelsOfNode: [[Int32]] = [[]]

  private struct Edge: Hashable {
    var node: Int32
    var word: Int32
  }

  /// A name in a sentence.
  public struct Match: Sendable, Hashable {
    /// The indices of its tokens.
    public var tokens: Range<Int>
    /// What the gazetteer says it is, sorted.
    public var labels: [String]
  }

  /// - Parameters:
  ///   - entries: a name may have several labels. Names without words are left out.
  ///   - tokenizer: divides names into words; a name is found as its words that are between spaces,
  ///     too, since other tokens may be given.
  /// - Complexity: O(characters).
  public init(
    _ entries: some Sequence<(name: String, label: String)>, ignoringCase: Bool = false,
    tokenizer: Tokenizer = Tokenizer()
  ) {
    ignoresCase = ignoringCase
    let entries = Array(entries)
    labels = Set(entries.map(\.label)).sorted()
    let indices = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices.map(Int32.init)))
    for (name, text) in entries {
      let tokens = tokenizer.tokens(in: name).map { String(name.slice(utf8: $0.range)) }
      let pieces = name.split(whereSeparator: \.isWhitespace).map(String.init)
      guard !tokens.isEmpty, let label = indices[text] else { continue }
      names[text, default: []].append(name)
      if add(tokens, label) { count += 1 }
      if pieces != tokens { _ = add(pieces, label) }
    }
  }

  /// Whether the words were no name before.
  private mutating func add(_ name: [String], _ label: Int32) -> Bool {
    var node: Int32 = 0
    for word in name {
      let number = words[folded(word)] ?? Int32(words.count)
      words[folded(word)] = number
      let edge = Edge(node: node, word: number)
      if let child = children[edge] {
        node = child
      } else {
        node = Int32(labelsOfNode.count)
        children[edge] = node
        labelsOfNode.append([])
      }
    }
    let isNew = labelsOfNode[Int(node)].isEmpty
    if !labelsOfNode[Int(node)].contains(label) {
      labelsOfNode[Int(node)].append(label)
      labelsOfNode[Int(node)].sort()
    }
    return isNew
  }

  private func folded(_ word: String) -> String { ignoresCase ? word.lowercased() : word }

  /// The names in a sentence, from its start, each the longest that starts there; they do not
  /// overlap.
  ///
  /// - Complexity: O(words · words of the longest name).
  public func matches(in sentence: [String]) -> [Match] {
    let numbers = sentence.map { words[folded($0)] }
    var matches: [Match] = []
    var first = 0
    while first < numbers.count {
      var (node, end): (Int32, Int?) = (0, nil)
      var found: Int32 = 0
      for index in first..<numbers.count {
        guard let word = numbers[index], let child = children[Edge(node: node, word: word)] else {
          break
        }
        node = child
        if !labelsOfNode[Int(node)].isEmpty { (found, end) = (node, index + 1) }
      }
      if let end {
        matches.append(
          Match(
            tokens: first..<end, labels: labelsOfNode[Int(found)].map { labels[Int($0)] }))
        first = end
      } else {
        first += 1
      }
    }
    return matches
  }
}
