import Text

/// Entities as JSON has them, in JSON lines and in a column of a table.
extension Span {
  /// Reads `{"start", "end", "label"}`, with `start_offset` and `end_offset` as other names, or
  /// `[start, end, label]`. Where there are several `labels` (Label Studio), each makes an entity.
  static func all(
    _ value: JSONValue, offsets: OffsetTable, in text: String
  ) throws(RecordProblem) -> [Span] {
    let start: Int?
    let end: Int?
    var labels: [String] = []
    if let parts = value.array {
      guard parts.count == 3 else {
        throw RecordProblem("an entity of \(parts.count) parts, not start, end, label")
      }
      (start, end) = (parts[0].integer, parts[1].integer)
      if let label = parts[2].string { labels = [label] }
    } else {
      start = (value["start"] ?? value["start_offset"])?.integer
      end = (value["end"] ?? value["end_offset"])?.integer
      if let label = value["label"]?.string {
        labels = [label]
      } else {
        labels = value["labels"]?.array?.compactMap(\.string) ?? []
      }
    }
    guard let start, let end else {
      throw RecordProblem("an entity without whole numbers as start and end")
    }
    if labels.isEmpty || labels.contains(where: { FormatRecognition.isBlank($0) }) {
      throw RecordProblem("an entity without a label")
    }
    if labels.contains(where: { $0.utf8.contains(0) }) { throw RecordProblem("a NUL in a label") }
    guard start < end else { throw RecordProblem("an entity from \(start) to \(end)") }
    guard let lower = offsets.utf8(start), let upper = offsets.utf8(end) else {
      throw RecordProblem(
        "an entity from \(start) to \(end) in a text of \(offsets.count) \(offsets.unitName)")
    }
    let found = text.slice(utf8: lower..<upper)
    if let words = value["text"]?.string, words != found {
      throw RecordProblem(
        "the entity from \(start) to \(end) is '\(found)', "
          + "not '\(words)': are the offsets in \(offsets.unitName)?")
    }
    return labels.map { Span(range: lower..<upper, label: $0) }
  }
}

extension Document {
  /// Brings entities into the order of the text, and takes away what is given twice: the same entity or
  /// class may stand in several fields or lines.
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
