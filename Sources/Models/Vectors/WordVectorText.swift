import Text
import Tokenization

/// The text that vectors are trained on, as indices of its words.
public struct WordVectorText: Sendable {
  private var all = StringTable()
  private var allCounts: [Int] = []
  /// The indices of the words; -1 ends a sentence.
  private var tokens: [Int32] = []
  private let isLowercased: Bool
  /// The words that were added, the rare ones included.
  public private(set) var wordCount = 0

  /// A text without words yet; `isLowercased` makes capitals small letters.
  public init(isLowercased: Bool) { self.isLowercased = isLowercased }

  /// Adds the next word of the sentence, given as UTF-8.
  public mutating func append(_ word: UnsafeBufferPointer<UInt8>) {
    if word.isEmpty { return }
    if isLowercased {
      FoldedWord.withBytes(of: word, foldingDigits: true) { add($0) }
    } else {
      add(word)
    }
  }

  private mutating func add(_ word: UnsafeBufferPointer<UInt8>) {
    let index: Int
    if let known = all.index(of: word) {
      index = known
      allCounts[known] += 1
    } else {
      index = all.append(word) ?? 0
      allCounts.append(1)
    }
    tokens.append(Int32(truncatingIfNeeded: index))
    wordCount += 1
  }

  /// Ends a sentence: words of two sentences are no neighbours.
  public mutating func endSentence() {
    if let last = tokens.last, last >= 0 { tokens.append(-1) }
  }

  /// Adds text whose words stand apart by spaces, a sentence on each line.
  public mutating func append(tokenized bytes: UnsafeRawBufferPointer) {
    var start = 0
    let bytes = bytes.bindMemory(to: UInt8.self)
    for offset in 0..<bytes.count {
      let byte = bytes[offset]
      guard byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) else { continue }
      append(UnsafeBufferPointer(rebasing: bytes[start..<offset]))
      start = offset + 1
      if byte == 0x0A { endSentence() }
    }
    append(UnsafeBufferPointer(rebasing: bytes[start...]))
    endSentence()
  }

  /// The words that occur at least `minimumCount` times, the most frequent first and of equal ones
  /// the first of the text; their counts; and the text of them alone.
  func frequent(
    _ minimumCount: Int
  ) throws(WordVectorTrainingError) -> (words: StringTable, counts: [Int], tokens: [Int32]) {
    guard all.count < Int32.max / 2 else { throw .tooLarge(words: all.count) }
    let order = allCounts.indices.filter { allCounts[$0] >= minimumCount }
      .sorted { (allCounts[$0], $1) > (allCounts[$1], $0) }
    var words = StringTable(minimumCapacity: order.count)
    var indices = [Int32](repeating: -2, count: all.count)
    for (index, old) in order.enumerated() {
      indices[old] = Int32(index)
      _ = all.withBytes(of: old) { words.append($0) }
    }
    var kept: [Int32] = []
    kept.reserveCapacity(tokens.count)
    for token in tokens {
      let index = token < 0 ? -1 : indices[Int(token)]
      if index >= 0 || (index == -1 && (kept.last ?? -1) >= 0) { kept.append(index) }
    }
    guard order.count >= 2 else {
      throw .tooShort(words: wordCount, minimumCount: minimumCount)
    }
    return (words, order.map { allCounts[$0] }, kept)
  }
}

extension WordVectorText {
  /// Adds plain text, line by line, with the words that the tokenizer finds.
  public mutating func append(
    plain bytes: UnsafeRawBufferPointer, tokenizer: Tokenizer = Tokenizer()
  ) {
    for line in bytes.split(separator: 0x0A) {
      var text = String(decoding: line, as: UTF8.self)
      let tokens = tokenizer.tokens(in: text)
      text.withUTF8 { bytes in
        for token in tokens { append(UnsafeBufferPointer(rebasing: bytes[token.range])) }
      }
      endSentence()
    }
  }
}
