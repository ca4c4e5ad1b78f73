import Text

/// Writes sentences in CoNLL-U: the words, what touches, and the layers that have columns there;
/// the other columns are empty.
public struct TreebankWriter: DocumentWriter {
  private let marksDocuments: Bool

  public var holds: DocumentParts { [.identifier, .tokens, .layers] }

  /// - Parameter marksDocuments: whether documents are set apart, which is needed where one has
  ///   more than one sentence.
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
      try Self.write(sentence, of: document, to: &lines)
      lines += "\n"
    }
    return lines
  }

  /// Writes the lines of the words of a sentence, those of the layer ``TokenLayer/words`` for a
  /// token that has some.
  ///
  /// - Parameters:
  ///   - multiwords: tokens that are written as one word, which get a line of their own.
  ///   - lastSpace: what follows the last token.
  ///   - notes: gives more of the last column for a token, by its index; `nil` for nothing.
  /// - Throws: a tab or a line end in a token or a value.
  public static func write(
    _ sentence: Sentence, of document: Document, multiwords: ArraySlice<Range<Int>> = [],
    lastSpace: String = " ", notes: (Int) -> String? = { _ in nil }, to lines: inout String
  ) throws(UnwritableDocument) {
    func word(_ tokens: Range<Int>) throws(UnwritableDocument) -> String {
      try checked(
        document.slice(
          document.tokens[tokens.lowerBound].range
            .lowerBound..<document.tokens[tokens.upperBound - 1].range.upperBound), "token")
    }
    func space(behind index: Int) -> String {
      index + 1 == sentence.tokens.upperBound
        ? lastSpace
        : document.slice(
          document.tokens[index].range.upperBound..<document.tokens[index + 1].range.lowerBound)
    }
    let columns = TokenLayer.columns.map { document.values(of: $0) }
    let divided = document.values(of: TokenLayer.words)
    /// The forms of the words of a token.
    func dividedForms(_ index: Int) throws(UnwritableDocument) -> [Substring] {
      let words = divided?[index]?.split(separator: " ") ?? []
      return words.count > 1 ? words : [Substring(try word(index..<index + 1))]
    }
    var multiwords = multiwords
    var number = 1
    for index in sentence.tokens {
      let forms = try dividedForms(index)
      var multiword = multiwords.first.flatMap { $0.contains(index) ? $0 : nil }
      if multiword == nil, forms.count > 1 { multiword = index..<index + 1 }
      if let multiword, multiword.lowerBound == index {
        var count = 0
        for index in multiword { count += try dividedForms(index).count }
        lines += "\(number)-\(number + count - 1)\t\(try word(multiword))"
        lines += "\t_\t_\t_\t_\t_\t_\t_\t\(note(of: space(behind: multiword.upperBound - 1)))\n"
      }
      let values = columns.map { column -> [Substring] in
        guard let value = column?[index] else { return [] }
        if forms.count == 1 { return [value[...]] }
        let parts = value.split(separator: " ")
        return parts.count == forms.count ? parts : []
      }
      let spacing = multiword == nil ? note(of: space(behind: index)) : "_"
      let notes = [notes(index), spacing == "_" ? nil : spacing].compactMap(\.self)
      for (position, form) in forms.enumerated() {
        lines += "\(number)\t\(try checked(String(form), "token"))"
        for values in values {
          let value = position < values.count ? String(values[position]) : "_"
          lines += "\t\(try checked(value, "value"))"
        }
        lines += "\t_\t_\t_\t\(notes.isEmpty ? "_" : notes.joined(separator: "|"))\n"
        number += 1
      }
      if let multiword, multiword.upperBound == index + 1, multiwords.first == multiword {
        multiwords.removeFirst()
      }
    }
  }

  private static func checked(_ text: String, _ kind: String) throws(UnwritableDocument) -> String {
    guard ColumnWriter.isOneLine(text) else {
      throw UnwritableDocument(reason: "the \(kind) '\(text)' has a tab or a line end in it")
    }
    return text
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
