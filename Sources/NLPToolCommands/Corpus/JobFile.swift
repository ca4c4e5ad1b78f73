import NLPToolkit

/// An ingestion job: what a corpus is made of, as YAML. The README beside the jobs lists all
/// settings.
package struct JobFile {
  /// One file, or some, or a folder.
  struct Source {
    var line: Int
    /// Relative to the folder of the data; may be a pattern with `*`, `?` and `[…]`.
    var path: String
    var url: String?
    /// In small hexadecimal digits.
    var sha256: String?
    var reading: ReadingSettings
    var split: SplitRule
  }

  var file: String
  var corpus: String
  var database: String?
  var language: String?
  var licence: String?
  var labels: [String: String] = [:]
  var split: SplitRule
  var sources: [Source] = []

  private static let readingKeys = [
    "format", "documents", "fields", "columns", "separator", "scheme", "tag-names", "offsets",
    "token-prefix", "label-prefix", "encoding", "member", "escapes",
  ]

  /// - Throws: ``CommandError`` with the file and the line of a mistake.
  package init(path: String) throws {
    guard let root = try YAMLFile(path: path, kind: "job").root else {
      throw CommandError.badData("\(path):1: the job is empty")
    }
    try self.init(JobNode(node: root, file: path, name: ""))
  }

  private init(_ root: JobNode) throws {
    file = root.file
    let members = try root.members(
      [
        "corpus", "database", "description", "homepage", "language", "licence", "labels", "split",
        "sources",
      ] + Self.readingKeys)
    guard let corpus = try members["corpus"]?.string(), !corpus.isEmpty else {
      throw root.failure("the name of the corpus is missing; add 'corpus: NAME'")
    }
    self.corpus = corpus
    database = try members["database"]?.string()
    language = try members["language"]?.string()
    licence = try members["licence"]?.string()
    for key in ["description", "homepage"] { _ = try members[key]?.string() }
    for (key, value) in try members["labels"]?.entries() ?? [] {
      labels[key] = try value.string()
    }
    split = try members["split"].map { try Self.split($0) } ?? .given(.train)
    let reading = try Self.reading(members, ReadingSettings())
    guard let list = members["sources"] else {
      throw root.failure("there are no sources; add 'sources:' with a '- path: FILE' for each")
    }
    for element in try list.elements() {
      sources.append(try Self.source(element, reading, split))
    }
    if sources.isEmpty { throw list.failure("the list of sources is empty") }
  }

  private static func source(
    _ node: JobNode, _ reading: ReadingSettings, _ split: SplitRule
  ) throws -> Source {
    let members = try node.members(["path", "url", "sha256", "split"] + readingKeys)
    guard let path = try members["path"]?.string(), !path.isEmpty else {
      throw node.failure("a source without a path; add 'path: FILE'")
    }
    var source = Source(
      line: node.line, path: path, url: try members["url"]?.string(), sha256: nil,
      reading: try Self.reading(members, reading),
      split: try members["split"].map { try Self.split($0) } ?? split)
    if let sum = members["sha256"] {
      let digits = try sum.string().lowercased()
      guard digits.utf8.count == 64, digits.allSatisfy(\.isHexDigit) else {
        throw sum.failure(
          "sha256 has to be 64 hexadecimal digits, in quotes if they are all decimal")
      }
      source.sha256 = digits
    }
    if let url = source.url, let node = members["url"],
      !["https://", "http://", "file://"].contains(where: url.lowercased().hasPrefix)
    {
      throw node.failure("'\(url)' is no address that can be fetched")
    }
    return source
  }

  /// A split by name, or its proportions.
  private static func split(_ node: JobNode) throws -> SplitRule {
    if case .scalar = node.node {
      let name = try node.string()
      if let split = Split(rawValue: name) { return .given(split) }
      if name == "auto" { return .automatic(seed: 1) }
      throw node.failure(
        "'\(name)' is no split; choose train, validation, test or auto, or give proportions")
    }
    let members = try node.members(["validation", "test", "seed", "stratified", "group"])
    do {
      return .hashed(
        try SplitProportions(
          validation: try members["validation"]?.number() ?? 0.1,
          test: try members["test"]?.number() ?? 0.1,
          seed: UInt64(clamping: try members["seed"]?.integer() ?? 1),
          isStratified: try members["stratified"]?.flag() ?? false,
          groupSeparator: try members["group"]?.string()))
    } catch let error as CorporaError {
      throw node.failure(error.description)
    }
  }

  private static func reading(
    _ members: [String: JobNode], _ standard: ReadingSettings
  ) throws -> ReadingSettings {
    var reading = standard
    if let node = members["format"] {
      reading.format = try node.string() == "auto" ? nil : node.choice(InputFormat.self)
    }
    if let node = members["documents"] { reading.documents = try node.choice(DocumentUnit.self) }
    if let node = members["offsets"] { reading.offsets = try node.choice(OffsetUnit.self) }
    if let node = members["fields"] {
      let fields = try node.members(["text", "label", "entities", "id"])
      if let name = try fields["text"]?.string() { reading.fields.text = name }
      if let name = try fields["label"]?.string() { reading.fields.label = name }
      if let name = try fields["entities"]?.string() { reading.fields.entities = name }
      if let name = try fields["id"]?.string() { reading.fields.identifier = name }
    }
    if let node = members["columns"] {
      let parts = try node.entries().map { "\($0.key)=\(try $0.value.string())" }
      do {
        try reading.choose(columns: parts.joined(separator: ","))
      } catch {
        throw node.failure(
          "columns \(parts.joined(separator: ", ")): give token, tag, text, label or id the number of a column, "
            + "from 1, or all of text, label and id the names in the first record")
      }
    }
    if let node = members["scheme"] {
      do {
        reading.scheme = try tagScheme(try node.string())
      } catch {
        throw node.failure(
          "'\(try node.string())' is no scheme; choose BIO, IOB1, BIOES, BILOU or IO")
      }
    }
    if let node = members["separator"] {
      let name = try node.string()
      do throws(TextInputError) {
        reading.separator = try ReadingSettings.separator(named: name)
      } catch {
        throw node.failure(error.description)
      }
    }
    if let node = members["tag-names"] {
      reading.tagNames = try node.string().split(separator: ",").map(String.init)
    }
    if let prefix = try members["token-prefix"]?.string() { reading.tokenPrefix = prefix }
    if let prefix = try members["label-prefix"]?.string() { reading.labelPrefix = prefix }
    if let member = try members["member"]?.string() { reading.member = member }
    if let node = members["escapes"] { reading.unescapes = try node.flag() }
    if let node = members["encoding"] {
      reading.encoding = TextEncoding(rawValue: try node.string())
      guard reading.encoding.isKnown else {
        throw node.failure(
          "there is no encoding '\(try node.string())'; try utf8, latin1 or auto")
      }
    }
    return reading
  }
}
