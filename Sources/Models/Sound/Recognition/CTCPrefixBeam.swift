#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Prefix beam search: the most probable text, summed over all ways in which steps can spell it,
/// among the prefixes that are kept (Hannun et al. 2014), with a language model's say (shallow
/// fusion).
///
/// A prefix scores log p(prefix | sound) + weight · log p(prefix in the language) + bonus · length.
struct CTCPrefixBeam {
  /// How texts are searched for.
  struct Settings: Sendable, Hashable {
    /// The prefixes that are kept.
    var width = 16
    /// What the logarithm of the language model's probability is multiplied by.
    var languageWeight = 0.5
    /// What each character adds, since a language model prefers short texts.
    var characterBonus = 0.0
  }

  private let settings: Settings
  private let language: LanguageModelFusion?
  /// The words that texts are made of; `nil` for any.
  private let words: SpeechWords?
  private let symbols: SpeechSymbols
  private var nodes: [Node]
  /// The prefixes that are kept, the best first.
  private var beam: [Hypothesis]

  /// A prefix in the tree of all.
  private struct Node {
    var parent: Int
    var symbol: Int32
    var length: Int
    var children: [Int32: Int] = [:]
    /// Where in the tree of words the prefix ends.
    var place = SpeechWords.start
    /// log p of the prefix in the language.
    var languageScore = 0.0
    /// What the language model knows after the prefix, once it was asked.
    var context: LanguageModelFusion.Context?
  }

  private struct Hypothesis {
    var node: Int
    /// log p of all ways that end in the blank, and in the last symbol.
    var blank = -Double.infinity
    var symbol = -Double.infinity

    var total: Double { CTCPrefixBeam.logAdd(blank, symbol) }
  }

  /// Less probable symbols do not extend a prefix.
  private static let leastLogProbability = -12.0

  init(
    _ symbols: SpeechSymbols, _ settings: Settings, _ language: LanguageModelFusion?,
    _ words: SpeechWords? = nil
  ) {
    self.words = words
    self.symbols = symbols
    self.settings = settings
    self.language = language
    nodes = [Node(parent: -1, symbol: -1, length: 0, context: language?.start)]
    beam = [Hypothesis(node: 0, blank: 0)]
  }

  /// Reads a step.
  ///
  /// - Parameter row: the log-probabilities of the blank and of all symbols.
  mutating func append(_ row: [Float]) {
    var next: [Hypothesis] = []
    var places: [Int: Int] = [:]
    func place(_ node: Int) -> Int {
      if let place = places[node] { return place }
      places[node] = next.count
      next.append(Hypothesis(node: node))
      return next.count - 1
    }
    let candidates = (1..<Int32(row.count)).filter {
      Double(row[Int($0)]) > Self.leastLogProbability
    }
    for hypothesis in beam {
      let node = hypothesis.node
      let last = nodes[node].symbol
      let stay = place(node)
      next[stay].blank = Self.logAdd(next[stay].blank, hypothesis.total + Double(row[0]))
      if last > 0 {
        next[stay].symbol = Self.logAdd(
          next[stay].symbol, hypothesis.symbol + Double(row[Int(last)]))
      }
      for symbol in candidates {
        // A symbol that repeats needs a blank between.
        let before = symbol == last ? hypothesis.blank : hypothesis.total
        if before == -.infinity { continue }
        guard let child = child(of: node, symbol) else { continue }
        let extended = place(child)
        next[extended].symbol = Self.logAdd(
          next[extended].symbol, before + Double(row[Int(symbol)]))
      }
    }
    let scored = next.map { ($0, score($0)) }.sorted {
      ($1.1, $0.0.node) < ($0.1, $1.0.node)
    }
    beam = scored.prefix(settings.width).map(\.0)
  }

  /// - Returns: `nil` if no word goes on so.
  private mutating func child(of node: Int, _ symbol: Int32) -> Int? {
    if let child = nodes[node].children[symbol] { return child }
    var child = Node(parent: node, symbol: symbol, length: nodes[node].length + 1)
    if let words {
      guard let place = words.place(behind: symbol, from: nodes[node].place) else { return nil }
      child.place = place
    }
    child.languageScore = nodes[node].languageScore
    if let language {
      let context = nodes[node].context ?? context(of: node, language)
      child.languageScore += language.logProbability(of: symbols[symbol], after: context)
    }
    nodes.append(child)
    nodes[node].children[symbol] = nodes.count - 1
    return nodes.count - 1
  }

  private mutating func context(
    of node: Int, _ language: LanguageModelFusion
  ) -> LanguageModelFusion.Context {
    if let context = nodes[node].context { return context }
    let parent = context(of: nodes[node].parent, language)
    let context = language.context(after: symbols[nodes[node].symbol], from: parent)
    nodes[node].context = context
    return context
  }

  private func score(_ hypothesis: Hypothesis) -> Double {
    let node = nodes[hypothesis.node]
    return hypothesis.total + settings.languageWeight * node.languageScore
      + settings.characterBonus * Double(node.length)
  }

  /// The symbols of the best prefix that ends with a word.
  var best: [Int32] {
    let complete = beam.first { words?.isComplete(nodes[$0.node].place) ?? true }
    guard var node = (complete ?? beam.first)?.node else { return [] }
    var symbols: [Int32] = []
    while node > 0 {
      symbols.append(nodes[node].symbol)
      node = nodes[node].parent
    }
    return symbols.reversed()
  }

  private static func logAdd(_ a: Double, _ b: Double) -> Double {
    let (low, high) = (min(a, b), max(a, b))
    return low == -.infinity ? high : high + log1p(exp(low - high))
  }
}
