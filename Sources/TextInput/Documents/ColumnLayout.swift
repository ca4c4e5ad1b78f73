import Text

/// How the lines of a column file are to be read: what separates columns, which hold token and tag,
/// and the scheme of the tags. What the settings leave open is recognised from the first lines.
struct ColumnLayout: Sendable, Hashable {
  var separator: ColumnSeparator
  /// How many columns every line has; `nil` where the settings name the columns, and a line needs
  /// no more than these.
  var columnCount: Int?
  /// Counted from 0.
  var token: Int
  var tag: Int
  /// Whether the first column numbers the tokens of a sentence.
  var hasNumbers: Bool
  var scheme: TagScheme
  var isSchemeGiven: Bool
  /// Whether tags are prefixes alone: `B`, `I`, `O`.
  var hasBareTags: Bool
  /// What is cut from the front of each token.
  var tokenPrefix: String

  /// - Throws: `unrecognizedFormat` if there are no columns or no column of tags.
  init(
    recognizing sample: SampleLines, settings: ReadingSettings, name: String
  ) throws(TextInputError) {
    let candidates = sample.lines.enumerated().filter {
      !FormatRecognition.isBlank($0.element) && !$0.element.hasPrefix("-DOCSTART-")
    }
    let tabs = candidates.count { $0.element.utf8.contains(0x09) }
    let comments = candidates.count { $0.element.hasPrefix("# ") }
    separator = tabs * 10 >= (candidates.count - comments) * 5 && tabs > 0 ? .tab : .space
    columnCount = nil
    token = 0
    tag = 0
    hasNumbers = false
    scheme = settings.scheme ?? .bio
    isSchemeGiven = settings.scheme != nil
    hasBareTags = false
    tokenPrefix = settings.tokenPrefix ?? ""

    let separator = separator
    let rows = candidates.filter { !separator.isComment($0.element) }
      .map { (line: $0.offset + 1, columns: separator.columns(of: $0.element)) }
    guard let usual = Self.usualCount(rows.map(\.columns.count)) else {
      throw .unrecognizedFormat(.init(file: name), reason: "no line with a token in it")
    }
    let typical = rows.filter { $0.columns.count == usual }
    hasNumbers = usual >= 3 && Self.holdsNumbers(typical.map(\.columns[0]))
    token = settings.columns.token.map { $0 - 1 } ?? (hasNumbers ? 1 : 0)
    if let column = settings.columns.tag {
      tag = column - 1
    } else {
      guard usual >= 2 else {
        throw .unrecognizedFormat(
          .init(file: name, line: typical[0].line),
          reason: "one column only, a token and a tag are needed")
      }
      tag = try Self.tagColumn(
        rows: typical, besides: token, scheme: settings.scheme, name: name)
    }
    if settings.columns.token == nil, settings.columns.tag == nil { columnCount = usual }
    for row in typical.prefix(1) where max(token, tag) >= usual {
      throw .unrecognizedFormat(
        .init(file: name, line: row.line),
        reason: "\(usual) columns, but --columns names column \(max(token, tag) + 1)")
    }
    hasBareTags = SchemeCheck.areBare(typical.map { $0.columns[tag] })
    if !isSchemeGiven {
      let isBare = hasBareTags
      let tags = typical.map { (line: $0.line, tag: $0.columns[tag]) }
      scheme = try Self.scheme(
        of: tags.map {
          ($0.line, isBare || SchemeCheck.isTag($0.tag) ? SchemeCheck.spelled($0.tag)[...] : $0.tag)
        }, name: name)
    }
    if settings.tokenPrefix == nil {
      tokenPrefix = Self.languagePrefix(of: typical.map { $0.columns[token] }) ?? ""
    }
  }

  var description: String {
    "CoNLL columns, token \(token + 1), tag \(tag + 1), \(scheme.rawValue)"
      + (tokenPrefix.isEmpty ? "" : ", prefix '\(tokenPrefix)' cut from tokens")
  }

  private static func usualCount(_ counts: [Int]) -> Int? {
    var frequencies: [Int: Int] = [:]
    for count in counts { frequencies[count, default: 0] += 1 }
    return frequencies.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
  }

  /// Whether the values count 1, 2, 3 and start again with each sentence.
  private static func holdsNumbers(_ values: [Substring]) -> Bool {
    guard values.first == "1" else { return false }
    let numbers = values.compactMap { Int($0) }
    let steps = zip(numbers, numbers.dropFirst()).count { $1 == $0 &+ 1 || $1 == 1 }
    // `1-2` and `1.1` stand among the numbers of CoNLL-U.
    let fitting = values.count { Int($0) != nil || ($0.first?.isNumber ?? false) }
    return fitting * 10 >= values.count * 9 && steps * 10 >= (numbers.count - 1) * 9
      && (numbers.count == 1 || numbers.contains(2))
  }

  /// The last column in which most of what is not `O` is a tag.
  private static func tagColumn(
    rows: [(line: Int, columns: [Substring])], besides token: Int, scheme: TagScheme?, name: String
  ) throws(TextInputError) -> Int {
    let last = rows[0].columns.count - 1
    if scheme == .io { return last }
    for column in stride(from: last, through: 0, by: -1) where column != token {
      let values = rows.map { $0.columns[column] }
      let marked = values.filter { $0 != "O" }
      let fitting = marked.count { SchemeCheck.isTag($0) }
      if marked.isEmpty || fitting * 2 >= marked.count || SchemeCheck.areBare(values) {
        return column
      }
    }
    let column = last == token ? last - 1 : last
    let example = rows.first { $0.columns[column] != "O" } ?? rows[0]
    throw unknownScheme(String(example.columns[column]), line: example.line, name: name)
  }

  private static func scheme(
    of tags: [(line: Int, tag: Substring)], name: String
  ) throws(TextInputError) -> TagScheme {
    if let scheme = scheme(of: tags.map(\.tag)) { return scheme }
    if let first = tags.first, !tags.contains(where: { $0.tag == "O" || SchemeCheck.isTag($0.tag) })
    {
      throw unknownScheme(String(first.tag), line: first.line, name: name)
    }
    throw .unrecognizedFormat(
      .init(file: name),
      reason: "the tags mix the schemes BIOES and BILOU; choose one with --scheme")
  }

  /// The scheme that most of the tags keep to; `nil` if none are tags, or if they mix two.
  static func scheme(of tags: [Substring]) -> TagScheme? {
    // In BIO no `I-` starts an entity; in IOB1 a `B-` only follows its like. A file may have
    // mistakes, so the scheme is the one with fewer.
    var insideStarts = 0
    var needlessBegins = 0
    var previous: Substring = "O"
    var fitting: [String] = []
    for tag in tags where tag == "O" || SchemeCheck.isTag(tag) {
      let follows = previous != "O" && previous.dropFirst() == tag.dropFirst()
      if tag.first == "I", !follows || !"BI".contains(previous.first!) { insideStarts += 1 }
      if tag.first == "B", !follows { needlessBegins += 1 }
      previous = tag
      fitting.append(String(tag))
    }
    if fitting.isEmpty { return nil }
    return TagScheme.recognize(tags: fitting, hasOpeningInside: insideStarts > needlessBegins)
  }

  private static func unknownScheme(_ tag: String, line: Int, name: String) -> TextInputError {
    .unrecognizedFormat(
      .init(file: name, line: line),
      reason: "'\(tag)' is no tag of BIO, IOB1, BIOES, BMES, BILOU or IO; "
        + "choose the column with --columns or the scheme with --scheme")
  }

  /// `xx:` if every token starts with it.
  private static func languagePrefix(of tokens: [Substring]) -> String? {
    guard tokens.count >= 3, let first = tokens.first,
      let colon = first.utf8.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    let prefix = first[...colon]
    let letters = prefix.utf8.dropLast()
    guard (2...8).contains(letters.count),
      letters.allSatisfy({ (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") })
    else { return nil }
    return tokens.allSatisfy { $0.hasPrefix(prefix) } ? String(prefix) : nil
  }
}
