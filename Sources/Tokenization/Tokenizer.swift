import CICU
import Text

/// Divides a text into words and sentences.
///
/// A tokenizer is a value that threads may share; it keeps ICU's rules open, so one for many texts
/// is cheaper than one for each.
public struct Tokenizer: Sendable {
  /// How texts are divided.
  public let configuration: Configuration
  private let words: SegmenterPool
  private let sentences: SentenceSegmenter
  private let language: TreebankTokenizer.Language
  private let keptPatterns: Patterns

  /// A tokenizer that divides texts as the configuration says.
  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
    language = TreebankTokenizer.Language(locale: configuration.locale)
    keptPatterns = configuration.keptPatterns
    words = .shared(.word, locale: configuration.locale)
    sentences = SentenceSegmenter(
      locale: configuration.locale, suppressesAbbreviations: configuration.suppressesAbbreviations)
  }

  /// The version of the linked libicu, such as "72.1": boundaries may differ between versions.
  public static var icuVersion: String { String(cString: cicu_version()) }

  /// The tokens of a text in order, with UTF-8 byte ranges.
  ///
  /// - Complexity: O(n) in the length of the text.
  public func tokens(in text: String) -> [Token] {
    text.withUTF8Bytes { tokens(in: $0) }
  }

  private func tokens(in bytes: UnsafeBufferPointer<UInt8>) -> [Token] {
    var tokens: [Token] = []
    if configuration.style == .unicode { tokens.reserveCapacity(bytes.count / 4 + 8) }
    forEachToken(in: bytes) { tokens.append($0) }
    return tokens
  }

  /// Calls `body` with each token of a text in order, without holding them all.
  ///
  /// - Complexity: O(n) in the length of the text; memory does not depend on it in the unicode
  ///   style.
  public func forEachToken(in text: String, _ body: (Token) -> Void) {
    text.withUTF8Bytes { forEachToken(in: $0, body) }
  }

  /// Calls `body` with each token of a text, which is UTF-8; what is ill-formed in it counts as
  /// U+FFFD.
  ///
  /// - Complexity: O(n) in the length of the text; memory does not depend on it in the unicode
  ///   style.
  @inline(__always)
  package func forEachToken(in bytes: UnsafeBufferPointer<UInt8>, _ body: (Token) -> Void) {
    guard configuration.dividesCharacters else {
      forEachWholeToken(in: bytes, body)
      return
    }
    var division = CharacterDivision(bytes: bytes, keepsSpaces: !configuration.keepsWhitespace)
    forEachWholeToken(in: bytes) { division.add($0, body) }
  }

  @inline(__always)
  private func forEachWholeToken(
    in bytes: UnsafeBufferPointer<UInt8>, _ body: (Token) -> Void
  ) {
    guard keptPatterns.contains(.quantity) else {
      forEachTokenOfStyle(in: bytes, body)
      return
    }
    var joiner = QuantityJoiner(bytes: bytes)
    forEachTokenOfStyle(in: bytes) { joiner.add($0, body) }
    joiner.finish(body)
  }

  @inline(__always)
  private func forEachTokenOfStyle(
    in bytes: UnsafeBufferPointer<UInt8>, _ body: (Token) -> Void
  ) {
    switch configuration.style {
    case .unicode where keptPatterns.subtracting(.quantity).isEmpty:
      forEachUnicodeWord(in: bytes, body)
    case .unicode:
      var whole = WholePatterns(bytes: bytes, patterns: keptPatterns)
      forEachUnicodeWord(in: bytes) { whole.add($0, body) }
      whole.finish(body)
    case .treebank:
      forEachTreebankChunk(in: bytes, sentenceEnds: sentenceEnds(in: bytes)) { $0.forEach(body) }
    }
  }

  @inline(__always)
  private func forEachUnicodeWord(
    in bytes: UnsafeBufferPointer<UInt8>, _ body: (Token) -> Void
  ) {
    words.forEachSegment(in: bytes, skipsWhitespace: !configuration.keepsWhitespace) {
      var start = $0
      if $2 & UInt8(CICU_KIND_SPACED) != 0 {
        start = Self.visibleStart(of: $0..<$1, in: bytes)
        if configuration.keepsWhitespace, start > $0 {
          body(Token(range: $0..<start, kind: .whitespace))
        }
      }
      body(Token(range: Range(uncheckedBounds: (start, $1)), kind: Token.Kind(segment: $2)))
    }
  }

  /// Where what is seen of a segment starts that begins with white space.
  @inline(never)
  private static func visibleStart(
    of segment: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Int {
    Int(
      cicu_visible_start(
        bytes.baseAddress, Int64(segment.lowerBound), Int64(segment.upperBound)))
  }

  private func sentenceEnds(in bytes: UnsafeBufferPointer<UInt8>) -> [Int] {
    var ends: [Int] = []
    addSentenceEnds(in: bytes, to: &ends)
    return ends
  }

  private func addSentenceEnds(in bytes: UnsafeBufferPointer<UInt8>, to ends: inout [Int]) {
    if ends.capacity == 0 { ends.reserveCapacity(8) }
    sentences.forEachSentence(in: bytes) { _, end in ends.append(end) }
  }

  /// Calls `body` with the tokens in order, some hundred at a time.
  ///
  /// - Parameter sentenceEnds: whether a full stop belongs to an abbreviation depends on them.
  private func forEachTreebankChunk(
    in bytes: UnsafeBufferPointer<UInt8>, sentenceEnds: [Int], _ body: ([Token]) -> Void
  ) {
    var workspace = Workspace()
    var storage: [Token] = []
    body(
      treebankTokens(
        in: bytes, sentenceEnds: sentenceEnds, chunk: 256, reusing: &storage, &workspace, body))
  }

  /// The last tokens, those that were not handed to `body` when `chunk` of them had come together.
  ///
  /// - Parameters:
  ///   - storage: an array whose memory is taken for them.
  ///   - workspace: whose memory is used for what comes in between.
  @inline(__always)
  private func treebankTokens(
    in bytes: UnsafeBufferPointer<UInt8>, sentenceEnds: [Int], chunk: Int,
    reusing storage: inout [Token], _ workspace: inout Workspace, _ body: ([Token]) -> Void
  ) -> [Token] {
    var sentence = 0
    let keepsWhitespace = configuration.keepsWhitespace
    var treebank = TreebankTokenizer(
      bytes: bytes, language: language, patterns: keptPatterns)
    swap(&treebank.tokens, &storage)
    swap(&treebank.elements, &workspace.elements)
    treebank.tokens.removeAll(keepingCapacity: true)
    treebank.tokens.reserveCapacity(min(chunk, bytes.count / 4) + 8)
    words.forEachSegment(in: bytes) { start, end, kind in
      let isSpaced = kind & UInt8(CICU_KIND_SPACED) != 0
      guard isSpaced || Int(kind) == CICU_KIND_WHITESPACE else {
        treebank.add(segment: start, end, kind: kind)
        return
      }
      let spaceEnd = isSpaced ? Self.visibleStart(of: start..<end, in: bytes) : end
      // Boundaries within a chunk, as in an address, do not count.
      while sentence < sentenceEnds.count, sentenceEnds[sentence] <= start { sentence += 1 }
      let isLast = sentence < sentenceEnds.count && sentenceEnds[sentence] <= spaceEnd
      treebank.finishChunk(isLast: isLast)
      if keepsWhitespace, start < spaceEnd {
        treebank.tokens.append(Token(range: start..<spaceEnd, kind: .whitespace))
      }
      // A chunk is a word or two; so a call has more of them.
      if treebank.tokens.count >= chunk {
        body(treebank.tokens)
        treebank.tokens.removeAll(keepingCapacity: true)
      }
      if isSpaced {
        treebank.add(segment: spaceEnd, end, kind: kind & ~UInt8(CICU_KIND_SPACED))
      }
    }
    treebank.finishChunk(isLast: true)
    swap(&treebank.elements, &workspace.elements)
    return treebank.tokens
  }

  /// The text with its sentences and their tokens.
  public func document(_ text: String, identifier: String? = nil) -> Document {
    var document = Document(identifier: identifier, text: text)
    annotate(&document)
    return document
  }

  /// Memory that one text leaves to the next.
  package struct Workspace: Sendable {
    fileprivate var sentenceEnds: [Int] = []
    fileprivate var elements: [TreebankElement] = []

    package init() {}
  }

  /// Replaces the sentences and tokens of a document by those of its text; the memory of its arrays
  /// is used again.
  public func annotate(_ document: inout Document) {
    var workspace = Workspace()
    annotate(&document, reusing: &workspace)
  }

  /// As ``annotate(_:)``, for many documents one after the other.
  package func annotate(_ document: inout Document, reusing workspace: inout Workspace) {
    document.hasGoldTokens = false
    if !document.layers.isEmpty { document.layers = [] }
    var tokens: [Token] = []
    var sentences: [Sentence] = []
    swap(&tokens, &document.tokens)
    swap(&sentences, &document.sentences)
    document.text.withUTF8Bytes { bytes in
      var ends: [Int] = []
      swap(&ends, &workspace.sentenceEnds)
      ends.removeAll(keepingCapacity: true)
      addSentenceEnds(in: bytes, to: &ends)
      if configuration.style == .treebank, !keptPatterns.contains(.quantity),
        !configuration.dividesCharacters
      {
        tokens = treebankTokens(
          in: bytes, sentenceEnds: ends, chunk: .max, reusing: &tokens, &workspace, { _ in })
      } else {
        tokens = self.tokens(in: bytes)
      }
      addSentences(of: tokens, count: bytes.count, ends: ends, to: &sentences)
      swap(&ends, &workspace.sentenceEnds)
    }
    document.tokens = tokens
    document.sentences = sentences
  }

  /// The sentences that the tokens stand in. A boundary within a token is none; stretches without a
  /// token other than white space belong to the sentence before, or else to the one behind.
  ///
  /// - Parameter found: an array whose memory is taken for them.
  private func addSentences(
    of tokens: [Token], count: Int, ends: [Int], to found: inout [Sentence]
  ) {
    found.removeAll(keepingCapacity: true)
    found.reserveCapacity(ends.count)
    var first = 0
    var next = 0
    func close(before end: Int) {
      while next < tokens.count, tokens[next].range.upperBound <= end { next += 1 }
      let isLast = end >= count
      if !isLast, next < tokens.count, tokens[next].range.lowerBound < end { return }
      var visible = first..<next
      while !visible.isEmpty, tokens[visible.lowerBound].kind == .whitespace {
        visible = visible.dropFirst()
      }
      while !visible.isEmpty, tokens[visible.upperBound - 1].kind == .whitespace {
        visible = visible.dropLast()
      }
      if !visible.isEmpty {
        let start = tokens[visible.lowerBound].range.lowerBound
        let end = tokens[visible.upperBound - 1].range.upperBound
        found.append(Sentence(range: start..<end, tokens: first..<next))
      } else if !found.isEmpty {
        found[found.count - 1].tokens = found[found.count - 1].tokens.lowerBound..<next
      } else if isLast, first < next {
        let range = tokens[first].range.lowerBound..<tokens[next - 1].range.upperBound
        found.append(Sentence(range: range, tokens: first..<next))
      } else {
        return
      }
      first = next
    }
    for end in ends { close(before: end) }
  }
}

extension Token.Kind {
  /// The kind of a segment of words: CICU.h numbers them as `Text` does.
  @inline(__always)
  init(segment kind: UInt8) {
    self = Token.Kind(rawValue: kind & ~UInt8(CICU_KIND_SPACED)) ?? .symbol
  }
}
