import Text

/// Writes sentences in CoNLL-U: the words and what touches, the other columns empty.
public struct TreebankWriter: DocumentWriter {
  private let marksDocuments: Bool

  /// - Parameter marksDocuments: whether documents are set apart, which is needed where one has more
  ///   than one sentence.
  public init(marksDocuments: Bool) {
    self.marksDocuments = marksDocuments
  }

  /// - Throws: entities or classes, which the format has no column for; a line end in a sentence; no
  ///   tokens at all.
  public func text(of document: Document) throws(UnwritableDocument) -> String {
    if document.sentences.isEmpty { throw UnwritableDocument(reason: "it has no tokens") }
    if !document.spans.isEmpty || !document.labels.isEmpty {
      throw UnwritableDocument(reason: "CoNLL-U has no place for its entities or classes")
    }
    if !marksDocuments, document.sentences.count > 1 {
      throw UnwritableDocument(reason: "it has more than one sentence")
    }
    var lines = ""
    let name = document.identifier.flatMap { Self.isOneLine($0) ? $0 : nil }
    if marksDocuments {
      lines += name.map { "# newdoc id = \($0)\n" } ?? "# newdoc\n"
    } else if let name {
      lines += "# sent_id = \(name)\n"
    }
    for sentence in document.sentences {
      let text = document.slice(sentence.range)
      guard Self.isOneLine(text) else {
        throw UnwritableDocument(
          reason: "the sentence '\(text.prefix(40))' has a line end or a tab")
      }
      lines += "# text = \(text)\n"
      for (number, index) in sentence.tokens.enumerated() {
        let token = document.tokens[index]
        let touches =
          index + 1 < sentence.tokens.upperBound
          && document.tokens[index + 1].range.lowerBound == token.range.upperBound
        lines += "\(number + 1)\t\(document.slice(token.range))\t_\t_\t_\t_\t_\t_\t_\t"
        lines += touches ? "SpaceAfter=No\n" : "_\n"
      }
      lines += "\n"
    }
    return lines
  }

  private static func isOneLine(_ text: String) -> Bool {
    !text.utf8.contains { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
  }
}
