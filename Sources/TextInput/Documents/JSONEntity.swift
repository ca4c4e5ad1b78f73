import Text

/// An entity as JSON has it, in JSON lines and in a column of a table: `{"start", "end", "label"}`,
/// with `start_offset` and `end_offset` as other names, or `[start, end, label]`.
package struct JSONEntity {
  package let start: Int
  package let end: Int
  /// Several (Label Studio) make an entity each.
  package let labels: [String]
  /// The words that it covers, where they are given.
  let text: String?
  /// A probability, where one is given.
  package let score: Double?

  package init(_ value: JSONValue) throws(RecordProblem) {
    let start: Int?
    let end: Int?
    if let parts = value.array {
      guard parts.count == 3 else {
        throw RecordProblem("an entity of \(parts.count) parts, not start, end, label")
      }
      (start, end) = (parts[0].integer, parts[1].integer)
      labels = parts[2].string.map { [$0] } ?? []
    } else {
      start = (value["start"] ?? value["start_offset"])?.integer
      end = (value["end"] ?? value["end_offset"])?.integer
      labels =
        value["label"]?.string.map { [$0] }
        ?? value["labels"]?.array?.compactMap(\.string) ?? []
    }
    text = value["text"]?.string
    score = value["score"]?.double.flatMap { (0...1).contains($0) ? $0 : nil }
    guard let start, let end else {
      throw RecordProblem("an entity without whole numbers as start and end")
    }
    if labels.isEmpty || labels.contains(where: { FormatRecognition.isBlank($0) }) {
      throw RecordProblem("an entity without a label")
    }
    if labels.contains(where: { $0.utf8.contains(0) }) { throw RecordProblem("a NUL in a label") }
    guard start < end else { throw RecordProblem("an entity from \(start) to \(end)") }
    (self.start, self.end) = (start, end)
  }
}

extension Span {
  /// The spans of an entity in a text.
  static func all(
    _ value: JSONValue, offsets: OffsetTable, in text: String
  ) throws(RecordProblem) -> [Span] {
    let entity = try JSONEntity(value)
    guard let lower = offsets.utf8(entity.start), let upper = offsets.utf8(entity.end) else {
      throw RecordProblem(
        "an entity from \(entity.start) to \(entity.end) in a text of \(offsets.count) "
          + offsets.unitName)
    }
    let found = text.slice(utf8: lower..<upper)
    if let words = entity.text, words != found {
      throw RecordProblem(
        "the entity from \(entity.start) to \(entity.end) is '\(found)', "
          + "not '\(words)': are the offsets in \(offsets.unitName)?")
    }
    return entity.labels.map { Span(range: lower..<upper, label: $0) }
  }
}

extension Document {
  /// Brings entities into the order of the text, and takes away what is given twice: the same
  /// entity or class may stand in several fields or lines.
  package mutating func settleAnnotations() {
    if spans.count > 1 {
      var known: Set<Span> = []
      spans.removeAll { !known.insert($0).inserted }
      spans.sort {
        ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
      }
    }
    if labels.count > 1 {
      var known: Set<String> = []
      labels.removeAll { !known.insert($0).inserted }
    }
  }
}
