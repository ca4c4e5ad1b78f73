import Evaluation

extension ReportTable {
  /// A confusion matrix: as it is if it is small, else its most frequent confusions.
  ///
  /// - Parameters:
  ///   - rows: what the rows are, such as "gold classes".
  ///   - columns: what the columns are.
  ///   - normalization: shares instead of counts.
  static func confusion(
    _ labels: [String], _ counts: [[Int]], rows: String, columns: String,
    normalization: ConfusionMatrix.Normalization?
  ) -> [ReportTable] {
    if labels.isEmpty { return [] }
    let cells: [[Cell]]
    if let normalization {
      cells = ConfusionMatrix.shares(of: counts, by: normalization).map { $0.map { .score($0) } }
    } else {
      cells = counts.map { $0.map { .count($0) } }
    }
    if labels.count <= 10 {
      let title = "\(rows) in rows, \(columns) in columns"
      return [
        ReportTable(
          title: normalization.map { "\(title), \($0.phrase)" } ?? title, columns: [""] + labels,
          rows: zip(labels, cells).map { [.text($0)] + $1 })
      ]
    }
    var pairs: [(count: Int, gold: Int, predicted: Int)] = []
    for gold in labels.indices {
      for predicted in labels.indices where predicted != gold && counts[gold][predicted] > 0 {
        pairs.append((counts[gold][predicted], gold, predicted))
      }
    }
    pairs.sort { ($1.count, $0.gold, $0.predicted) < ($0.count, $1.gold, $1.predicted) }
    let shareColumn = normalization.map { [$0.phrase] } ?? []
    return [
      ReportTable(
        title: "the most frequent confusions",
        columns: ["gold", "predicted", "items"] + shareColumn,
        rows: pairs.prefix(15).map { pair in
          [.text(labels[pair.gold]), .text(labels[pair.predicted]), .count(pair.count)]
            + (normalization == nil ? [] : [cells[pair.gold][pair.predicted]])
        })
    ]
  }
}

extension ConfusionMatrix.Normalization {
  /// What the numbers are.
  var phrase: String {
    switch self {
    case .gold: "share of the row"
    case .predicted: "share of the column"
    case .all: "share of all"
    }
  }
}
