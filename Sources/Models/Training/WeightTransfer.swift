import Neural
import Text

/// What fine-tuning needs: vocabularies that grow, and weights that follow the words and labels
/// they belong to.
extension Vocabulary {
  /// The words of both, their counts summed.
  func adding(_ other: Vocabulary) -> Vocabulary {
    var counts: [String: Int] = [:]
    for vocabulary in [self, other] {
      for (word, count) in zip(vocabulary.words, vocabulary.counts).dropFirst() {
        counts[word, default: 0] = min(
          Self.maximumCount, counts[word, default: 0] + max(1, count))
      }
    }
    return Vocabulary(counts: counts)
  }

  /// For each word the index in another vocabulary; `nil` for one that it lacks.
  func indices(in other: Vocabulary) -> [Int?] {
    [Vocabulary.unknown] + words.dropFirst().map { other.contains($0) ? other[$0] : nil }
  }
}

extension Weights where S == Float {
  /// For the rows and columns of a parameter those of a trained model's; `nil` in place of an array
  /// if they are the same, and in place of an index if the trained model lacks the row or column.
  typealias TrainedIndices = (rows: [Int?]?, columns: [Int?]?)

  /// Copies a trained model's weights, parameter by parameter; rows and columns that it lacks stay
  /// as they are.
  ///
  /// - Precondition: parameters have the same names, and the same rows and columns where `indices`
  ///   gives none.
  func transfer(
    from trained: Weights, indices: (_ entry: ParameterLayout.Entry) -> TrainedIndices
  ) {
    for entry in layout.entries {
      let reference = layout.reference(named: entry.name)!
      let old = trained[trained.layout.reference(named: entry.name)!].elements()
      let shape = trained.layout.entries.first { $0.name == entry.name }!
      let (rows, columns) = indices(entry)
      precondition(rows != nil || entry.rows == shape.rows)
      precondition(columns != nil || entry.columns == shape.columns)
      var new = self[reference].elements()
      for row in 0..<entry.rows {
        guard let oldRow = rows.map({ $0[row] }) ?? row else { continue }
        for column in 0..<entry.columns {
          guard let oldColumn = columns.map({ $0[column] }) ?? column else { continue }
          new[row * entry.columns + column] = old[oldRow * shape.columns + oldColumn]
        }
      }
      setElements(of: reference, to: new)
    }
    repack()
  }
}
