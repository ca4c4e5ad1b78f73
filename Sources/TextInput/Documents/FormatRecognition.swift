/// Tells formats apart by the first lines and the name of a file.
package enum FormatRecognition {
  /// The format that a file with these first lines and this name most likely has.
  package static func format(of sample: SampleLines, name: String) -> InputFormat {
    let filled = sample.lines.lazy.filter { !isBlank($0) }
    guard let first = filled.first else { return .text }
    let name = Compression.contentName(name)
    if name.hasSuffix(".json") {
      // Some call JSON lines so, also those of arrays.
      let next = filled.dropFirst().first?.utf8.first
      let isLines =
        (try? JSONObject(parsing: first)) != nil
        || (next == UInt8(ascii: "[") && (try? JSONValue(parsing: first)) != nil)
      return isLines ? .jsonl : .json
    }
    if first.utf8.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "{") { return .jsonl }
    if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") { return .jsonl }
    if name.hasSuffix(".tmx") || sample.lines.prefix(20).contains(where: { $0.contains("<tmx ") }) {
      return .tmx
    }
    if name.hasSuffix(".csv") { return .csv }
    if name.hasSuffix(".conllu") || looksLikeTreebank(sample) { return .conllu }
    if first.hasPrefix("__label__") { return .fasttext }
    for ending in [".conll", ".iob", ".iob2", ".bio", ".bioes", ".bilou"]
    where name.hasSuffix(ending) {
      return .conll
    }
    if name.hasSuffix(".tsv"),
      TokenTableLayout(recognizing: sample, format: .tsv, settings: .init()) != nil
    {
      return .tsv
    }
    if looksLikeColumns(sample) { return .conll }
    return name.hasSuffix(".tsv") ? .tsv : .text
  }

  /// Whether the first record names the columns of a table of texts, or of tokens.
  package static func isTable(_ sample: SampleLines, _ settings: ReadingSettings) -> Bool {
    let first = sample.lines.first { !isBlank($0) } ?? ""
    return TableHeader(first, format: .tsv, textField: settings.fields.text).textColumn != nil
      || TokenTableLayout(recognizing: sample, format: .tsv, settings: settings) != nil
  }

  /// Whether most lines have the ten columns of CoNLL-U, the first a number.
  private static func looksLikeTreebank(_ sample: SampleLines) -> Bool {
    let lines = sample.lines.lazy.filter { !isBlank($0) && !$0.hasPrefix("#") }
    var fitting = 0
    var total = 0
    for line in lines.prefix(200) {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      total += 1
      if columns.count == 10, columns[0].first?.isNumber == true { fitting += 1 }
    }
    return total > 0 && fitting * 10 >= total * 9
  }

  package static func isBlank(_ line: some StringProtocol) -> Bool {
    line.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }

  /// Whether nearly all lines have the same number of columns, from 2 to 20, one of which holds
  /// tags, or the last of which is mostly `O`: then the tags are of an unknown scheme, and the
  /// reader says so.
  private static func looksLikeColumns(_ sample: SampleLines) -> Bool {
    let lines = sample.lines.lazy.filter { !isBlank($0) && !$0.hasPrefix("# ") }
    let isTab = lines.count { $0.utf8.contains(0x09) } * 2 > lines.count
    var frequencies: [Int: Int] = [:]
    var outside = 0
    var total = 0
    for line in lines where !line.hasPrefix("-DOCSTART-") {
      let columns = line.split(omittingEmptySubsequences: !isTab) {
        $0 == "\t" || (!isTab && $0 == " ")
      }
      frequencies[columns.count, default: 0] += 1
      if columns.count > 1, columns.last == "O" { outside += 1 }
      total += 1
    }
    guard let usual = frequencies.max(by: { $0.value < $1.value }), (2...20).contains(usual.key),
      usual.value * 10 >= total * 8
    else { return false }
    if outside * 10 >= total * 3 { return true }
    return (try? ColumnLayout(recognizing: sample, settings: .init(), name: "")) != nil
  }
}
