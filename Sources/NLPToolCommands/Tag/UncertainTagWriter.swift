import NLPToolkit

/// Keeps the documents of which a tagger is least sure, and prints them at the end in another
/// writer's form.
struct UncertainTagWriter: TagWriter {
  /// The alternatives that uncertainty is measured on.
  static let alternativeCount = 8

  var writer: any TagWriter
  let measure: UncertaintyMeasure
  /// How many alternatives are printed; `nil` for none.
  let shownAlternatives: Int?
  private var kept: LeastCertainDocuments<Void>

  init(
    _ writer: any TagWriter, limit: Int, measure: UncertaintyMeasure, shownAlternatives: Int?
  ) {
    self.writer = writer
    self.measure = measure
    self.shownAlternatives = shownAlternatives
    kept = LeastCertainDocuments(limit: limit)
  }

  var needsTokens: Bool { writer.needsTokens }

  mutating func begin() throws { try writer.begin() }

  mutating func write(_ record: DocumentRecord) throws {
    var record = record
    // Texts that are too long for alternatives have the probabilities of the spans that were found.
    let alternatives =
      record.alternatives
      ?? record.document.spans.map { TaggingAlternative(spans: [$0], score: $0.score ?? 1) }
    let uncertainty =
      record.alternatives == nil
      ? alternatives.map { 1 - $0.score }.max() ?? 0
      : alternatives.prefix(Self.alternativeCount).map(\.self).uncertainty(measure)
    record.alternatives = shownAlternatives.map { Array((record.alternatives ?? []).prefix($0)) }
    kept.add(record, (), uncertainty: uncertainty)
  }

  mutating func writeBlank() throws {}

  mutating func write(_ failure: DocumentFailure) throws -> Bool { try writer.write(failure) }

  mutating func end() throws {
    var writer = writer
    try kept.forEach { record, _ in try writer.write(record) }
    try writer.end()
  }
}
