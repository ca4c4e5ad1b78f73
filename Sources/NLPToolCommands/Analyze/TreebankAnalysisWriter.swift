import NLPToolkit

/// CoNLL-U: sentences with their number and text, a line a word, entities in the last column.
struct TreebankAnalysisWriter: AnalysisWriter {
  let output: Output
  private var sentenceCount = 0

  init(output: Output) { self.output = output }

  mutating func write(_ record: DocumentRecord, tokenizer: Tokenizer) throws {
    let document = record.document
    guard !document.tokens.isEmpty else { return }
    let multiwords = tokenizer.multiwordTokens(of: document)
    let entityTags = tags(of: document)
    var next = 0
    var lines = "# newdoc\n"
    for (index, sentence) in document.sentences.enumerated() where !sentence.tokens.isEmpty {
      sentenceCount += 1
      // A comment is one line.
      let text = String(document.slice(sentence.range).map { $0.isWhitespace ? " " : $0 })
      lines += "# sent_id = \(sentenceCount)\n# text = \(text)\n"
      let end = document.tokens[sentence.tokens.upperBound - 1].range.upperBound
      let isLast = index + 1 == document.sentences.count
      let nextStart =
        isLast ? document.text.utf8.count : document.sentences[index + 1].range.lowerBound
      let first = next
      while next < multiwords.count, multiwords[next].lowerBound < sentence.tokens.upperBound {
        next += 1
      }
      let space = document.slice(end..<max(end, nextStart))
      do {
        try TreebankWriter.write(
          sentence, of: document, multiwords: multiwords[first..<next],
          lastSpace: isLast && space.isEmpty ? " " : space,
          notes: { token in entityTags[token].map { "NER=\($0)" } }, to: &lines)
      } catch {
        throw CommandError.badData(
          "\(record.line.map { "line \($0): " } ?? "")\(error); use --format jsonl")
      }
      lines += "\n"
    }
    try output.write(lines)
  }

  /// The tag of each token that an entity covers, in BIO.
  private func tags(of document: Document) -> [Int: String] {
    var tags: [Int: String] = [:]
    var token = 0
    for span in document.spans {
      while token < document.tokens.count,
        document.tokens[token].range.upperBound <= span.range.lowerBound
      {
        token += 1
      }
      var isFirst = true
      while token < document.tokens.count,
        document.tokens[token].range.lowerBound < span.range.upperBound
      {
        tags[token] = "\(isFirst ? "B" : "I")-\(span.label)"
        isFirst = false
        token += 1
      }
    }
    return tags
  }

  mutating func writeBlank() throws {}

  mutating func write(_ failure: DocumentFailure) throws -> Bool { false }
}
