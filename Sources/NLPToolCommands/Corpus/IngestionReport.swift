import NLPToolkit

/// What an ingestion says about its inputs: a line each, and a table when there were several.
final class IngestionReport {
  let diagnostics: Diagnostics
  private let printsJSON: Bool
  private let isDryRun: Bool
  private var summaries: [IngestionSummary] = []
  /// Inputs that could not be used.
  private var failureCount = 0

  init(diagnostics: Diagnostics, printsJSON: Bool, isDryRun: Bool) {
    self.diagnostics = diagnostics
    self.printsJSON = printsJSON
    self.isDryRun = isDryRun
  }

  func add(_ summary: IngestionSummary) {
    summaries.append(summary)
    var counts = ["\(summary.added) \(isDryRun ? "could be read" : "added")"]
    if summary.unchanged > 0 { counts.append("\(summary.unchanged) unchanged") }
    if summary.replaced > 0 { counts.append("\(summary.replaced) replaced") }
    if summary.rejected > 0 { counts.append("\(summary.rejected) rejected") }
    if summary.repaired > 0 { counts.append("\(summary.repaired) repaired") }
    diagnostics.note(
      "\(summary.input): \(counts.joined(separator: ", ")) (\(summary.layout))")
    for rejection in summary.rejections {
      diagnostics.warning("\(summary.input):\(rejection.line): \(rejection.reason)")
    }
    if summary.rejected > summary.rejections.count {
      diagnostics.warning(
        "\(summary.input): \(summary.rejected - summary.rejections.count) more were rejected; "
          + "`nlptool corpus info --rejected` lists them")
    }
    for field in summary.absentFields {
      diagnostics.warning("\(summary.input): no record has a field '\(field)'; check its name")
    }
    guard printsJSON else { return }
    let object = JSONValue.object([
      JSONMember("input", .string(summary.input)), JSONMember("layout", .string(summary.layout)),
      JSONMember("added", .integer(summary.added)),
      JSONMember("unchanged", .integer(summary.unchanged)),
      JSONMember("replaced", .integer(summary.replaced)),
      JSONMember("rejected", .integer(summary.rejected)),
      JSONMember("broken_tags", .integer(summary.repaired)),
      JSONMember(
        "reasons",
        .object(
          summary.reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { JSONMember($0.key, .integer($0.value)) })),
      JSONMember("complete", .bool(!summary.isInterrupted)),
    ])
    try? Output.standard.writeLine(object.serialized)
  }

  /// Whether an input was read.
  var hasSummaries: Bool { !summaries.isEmpty }

  /// Tells of an input of several that could not be used.
  func add(_ error: TextInputError) {
    failureCount += 1
    diagnostics.warning("\(error)")
    guard printsJSON else { return }
    let object = JSONValue.object([JSONMember("error", .string("\(error)"))])
    try? Output.standard.writeLine(object.serialized)
  }

  /// - Throws: status 65 if an input could not be used.
  func checkFailures() throws(CommandError) {
    if failureCount == 0 { return }
    throw .badData(
      failureCount == 1 ? "1 input can't be used" : "\(failureCount) inputs can't be used")
  }

  /// The table of all inputs, and why records were rejected, most frequent first.
  func finish() {
    if summaries.count > 1 {
      var rows = [[isDryRun ? "readable" : "added", "unchanged", "replaced", "rejected", "input"]]
      for summary in summaries {
        rows.append(
          [summary.added, summary.unchanged, summary.replaced, summary.rejected].map(String.init)
            + [summary.input])
      }
      let total = summaries.reduce(into: [0, 0, 0, 0]) { total, summary in
        total[0] += summary.added
        total[1] += summary.unchanged
        total[2] += summary.replaced
        total[3] += summary.rejected
      }
      rows.append(total.map(String.init) + ["total"])
      let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
      for row in rows {
        let cells = zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
        diagnostics.note((cells + [row[4]]).joined(separator: "  "))
      }
    }
    let reasons = summaries.reduce(into: [String: Int]()) {
      $0.merge($1.reasons, uniquingKeysWith: +)
    }
    if reasons.values.reduce(0, +) > 1 {
      diagnostics.note("rejected, by reason:")
      for (reason, count) in reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(
        20)
      {
        diagnostics.note("  \(count)  \(reason)")
      }
    }
  }
}
