import Text

/// Writes sentences in CoNLL-U: the words and what touches, the other columns empty.
public struct TreebankWriter: DocumentWriter {
  private let marksDocuments: Bool

  public var holds: DocumentParts { [.identifier, .tokens] }

  /// - Parameter marksDocuments: whether documents are set apart, which is needed where one has more
  ///   than one sentence.
  public init(marksDocuments: Bool) {
    self.marksDocuments = marksDocuments
  }

  /// - Throws: a tab or a line end in a token or the name, no tokens at all.
  public func text(of document: Document) throws(UnwritableDocument) -> String {
    if document.sentences.isEmpty { throw UnwritableDocument(reason: "it has no tokens") }
    if !marksDocuments, document.sentences.count > 1 {
      throw UnwritableDocument(reason: "it has more than one sentence")
    }
    var lines = ""
    let name = document.identifier
    if let name, !ColumnWriter.isOneLine(name) {
      throw UnwritableDocument(reason: "its name '\(name)' has a tab or a line end")
    }
    if marksDocuments {
      lines += name.map { "# newdoc id = \($0)\n" } ?? "# newdoc\n"
    } else if let name {
      lines += "# sent_id = \(name)\n"
    }
    for sentence in document.sentences {
      let text = document.slice(sentence.range)
      if ColumnWriter.isOneLine(text) { lines += "# text = \(text)\n" }
      for (position, index) in sentence.tokens.enumerated() {
        let token = document.tokens[index]
        let isLast = index + 1 == sentence.tokens.upperBound
        let space =
          isLast
          ? " "
          : document.slice(token.range.upperBound..<document.tokens[index + 1].range.lowerBound)
        let word = document.slice(token.range)
        guard ColumnWriter.isOneLine(word) else {
          throw UnwritableDocument(reason: "the token '\(word)' has a tab or a line end in it")
        }
        lines += "\(position + 1)\t\(word)\t_\t_\t_\t_\t_\t_\t_\t"
        lines += Self.note(of: space) + "\n"
      }
      lines += "\n"
    }
    return lines
  }

  /// What the last column says of the space behind a token, spelled as UDPipe does.
  private static func note(of space: some StringProtocol) -> String {
    if space.isEmpty { return "SpaceAfter=No" }
    if space == " " || !space.allSatisfy(\.isWhitespace) { return "_" }
    var note = "SpacesAfter="
    for scalar in space.unicodeScalars {
      switch scalar {
      case " ": note += "\\s"
      case "\n": note += "\\n"
      case "\r": note += "\\r"
      case "\t": note += "\\t"
      default: note.unicodeScalars.append(scalar)
      }
    }
    return note
  }
}
