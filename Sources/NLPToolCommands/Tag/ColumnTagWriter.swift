import NLPToolkit

/// Columns: a token and its tag a line, blank lines between sentences. Lines that came as columns
/// come out as they were, with the tag behind.
struct ColumnTagWriter: TagWriter {
  let output: Output
  let scheme: TagScheme
  /// Whether the last line that was written was not blank.
  private var isInSentence = false

  let needsTokens = true

  init(output: Output, scheme: TagScheme) {
    self.output = output
    self.scheme = scheme
  }

  mutating func write(_ record: DocumentRecord) throws {
    let document = record.document
    let tags = tags(of: document)
    try closeSentence()
    guard case .columns(let lines) = record.origin else {
      for sentence in document.sentences where !sentence.tokens.isEmpty {
        for index in sentence.tokens where document.tokens[index].kind != .whitespace {
          try output.writeLine("\(document.slice(document.tokens[index].range))\t\(tags[index])")
        }
        try output.writeLine("")
      }
      return
    }
    for line in lines {
      switch line.role {
      case .token(let index): try write(tags[index], behind: line.text)
      case .filler(let tag): try write(tag, behind: line.text)
      case .verbatim: try output.writeLine(line.text)
      }
      isInSentence = !line.text.isEmpty
    }
  }

  mutating func writeBlank() throws {}

  mutating func write(_ failure: DocumentFailure) throws -> Bool { false }

  /// Sentences of two files stay apart, even if the first one lacks its last blank line.
  private mutating func closeSentence() throws {
    if isInSentence { try output.writeLine("") }
    isInSentence = false
  }

  private func write(_ tag: String, behind line: String) throws {
    if line.utf8.contains(0x09) {
      try output.writeLine(line + "\t" + tag)
    } else {
      let end = line.utf8.lastIndex { $0 != 0x20 } ?? line.utf8.startIndex
      try output.writeLine(line[...end] + " " + tag)
    }
  }

  /// One tag a token. Entities start and end with tokens.
  private func tags(of document: Document) -> [String] {
    var spans: [TokenSpan] = []
    var index = 0
    for span in document.spans {
      while index < document.tokens.count,
        document.tokens[index].range.lowerBound < span.range.lowerBound
      {
        index += 1
      }
      let first = index
      while index < document.tokens.count,
        document.tokens[index].range.upperBound <= span.range.upperBound
      {
        index += 1
      }
      if first < index { spans.append(TokenSpan(tokens: first..<index, label: span.label)) }
    }
    return scheme.tags(for: spans, count: document.tokens.count)
  }
}
