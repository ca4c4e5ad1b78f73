import Text

/// Entities as JSON has them, in JSON lines and in a column of a table.
extension Span {
  /// Reads `{"start", "end", "label"}`, with `start_offset` and `end_offset` as other names, or
  /// `[start, end, label]`.
  init(
    _ value: JSONValue, offsets: OffsetTable, in text: String
  ) throws(RecordProblem) {
    let start: Int?
    let end: Int?
    let label: String?
    if let parts = value.array {
      guard parts.count == 3 else {
        throw RecordProblem("an entity of \(parts.count) parts, not start, end, label")
      }
      (start, end, label) = (parts[0].integer, parts[1].integer, parts[2].string)
    } else {
      start = (value["start"] ?? value["start_offset"])?.integer
      end = (value["end"] ?? value["end_offset"])?.integer
      label = value["label"]?.string
    }
    guard let start, let end else {
      throw RecordProblem("an entity without whole numbers as start and end")
    }
    guard let label, !label.isEmpty else { throw RecordProblem("an entity without a label") }
    guard start < end else { throw RecordProblem("an entity from \(start) to \(end)") }
    guard let lower = offsets.utf8(start), let upper = offsets.utf8(end) else {
      throw RecordProblem(
        "an entity from \(start) to \(end) in a text of \(offsets.count) \(offsets.unitName)")
    }
    self.init(range: lower..<upper, label: label)
    if let words = value["text"]?.string, words != text.slice(utf8: range) {
      throw RecordProblem(
        "the entity from \(start) to \(end) is '\(text.slice(utf8: range))', "
          + "not '\(words)': are the offsets in \(offsets.unitName)?")
    }
  }
}

extension Document {
  package mutating func sortSpans() {
    spans.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
  }
}
