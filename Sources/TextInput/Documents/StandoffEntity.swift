import Text

/// An entity as brat's standoff has it: `T1`, a tab, `Label START END`, a tab and its words. An
/// entity in several pieces has several places: `Label START END;START END`.
struct StandoffEntity {
  /// `FILE:LINE`.
  let location: String
  let label: String
  /// In the order of the text.
  let pieces: [Range<Int>]
  /// `nil` if the line has none.
  let words: Substring?

  /// The entities of an annotation file. Relations, events and notes are passed over.
  static func all(in text: String, of file: String) throws(RecordProblem) -> [StandoffEntity] {
    var entities: [StandoffEntity] = []
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() where bytes.first == UInt8(ascii: "T") {
      let line = Substring(bytes.last == 0x0D ? bytes.dropLast() : bytes)
      entities.append(try StandoffEntity(line, location: "\(file):\(index + 1)"))
    }
    return entities
  }

  private init(_ line: Substring, location: String) throws(RecordProblem) {
    self.location = location
    let columns = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
    // A label may hold a semicolon, but no space.
    let parts = columns.count >= 2 ? columns[1].split(separator: " ", maxSplits: 1) : []
    var pieces: [Range<Int>] = []
    for piece in parts.count == 2 ? parts[1].split(separator: ";") : [] {
      let ends = piece.split(separator: " ")
      guard ends.count == 2, let start = Int(ends[0]), let end = Int(ends[1]),
        0 <= start, start < end
      else {
        pieces = []
        break
      }
      pieces.append(start..<end)
    }
    guard !pieces.isEmpty else {
      throw RecordProblem("\(location): not 'T1', a tab and 'Label START END'")
    }
    label = String(parts[0])
    self.pieces = pieces.sorted { $0.lowerBound < $1.lowerBound }
    words = columns.count >= 3 ? columns[2] : nil
  }

  /// The entity in its text, from its first piece to its last.
  ///
  /// - Parameter skipped: how many units stand before the text that offsets count.
  func span(
    in document: Document, _ offsets: OffsetTable, before skipped: Int = 0
  ) throws(RecordProblem) -> Span {
    var ranges: [Range<Int>] = []
    for piece in pieces {
      guard let lower = offsets.utf8(piece.lowerBound - skipped),
        let upper = offsets.utf8(piece.upperBound - skipped)
      else {
        throw RecordProblem(
          "\(location): an entity from \(piece.lowerBound) to \(piece.upperBound) in a text of "
            + "\(offsets.count) \(offsets.unitName)")
      }
      ranges.append(lower..<upper)
    }
    let found = ranges.map { LineEscapes.flattened(document.slice($0)) }.joined(separator: " ")
    if let words, found != LineEscapes.flattened(words) {
      throw RecordProblem(
        "\(location): the entity from \(pieces[0].lowerBound) to "
          + "\(pieces[pieces.count - 1].upperBound) is '\(found)', not '\(words)'")
    }
    let end = ranges.reduce(0) { max($0, $1.upperBound) }
    return Span(range: ranges[0].lowerBound..<end, label: label)
  }

  /// How the entity was read, if it has other words between its pieces; white space between them is
  /// what brat itself makes of an entity that goes on in the next line.
  func repair(_ found: String) -> String? {
    guard pieces.count > 1, let words else { return nil }
    let isWhole =
      found.split(whereSeparator: \.isWhitespace)
      == words.split(whereSeparator: \.isWhitespace)
    return isWhole
      ? nil : "\(location): '\(words)' in \(pieces.count) pieces; read as one entity, '\(found)'"
  }
}
