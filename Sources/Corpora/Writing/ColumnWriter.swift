import Text

/// Writes a token, a tab and its tag on each line, with an empty line behind each sentence.
///
/// A sentence whose text is not its tokens with single spaces gets a `# text = ` comment.
public struct ColumnWriter: DocumentWriter {
  private let scheme: TagScheme
  private let marksDocuments: Bool

  public var holds: DocumentParts { [.identifier, .entities, .tokens] }

  /// - Parameter marksDocuments: whether documents are set apart, which is needed where one has
  ///   more than one sentence.
  public init(scheme: TagScheme = .bio, marksDocuments: Bool) {
    self.scheme = scheme
    self.marksDocuments = marksDocuments
  }

  /// - Throws: an entity that is not a run of tokens of one sentence or overlaps another, a tab or
  ///   a line end in a token, a label or the name, no tokens at all.
  public func text(of document: Document) throws(UnwritableDocument) -> String {
    if document.sentences.isEmpty { throw UnwritableDocument(reason: "it has no tokens") }
    if !marksDocuments, document.sentences.count > 1 {
      throw UnwritableDocument(reason: "it has more than one sentence")
    }
    if let name = document.identifier, !Self.isOneLine(name) {
      throw UnwritableDocument(reason: "its name '\(name)' has a tab or a line end")
    }
    for span in document.spans where !Self.isOneLine(span.label) {
      throw UnwritableDocument(reason: "the label '\(span.label)' has a tab or a line end")
    }
    var lines = ""
    if marksDocuments {
      if let identifier = document.identifier {
        lines += "# newdoc id = \(identifier)\n"
      } else {
        lines += "-DOCSTART-\tO\n\n"
      }
    } else if let identifier = document.identifier {
      lines += "# sent_id = \(identifier)\n"
    }
    var next = 0
    for sentence in document.sentences {
      let spans = try tokenSpans(of: document, in: sentence, from: &next)
      let tags = scheme.tags(for: spans, count: sentence.tokens.count)
      let words = sentence.tokens.map { document.slice(document.tokens[$0].range) }
      let text = document.slice(sentence.range)
      if text != words.joined(separator: " "), Self.isOneLine(text) {
        lines += "# text = \(text)\n"
      }
      for (word, tag) in zip(words, tags) {
        guard Self.isOneLine(word), !word.hasPrefix("-DOCSTART-") else {
          throw UnwritableDocument(
            reason: "the token '\(word)' has a tab or a line end in it, or marks a document")
        }
        lines += "\(word)\t\(tag)\n"
      }
      lines += "\n"
    }
    if next < document.spans.count {
      throw unaligned(document.spans[next], document)
    }
    return lines
  }

  static func isOneLine(_ text: String) -> Bool {
    !text.utf8.contains { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
  }

  private func unaligned(_ span: Span, _ document: Document) -> UnwritableDocument {
    UnwritableDocument(
      reason: "the entity '\(document.slice(span.range))' (bytes \(span.range.lowerBound) to "
        + "\(span.range.upperBound)) overlaps another or is not a run of tokens of one sentence")
  }

  /// The entities of the document, from number `next` on, that lie in a sentence.
  private func tokenSpans(
    of document: Document, in sentence: Sentence, from next: inout Int
  ) throws(UnwritableDocument) -> [TokenSpan] {
    var spans: [TokenSpan] = []
    var token = sentence.tokens.lowerBound
    while next < document.spans.count {
      let span = document.spans[next]
      if span.range.lowerBound >= sentence.range.upperBound { break }
      while token < sentence.tokens.upperBound,
        document.tokens[token].range.lowerBound < span.range.lowerBound
      {
        token += 1
      }
      var end = token
      while end < sentence.tokens.upperBound,
        document.tokens[end].range.upperBound <= span.range.upperBound
      {
        end += 1
      }
      guard end > token, document.tokens[token].range.lowerBound == span.range.lowerBound,
        document.tokens[end - 1].range.upperBound == span.range.upperBound
      else { throw unaligned(span, document) }
      if scheme == .io, let last = spans.last, last.label == span.label,
        last.tokens.upperBound == token - sentence.tokens.lowerBound
      {
        throw UnwritableDocument(
          reason: "two entities '\(span.label)' touch, which IO cannot tell apart; export as BIO")
      }
      spans.append(
        TokenSpan(
          tokens: token - sentence.tokens.lowerBound..<end - sentence.tokens.lowerBound,
          label: span.label))
      token = end
      next += 1
    }
    return spans
  }
}
