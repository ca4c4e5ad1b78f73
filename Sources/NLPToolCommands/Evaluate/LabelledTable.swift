import NLPToolkit

/// Labels in a table. Its first record may name the columns; without names, the last one has the
/// label.
final class LabelledTable {
  private let name: String
  private let records: SeparatedRecords
  /// The names of the columns; `nil` where the first record has none.
  private let columnNames: [String]?
  private let column: Int?
  private let settings: PredictionFileSettings

  /// - Parameter column: of the label, from 1.
  init(
    _ lines: SourceLines, format: InputFormat, column: Int?, settings: PredictionFileSettings
  ) {
    name = lines.name
    self.column = column
    self.settings = settings
    let isHeader: ([String]) -> Bool = { fields in
      fields.contains { $0.trimmingBlanks().lowercased() == settings.labelField.lowercased() }
    }
    func layout(hasNames: Bool) -> TableLayout {
      TableLayout(
        recognizing: lines.input.sample, format: format, separator: nil, hasNames: hasNames,
        isHeader: isHeader)
    }
    let named = layout(hasNames: true)
    let hasNames = isHeader(named.first)
    columnNames = hasNames ? named.first.map { $0.trimmingBlanks() } : nil
    records = SeparatedRecords(
      lines.input.lines, layout: hasNames ? named : layout(hasNames: false),
      limit: LineReader.defaultMaximumLineBytes)
  }

  func next() throws -> LabelledItem? {
    try Interruption.check()
    guard let (line, result) = try records.next() else { return nil }
    let location = "\(name):\(line)"
    switch result {
    case .success(let fields): return try item(fields, location)
    case .failure(let problem): throw CommandError.badData("\(location): \(problem.reason)")
    }
  }

  private func item(_ fields: [String], _ location: String) throws -> LabelledItem {
    func value(of field: String) -> String? {
      let index =
        columnNames?.firstIndex(of: field)
        ?? columnNames?.firstIndex { $0.lowercased() == field.lowercased() }
      guard let index, fields.indices.contains(index) else { return nil }
      return fields[index]
    }
    let label =
      column.map { fields.indices.contains($0 - 1) ? fields[$0 - 1] : nil }
      ?? (columnNames == nil ? fields.last : value(of: settings.labelField))
    guard let label = label?.trimmingBlanks(), !label.isEmpty else {
      throw CommandError.badData(
        "\(location): no label in its column; name it with --gold-column or --predicted-column")
    }
    let score = try value(of: "score").flatMap { text in
      guard !text.isEmpty else { return Double?.none }
      guard let score = Double(text), score.isFinite else {
        throw CommandError.badData(
          "\(location): the score '\(text)' is not a number; leave the field empty if there is none"
        )
      }
      return score
    }
    return LabelledItem(
      labels: [label], id: value(of: settings.idField), text: value(of: settings.textField),
      location: location, score: score)
  }
}
