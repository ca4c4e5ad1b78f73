import NLPToolkit

/// A sentence with its gold and its predicted tags.
struct TaggedPair {
  /// Empty if the files have tags only.
  var tokens: [String]
  var gold: [String]
  var predicted: [String]
  /// `FILE:LINE` of its first token in the gold file.
  var location: String
}

/// Walks through gold and predicted sentences together and sees to it that they are the same
/// sentences.
struct ColumnPairing {
  private let gold: ColumnSentences
  /// `nil` if gold and predicted tags stand in the same rows.
  private let predicted: ColumnSentences?
  private let settings: PredictionFileSettings
  private(set) var goldHash = StableHash()
  private(set) var predictedHash = StableHash()
  /// The prefixes of BILOU and BMES that were read in a lenient reading, which knows `B I E S`
  /// only.
  private(set) var otherPrefixes: Set<Character> = []

  init(gold: ColumnSentences, predicted: ColumnSentences?, settings: PredictionFileSettings) {
    self.gold = gold
    self.predicted = predicted
    self.settings = settings
  }

  mutating func next() throws -> TaggedPair? {
    guard let predicted else { return try nextOfOneFile() }
    let goldRows = try gold.next()
    let predictedRows = try predicted.next()
    guard let goldRows, let predictedRows else {
      if let row = goldRows?.first {
        throw CommandError.badData(
          "\(gold.name):\(row.line): \(predicted.name) ends before this sentence; "
            + "predict the whole file")
      }
      if let row = predictedRows?.first {
        throw CommandError.badData(
          "\(predicted.name):\(row.line): \(gold.name) ends before this sentence; "
            + "the files have to hold the same sentences")
      }
      return nil
    }
    for (goldRow, predictedRow) in zip(goldRows, predictedRows) {
      try checkToken(goldRow, predictedRow, predicted.name)
    }
    if goldRows.count != predictedRows.count {
      let location =
        goldRows.count < predictedRows.count
        ? "\(predicted.name):\(predictedRows[goldRows.count].line)"
        : "\(gold.name):\(goldRows[predictedRows.count].line)"
      throw CommandError.badData(
        "\(location): the sentence has \(goldRows.count) tokens in \(gold.name) and "
          + "\(predictedRows.count) in \(predicted.name)")
    }
    let goldTags = try tags(goldRows, settings.goldColumn, 0, gold.name)
    let predictedTags = try tags(predictedRows, settings.predictedColumn, 0, predicted.name)
    return hashed(goldRows, goldTags, predictedTags)
  }

  private mutating func nextOfOneFile() throws -> TaggedPair? {
    guard let rows = try gold.next() else { return nil }
    if rows[0].columns.count < 2 {
      throw CommandError.badData(
        "\(gold.name):\(rows[0].line): one column; without --predicted, gold and predicted tags "
          + "stand in the last two")
    }
    return hashed(
      rows,
      try tags(rows, settings.goldColumn, 1, gold.name),
      try tags(rows, settings.predictedColumn, 0, gold.name))
  }

  private mutating func hashed(_ rows: [ColumnRow], _ gold: [String], _ predicted: [String])
    -> TaggedPair
  {
    for row in rows where row.columns.count > 1 { goldHash.combine(String(row.columns[0])) }
    for tag in gold { goldHash.combine(tag) }
    for tag in predicted { predictedHash.combine(tag) }
    goldHash.combine(UInt64(gold.count))
    predictedHash.combine(UInt64(predicted.count))
    let hasTokens = rows[0].columns.count > (self.predicted == nil ? 2 : 1)
    return TaggedPair(
      tokens: hasTokens ? rows.map { String($0.columns[0]) } : [], gold: gold,
      predicted: predicted, location: "\(self.gold.name):\(rows[0].line)")
  }

  /// Tokens are compared where both files have them, in the first column.
  private func checkToken(_ goldRow: ColumnRow, _ predictedRow: ColumnRow, _ name: String) throws {
    guard goldRow.columns.count > 1, predictedRow.columns.count > 1,
      goldRow.columns[0] != predictedRow.columns[0]
    else { return }
    throw CommandError.badData(
      "\(name):\(predictedRow.line): token \"\(predictedRow.columns[0])\" where "
        + "\(gold.name):\(goldRow.line) has \"\(goldRow.columns[0])\"")
  }

  /// - Parameter fromEnd: the column if none was given: 0 is the last, 1 the one before.
  private mutating func tags(
    _ rows: [ColumnRow], _ column: Int?, _ fromEnd: Int, _ name: String
  ) throws -> [String] {
    var tags: [String] = []
    tags.reserveCapacity(rows.count)
    for row in rows {
      let index = column.map { $0 - 1 } ?? row.columns.count - 1 - fromEnd
      guard row.columns.indices.contains(index) else {
        throw CommandError.badData(
          "\(name):\(row.line): no column \(index + 1), there are \(row.columns.count)")
      }
      tags.append(try checked(String(row.columns[index]), name, row.line))
    }
    return tags
  }

  private mutating func checked(_ tag: String, _ name: String, _ line: Int) throws -> String {
    if tag == "O" { return tag }
    switch settings.reading {
    case .conlleval:
      return tag
    case .lenient:
      guard let prefix = tag.first, "BIESLUM".contains(prefix), hasLabel(tag) else {
        throw wrongTag(
          tag, name, line,
          expected: "O, or B, I, E, S, L, U or M, with a hyphen and a label or alone")
      }
      let standard: [Character: String] = ["L": "E", "U": "S", "M": "I"]
      guard let other = standard[prefix] else { return tag }
      otherPrefixes.insert(prefix)
      return other + tag.dropFirst()
    case .strict, .strictIOE1, .strictIOE2:
      let prefixes = settings.reading.prefixes ?? []
      guard let prefix = tag.first, prefixes.contains(prefix), hasLabel(tag) else {
        let names = prefixes.map(String.init).joined(separator: ", ")
        throw wrongTag(
          tag, name, line, expected: "O, or \(names), with a hyphen and a label or alone")
      }
      return tag
    }
  }

  /// Whether a prefix has a label behind a hyphen, or stands alone, as where there is one label
  /// only.
  private func hasLabel(_ tag: String) -> Bool {
    tag.utf8.count == 1 || tag.dropFirst().first == "-"
  }

  private func wrongTag(_ tag: String, _ name: String, _ line: Int, expected: String)
    -> CommandError
  {
    .badData(
      "\(name):\(line): \"\(tag)\" is not \(expected); choose the column with --gold-column or "
        + "--predicted-column, the scheme with --read")
  }
}
