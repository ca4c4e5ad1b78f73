import Text

/// What ``Document`` promises of its ranges.
///
/// - Throws: ``FuzzTarget/Finding``.
package func checkDocument(_ document: Document) throws {
  let bytes = Array(document.text.utf8)
  func isCut(_ offset: Int) -> Bool { offset < bytes.count && bytes[offset] & 0xC0 == 0x80 }
  func checkRange(_ range: Range<Int>, _ what: String) throws {
    try check(
      range.lowerBound >= 0 && range.upperBound <= bytes.count && !range.isEmpty
        && !isCut(range.lowerBound) && !isCut(range.upperBound),
      "\(what) \(range) in \(bytes.count) bytes")
  }
  var end = 0
  for token in document.tokens {
    try checkRange(token.range, "a token")
    try check(token.range.lowerBound >= end, "tokens that overlap at \(end)")
    end = token.range.upperBound
  }
  var next = 0
  end = 0
  for sentence in document.sentences {
    try checkRange(sentence.range, "a sentence")
    try check(sentence.range.lowerBound >= end, "sentences that overlap at \(end)")
    end = sentence.range.upperBound
    try check(sentence.tokens.lowerBound == next, "a token between sentences")
    next = sentence.tokens.upperBound
  }
  try check(document.sentences.isEmpty || next == document.tokens.count, "tokens in no sentence")
  var start = 0
  for span in document.spans {
    try checkRange(span.range, "an entity")
    try check(span.range.lowerBound >= start, "entities out of order")
    start = span.range.lowerBound
  }
  let names = document.labels + document.spans.map(\.label)
  try check(!names.contains(""), "an entity or a class without a label")
  try check(
    !(names + [document.identifier ?? ""]).contains { $0.utf8.contains(0) }, "a NUL in a name")
}
