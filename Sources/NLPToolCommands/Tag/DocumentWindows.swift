import NLPToolkit

/// The pieces of a text that is too long to be tagged at once: whole sentences, where they are not
/// longer than a piece themselves.
struct DocumentWindows: Sequence, IteratorProtocol {
  /// A piece with its tokens, and where it starts in the text in UTF-8 bytes.
  typealias Element = (document: Document, start: Int)

  /// The bytes that are looked at for one piece.
  let size: Int
  private let text: String
  private let tokenizer: Tokenizer
  private var start = 0

  init(_ text: String, size: Int, tokenizer: Tokenizer) {
    precondition(size >= 4)
    self.text = text
    self.size = size
    self.tokenizer = tokenizer
  }

  mutating func next() -> Element? {
    let utf8 = text.utf8
    guard start < utf8.count else { return nil }
    var end = Swift.min(start + size, utf8.count)
    let isLast = end == utf8.count
    while !isLast, utf8[utf8.index(utf8.startIndex, offsetBy: end)] & 0xC0 == 0x80 { end -= 1 }
    var document = Document(text: text.slice(utf8: start..<end))
    tokenizer.annotate(&document)
    document.hasGoldTokens = true
    defer { start = end }
    if isLast { return (document, start) }
    // What comes behind the end may belong to the last sentence, or to the last token of the only
    // one.
    if document.sentences.count > 1 {
      let open = document.sentences.removeLast()
      document.tokens.removeLast(document.tokens.count - open.tokens.lowerBound)
      end = start + open.range.lowerBound
    } else if document.tokens.count > 1, let sentence = document.sentences.first {
      let open = document.tokens.removeLast()
      document.sentences[0] = Sentence(
        range: sentence.range
          .lowerBound..<document.tokens[document.tokens.count - 1].range.upperBound,
        tokens: 0..<document.tokens.count)
      end = start + open.range.lowerBound
    }
    document.text = document.slice(0..<end - start)
    return (document, start)
  }
}
