import Evaluation

extension RunSummary {
  /// The scores that are about all labels.
  public var table: ReportTable {
    ReportTable(
      title: "\(runs) runs", columns: ["score", "mean", "deviation", "lowest", "highest", "runs"],
      rows: rows.filter { $0.score.label == nil }.map { row in
        [
          .text(row.score.name), .score(row.summary?.mean), .score(row.summary?.deviation),
          .score(row.summary?.minimum), .score(row.summary?.maximum),
          .count(row.summary?.count ?? 0),
        ]
      })
  }
}
