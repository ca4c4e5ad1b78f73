import Text

/// What separates the columns of a table, and what its first record says.
///
/// A file named CSV may be apart by commas, semicolons, bars or tabs: what is not set is told by
/// the first record. Spaces around the names of columns mean that there are such around all fields,
/// and they are no part of them. A line `sep=;`, which spreadsheets write, names the separator.
package struct TableLayout: Sendable {
  var format: InputFormat
  var separator: UInt8
  /// Whether spaces around fields are no part of them.
  var isPadded = false
  /// The fields of the first record behind a `sep=` line.
  package var first: [String] = []
  /// How many records in front are no documents.
  var headerRecords = 0

  /// - Parameters:
  ///   - isHeader: whether names are those of the columns of a table that is looked for.
  ///   - hasNames: whether the first record names the columns.
  package init(
    recognizing sample: SampleLines, format: InputFormat, separator given: UInt8?, hasNames: Bool,
    isHeader: ([String]) -> Bool
  ) {
    self.format = format
    let standard = UInt8(ascii: format == .csv ? "," : "\t")
    separator = given ?? standard
    var lines = sample.lines[...]
    var told: UInt8?
    if let line = lines.first(where: { !FormatRecognition.isBlank($0) }),
      line.utf8.count == 5, line.lowercased().hasPrefix("sep="), let last = line.utf8.last
    {
      told = last
      headerRecords = 1
      lines = lines.drop { FormatRecognition.isBlank($0) }.dropFirst()
    }
    let others = [",", ";", "|", "\t"].map { UInt8(ascii: $0) }.filter { $0 != standard }
    for candidate in (given ?? told).map({ [$0] }) ?? [standard] + others {
      let plain = Self.firstRecord(lines, candidate, isPadded: false)
      guard let fields = Self.firstRecord(lines, candidate, isPadded: true) ?? plain else {
        continue
      }
      if first.isEmpty { first = fields }
      guard isHeader(fields) else { continue }
      separator = candidate
      first = fields
      isPadded = hasNames && plain != fields
      break
    }
    if first.isEmpty || !isHeader(first), let told { separator = told }
    if hasNames { headerRecords += 1 }
  }

  /// `CSV`, or `CSV apart by ';'`.
  var name: String {
    let name = format == .csv ? "CSV" : "TSV"
    if separator == UInt8(ascii: format == .csv ? "," : "\t") { return name }
    return "\(name) apart by \(separator == 0x09 ? "tabs" : "'\(Unicode.Scalar(separator))'")"
  }

  private static func firstRecord(
    _ lines: ArraySlice<String>, _ separator: UInt8, isPadded: Bool
  ) -> [String]? {
    var text: [UInt8] = []
    for line in lines.prefix(SeparatedRecords.maximumLines) {
      if text.isEmpty, FormatRecognition.isBlank(line) { continue }
      text += Array(line.utf8)
      switch SeparatedFields(text, separator: separator, isPadded: isPadded) {
      case .complete(let fields): return fields
      case .malformed: return nil
      case .open: text.append(0x0A)
      }
    }
    return nil
  }
}

/// The first record of a table, for those who have its lines themselves.
package struct TableHeader: Sendable {
  private let layout: TableLayout
  /// The column of the text, from 0; `nil` if there is none.
  package let textColumn: Int?

  package init(_ record: String, format: InputFormat, textField: String) {
    func column(_ names: [String]) -> Int? {
      names.firstIndex(of: textField)
        ?? names.firstIndex { $0.lowercased() == textField.lowercased() }
    }
    layout = TableLayout(
      recognizing: SampleLines(Array(record.utf8), isWhole: true), format: format, separator: nil,
      hasNames: true
    ) { column($0) != nil }
    textColumn = column(layout.first)
  }

  package var names: [String] { layout.first }

  package func fields(of record: [UInt8]) -> SeparatedFields {
    SeparatedFields(record, separator: layout.separator, isPadded: layout.isPadded)
  }

  /// Whether the record says `sep=;` and no more: the next one tells what is between columns, too.
  package var isSeparatorLine: Bool { layout.headerRecords > 1 }
}
