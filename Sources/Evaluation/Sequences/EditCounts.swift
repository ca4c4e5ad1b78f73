/// How one sequence becomes another with the fewest edits.
public struct EditCounts: Sendable, Hashable {
  /// Items that are the same on both sides.
  public var hits = 0
  /// Items of the reference that stand as others.
  public var substitutions = 0
  /// Items of the reference that the hypothesis lacks.
  public var deletions = 0
  /// Items of the hypothesis that the reference lacks.
  public var insertions = 0

  /// Starts with nothing counted.
  public init() {}

  /// Changes that make the reference of the hypothesis.
  public var edits: Int { substitutions + deletions + insertions }
  /// Items of the reference.
  public var referenceCount: Int { hits + substitutions + deletions }
  /// Items of the hypothesis.
  public var hypothesisCount: Int { hits + substitutions + insertions }

  public static func += (left: inout EditCounts, right: EditCounts) {
    left.hits += right.hits
    left.substitutions += right.substitutions
    left.deletions += right.deletions
    left.insertions += right.insertions
  }

  /// Aligns two sequences (Levenshtein, 1966).
  ///
  /// Where several alignments have the fewest edits, the kinds of edits may differ between them.
  /// Read from the end, a deletion is preferred to an insertion and that to a substitution, after
  /// what both begin and end with is set aside; this is what RapidFuzz, and so jiwer, does.
  ///
  /// - Complexity: O(*n* · *m*) time and bytes, for the parts that differ.
  public init<Item: Equatable>(reference: [Item], hypothesis: [Item]) {
    var start = 0
    while start < min(reference.count, hypothesis.count), reference[start] == hypothesis[start] {
      start += 1
    }
    var referenceEnd = reference.count
    var hypothesisEnd = hypothesis.count
    while referenceEnd > start, hypothesisEnd > start,
      reference[referenceEnd - 1] == hypothesis[hypothesisEnd - 1]
    {
      referenceEnd -= 1
      hypothesisEnd -= 1
    }
    hits = start + reference.count - referenceEnd
    align(reference[start..<referenceEnd], hypothesis[start..<hypothesisEnd])
  }

  private mutating func align<Item: Equatable>(
    _ reference: ArraySlice<Item>, _ hypothesis: ArraySlice<Item>
  ) {
    // `steps[row][column]` is the distance between the first `row` items of the hypothesis and the
    // first `column` of the reference, minus the same without the last item of the reference:
    // -1...1.
    let columns = reference.count
    let rows = hypothesis.count
    var steps = [Int8](repeating: 0, count: rows * columns)
    var distances = Array(0...columns)
    for row in 0..<rows {
      let item = hypothesis[hypothesis.startIndex + row]
      var diagonal = distances[0]
      distances[0] += 1
      for column in 0..<columns {
        let substituted =
          diagonal + (reference[reference.startIndex + column] == item ? 0 : 1)
        let best = min(substituted, distances[column] + 1, distances[column + 1] + 1)
        diagonal = distances[column + 1]
        distances[column + 1] = best
        steps[row * columns + column] = Int8(best - distances[column])
      }
    }
    var row = rows
    var column = columns
    while row > 0, column > 0 {
      if steps[(row - 1) * columns + column - 1] == 1 {
        deletions += 1
        column -= 1
        continue
      }
      row -= 1
      if row > 0, steps[(row - 1) * columns + column - 1] == -1 {
        insertions += 1
      } else {
        column -= 1
        if reference[reference.startIndex + column] == hypothesis[hypothesis.startIndex + row] {
          hits += 1
        } else {
          substitutions += 1
        }
      }
    }
    deletions += column
    insertions += row
  }
}
