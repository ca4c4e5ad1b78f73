import Text
import TextInput

extension FuzzTarget {
  static let readerTargets =
    [InputFormat.text, .conll, .conllu, .csv, .tsv, .json, .jsonl, .fasttext, .tmx].map { format in
      FuzzTarget(format.rawValue) { try read($0, as: format) }
    } + [
      FuzzTarget("any-format") { try read($0, as: nil) },
      FuzzTarget("compressed") { try read($0, as: .text, isLimited: true) },
      FuzzTarget("encodings", readEncoded), FuzzTarget("brat", readStandoff),
    ]

  /// Settings by the last byte, which is a part of the input, too.
  private static func settings(_ format: InputFormat?, _ byte: UInt8) -> ReadingSettings {
    var settings = ReadingSettings()
    settings.format = format
    settings.documents = choice(
      [nil, .line, .paragraph, .file, .sentence] as [DocumentUnit?], by: byte)
    settings.offsets = choice(OffsetUnit.allCases, by: byte / 5)
    let escaped: [InputFormat?] = [.text, .tsv, .fasttext]
    settings.unescapes = byte % 4 == 1 && escaped.contains(format)
    if byte % 8 == 3 { settings.tagNames = ["O", "B-PER", "I-PER", "B-LOC"] }
    if byte % 16 == 7 { settings.member = "train" }
    if byte % 16 == 11 { settings.scheme = choice(TagScheme.allCases, by: byte / 16) }
    if byte % 16 == 13 { settings.columns = ColumnChoice(token: 2, tag: Int(byte / 16) + 1) }
    settings.maximumRecordBytes = 1 << 12
    return settings
  }

  /// Documents keep their promises, and a reader that starts behind one gives the others.
  private static func read(
    _ bytes: [UInt8], as format: InputFormat?, encoding: TextEncoding = .utf8,
    isLimited: Bool = false
  ) throws {
    var settings = settings(format, bytes.last ?? 0)
    settings.encoding = encoding
    let reader = try DocumentReaders.reader(of: MemoryStream(bytes), settings: settings)
    _ = reader.layout
    var records: [InputRecord] = []
    var places = [reader.position]
    // Few compressed bytes may be many lines.
    while records.count < (isLimited ? 1000 : .max), let record = try reader.next() {
      if let document = record.document {
        try checkDocument(document)
        try check(!document.text.utf8.contains(0), "a NUL in a text")
      }
      try check(record.rejections.allSatisfy { $0.line >= 1 }, "a line before the first")
      records.append(record)
      places.append(reader.position)
    }
    _ = (reader.absentFields, reader.endsClean)
    let cut = Int(bytes.first ?? 0) % places.count
    let rest = try DocumentReaders.reader(of: MemoryStream(bytes), settings: settings)
    guard try rest.skip(to: places[cut]) else { return }
    for expected in records[cut...] {
      let found = try rest.next()
      try check(found == expected, "behind \(cut) records: \(String(describing: found))")
    }
  }

  private static let encodings = [
    "auto", "utf-16", "latin1", "windows-1252", "shift_jis", "gb18030", "euc-kr", "utf-7",
    "iso-2022-jp", "utf-32", "hz", "scsu", "big5", "ibm-37", "lmbcs", "cesu-8",
  ].map(TextEncoding.init(rawValue:))

  private static func readEncoded(_ bytes: [UInt8]) throws {
    let encoding = choice(encodings, by: bytes.last)
    guard encoding.isKnown else { return }
    try read(bytes, as: .text, encoding: encoding, isLimited: true)
  }

  /// A text and its annotations, apart by a zero byte.
  private static func readStandoff(_ bytes: [UInt8]) throws {
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    let folder = ScratchFiles.folder
    try ScratchFiles.write(Array(parts[0]), to: "brat/a.txt")
    try ScratchFiles.write(parts.count > 1 ? Array(parts[1]) : [], to: "brat/a.ann")
    var settings = settings(.brat, bytes.last ?? 0)
    settings.encoding = .auto
    let reader = try DocumentReaders.reader(ofFile: folder + "/brat", settings: settings)
    while let record = try reader.next() {
      if let document = record.document { try checkDocument(document) }
    }
  }
}
