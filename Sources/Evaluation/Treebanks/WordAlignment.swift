/// Pairs of gold and system words, as the script of the CoNLL 2018 shared task finds them.
///
/// Words that are tokens pair up if they cover the same characters. Where either side has a
/// multiword token, the words of the stretch that the tokens of both sides cover pair up by their
/// forms, along a longest common subsequence.
struct WordAlignment {
  /// Indices of words.
  private(set) var pairs: [(gold: Int, system: Int)] = []
  private let gold: [Treebank.Word]
  private let system: [Treebank.Word]

  init(gold: [Treebank.Word], system: [Treebank.Word]) {
    self.gold = gold
    self.system = system
    align()
  }

  private mutating func align() {
    var (g, s) = (0, 0)
    while g < gold.count, s < system.count {
      if gold[g].isPart || system[s].isPart {
        let (goldStretch, systemStretch) = stretch(g, s)
        pairForms(goldStretch, systemStretch)
        (g, s) = (goldStretch.upperBound, systemStretch.upperBound)
      } else if gold[g].span == system[s].span {
        pairs.append((g, s))
        g += 1
        s += 1
      } else if gold[g].span.lowerBound <= system[s].span.lowerBound {
        g += 1
      } else {
        s += 1
      }
    }
  }

  /// The words of both sides, from these on, that a multiword token holds together.
  private func stretch(_ g: Int, _ s: Int) -> (gold: Range<Int>, system: Range<Int>) {
    var (g, s) = (g, s)
    var end: Int
    if gold[g].isPart {
      end = gold[g].span.upperBound
      if !system[s].isPart, system[s].span.lowerBound < gold[g].span.lowerBound { s += 1 }
    } else {
      end = system[s].span.upperBound
      if !gold[g].isPart, gold[g].span.lowerBound < system[s].span.lowerBound { g += 1 }
    }
    let first = (g, s)
    while !isBeyond(end, gold, g) || !isBeyond(end, system, s) {
      let takesGold =
        g < gold.count
        && (s >= system.count || gold[g].span.lowerBound <= system[s].span.lowerBound)
      let word = takesGold ? gold[g] : system[s]
      if word.isPart { end = max(end, word.span.upperBound) }
      if takesGold { g += 1 } else { s += 1 }
    }
    return (first.0..<g, first.1..<s)
  }

  /// Whether a word lies behind a stretch that ends at a character.
  private func isBeyond(_ end: Int, _ words: [Treebank.Word], _ index: Int) -> Bool {
    guard index < words.count else { return true }
    let span = words[index].span
    return words[index].isPart ? span.lowerBound >= end : span.upperBound > end
  }

  /// Pairs the words of a stretch along a longest common subsequence of their forms.
  private mutating func pairForms(_ goldWords: Range<Int>, _ systemWords: Range<Int>) {
    guard !goldWords.isEmpty, !systemWords.isEmpty else { return }
    let a = gold[goldWords].map(\.lowercasedForm)
    let b = system[systemWords].map(\.lowercasedForm)
    // lengths[i][j] is the length of the longest common subsequence of a[i...] and b[j...].
    var lengths = [[Int]](
      repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in a.indices.reversed() {
      for j in b.indices.reversed() {
        lengths[i][j] = max(
          a[i] == b[j] ? 1 + lengths[i + 1][j + 1] : 0, lengths[i + 1][j], lengths[i][j + 1])
      }
    }
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      if a[i] == b[j] {
        pairs.append((goldWords.lowerBound + i, systemWords.lowerBound + j))
        i += 1
        j += 1
      } else if lengths[i][j] == lengths[i + 1][j] {
        i += 1
      } else {
        j += 1
      }
    }
  }
}
