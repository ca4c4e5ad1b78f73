import Evaluation
import Neural
import Text

extension CharacterLanguageModel {
  /// Scores a split of a text as one text, the state carried from its start to its end.
  ///
  /// - Parameter partLength: the symbols of a part.
  /// - Returns: the parts in the order of reading.
  /// - Throws: ``LanguageModelError/notUTF8(text:split:byte:)``, and what reading the text throws.
  /// - Complexity: O(n) in the symbols of the split, in memory eight bytes each.
  public func scoreParts(
    of text: some LanguageModelText, split: Split, partLength: Int = 1000,
    threads pool: ThreadPool = .serial
  ) throws -> [LanguageModelScorer] {
    let sequence = try text.symbols(of: split, symbols)
    var read = (0..<sequence.count).map { sequence[$0] }
    var sizes = try SymbolSizes(text, split: split, areBytes: symbols.areBytes)
    if isBackward {
      read.reverse()
      sizes.reverse()
    }
    let scorer = SymbolScorer(network: network, weights: weights, start: symbols.start)
    let losses = scorer.losses(of: [read], pool: pool)[0]
    return try stride(from: 0, to: losses.count, by: max(1, partLength)).map { first in
      let part = first..<min(first + max(1, partLength), losses.count)
      var scorer = LanguageModelScorer()
      let nats = losses[part].reduce(0.0) { $0 + Double(max(0, $1)) }
      try scorer.add(
        logProbability: -nats, symbols: part.count, characters: sizes.characters(part),
        bytes: sizes.bytes(part), words: sizes.words(part))
      return scorer
    }
  }

  /// How many characters of a split the model does not know.
  public func unknownCount(in text: some LanguageModelText, split: Split) throws -> Int {
    guard let unknown = symbols.unknown else { return 0 }
    let sequence = try text.symbols(of: split, symbols)
    return (0..<sequence.count).count { sequence[$0] == unknown }
  }
}

/// The bytes, characters and words that each symbol of a text completes or starts.
private struct SymbolSizes {
  /// For each symbol its bytes, and flags for the start of a character and of a word.
  private var sizes: [UInt8] = []
  private static let startsCharacter: UInt8 = 0x10
  private static let startsWord: UInt8 = 0x20

  init(_ text: some LanguageModelText, split: Split, areBytes: Bool) throws {
    var sizes: [UInt8] = []
    var isInWord = false
    func append(_ byteCount: Int, isSpace: Bool, startsCharacter: Bool) {
      var size = UInt8(byteCount)
      if startsCharacter { size |= Self.startsCharacter }
      if !isSpace && !isInWord { size |= Self.startsWord }
      isInWord = !isSpace
      sizes.append(size)
    }
    if areBytes {
      try text.forEachPiece(of: split) { piece in
        for byte in piece {
          append(
            1, isSpace: byte == 0x20 || (0x09...0x0D).contains(byte),
            startsCharacter: byte & 0xC0 != 0x80)
        }
      }
    } else {
      try text.forEachScalar(of: split) { scalar in
        append(
          UTF8.width(scalar), isSpace: scalar.properties.isWhitespace, startsCharacter: true)
      }
    }
    self.sizes = sizes
  }

  mutating func reverse() { sizes.reverse() }

  func bytes(_ range: Range<Int>) -> Int { sizes[range].reduce(0) { $0 + Int($1 & 0x0F) } }

  func characters(_ range: Range<Int>) -> Int {
    sizes[range].count { $0 & Self.startsCharacter != 0 }
  }

  func words(_ range: Range<Int>) -> Int { sizes[range].count { $0 & Self.startsWord != 0 } }
}
