import Text

/// How a file is to be read.
public struct ReadingSettings: Sendable, Hashable {
  /// `nil` recognises it from the first bytes.
  public var format: InputFormat?
  /// `nil` is what suits the format: a line of plain text, the documents of a column file.
  public var documents: DocumentUnit?
  /// The names of fields, and of columns with names.
  public var fields = FieldNames()
  /// Columns by number; those that are not given are recognised.
  public var columns = ColumnChoice()
  /// What is between the columns of comma- and tab-separated files, as an ASCII character; `nil`
  /// recognises it from the first record.
  public var separator: UInt8?
  /// `nil` recognises it from the data.
  public var scheme: TagScheme?
  /// What tags that are numbers stand for, from 0, in rows of tokens.
  public var tagNames: [String] = []
  /// In what the offsets of entities are counted.
  public var offsets = OffsetUnit.scalar
  /// A prefix that every token of a column file carries; `nil` recognises `xx:`, as WikiANN has it,
  /// and the empty string takes tokens as they are.
  public var tokenPrefix: String?
  /// What marks a class at the start of a line; empty, if the first word is the class.
  public var labelPrefix = "__label__"
  /// What characters the file is written in.
  public var encoding = TextEncoding.utf8
  /// Whether `\t`, `\n`, `\r`, `\s` and `\\` in plain text, tab-separated values and labelled lines
  /// stand for a tab, line ends, a space and a backslash, as the writers of these formats can have
  /// them.
  public var unescapes = false
  /// A file with the target of each line of plain text.
  public var targetFile: String?
  /// The languages of source and target in a translation memory; `nil` takes the language that the
  /// memory says its sources are in, and the first other one.
  public var languages: LanguagePair?
  /// The member of a JSON object whose value is the array of documents.
  public var member: String?
  /// A longer record is rejected.
  public var maximumRecordBytes = LineReader.defaultMaximumLineBytes

  /// Every setting at its default.
  public init() {}

  /// Chooses columns by number, as in `token=1,tag=4`, or those of a table with a header by name,
  /// as in `text=question,label=intent`.
  ///
  /// - Throws: `invalidSetting`.
  public mutating func choose(columns text: String) throws(TextInputError) {
    let parts = text.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1) }
    let isNumber = parts.map { $0.count == 2 && $0[1].allSatisfy(\.isNumber) }
    if isNumber.contains(true) || parts.contains(where: { $0.count != 2 }) {
      return columns = try ColumnChoice(parsing: text)
    }
    var roles: Set<Substring> = []
    for part in parts {
      let name = String(part[1])
      guard roles.insert(part[0]).inserted else {
        throw .invalidSetting("--columns \(text): '\(part[0])' stands twice")
      }
      switch part[0] {
      case "text": fields.text = name
      case "label": fields.label = name
      case "id": fields.identifier = name
      case "entities", "tag": fields.entities = name
      case "target": fields.target = name
      default:
        throw .invalidSetting(
          "--columns \(text): only text, label, id, target, entities and tag have columns with names; give "
            + "'\(part[0])' by number")
      }
    }
  }

  /// A separator of columns by its name: itself, or `tab`.
  ///
  /// - Throws: `invalidSetting` for what fields are made of: letters, digits, quotes and line ends.
  public static func separator(named name: String) throws(TextInputError) -> UInt8 {
    if name == "tab" || name == "\\t" { return 0x09 }
    let isPart: (UInt8) -> Bool = { byte in
      byte >= 0x80 || [0x0A, 0x0D, 0x22].contains(byte)
        || Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber
    }
    guard name.utf8.count == 1, let byte = name.utf8.first, !isPart(byte) else {
      throw .invalidSetting("--separator \(name): give one character such as ';', or tab")
    }
    return byte
  }

  /// The settings that decide what is read, as one line of JSON that is the same for equal
  /// settings.
  package var signature: String {
    var members: [JSONMember] = []
    func add(_ name: String, _ value: String?) {
      if let value { members.append(JSONMember(name, .string(value))) }
    }
    add("format", format?.rawValue)
    add("documents", documents?.rawValue)
    var named = fields
    named.target = FieldNames().target
    if named != FieldNames() {
      add("fields", "\(fields.text),\(fields.label),\(fields.entities),\(fields.identifier)")
    }
    add("token column", columns.token.map(String.init))
    add("tag column", columns.tag.map(String.init))
    add("separator", separator.map { String(Unicode.Scalar($0)) })
    add("scheme", scheme?.rawValue)
    if !tagNames.isEmpty { add("tag names", tagNames.joined(separator: ",")) }
    if offsets != .scalar { add("offsets", offsets.rawValue) }
    add("token prefix", tokenPrefix)
    add("text column", columns.text.map(String.init))
    add("label column", columns.label.map(String.init))
    add("id column", columns.identifier.map(String.init))
    if labelPrefix != "__label__" { add("label prefix", labelPrefix) }
    if encoding != .utf8 { add("encoding", encoding.rawValue) }
    if fields.target != FieldNames().target { add("target field", fields.target) }
    add("target column", columns.target.map(String.init))
    add("target file", targetFile)
    add("languages", languages.map { "\($0.source),\($0.target)" })
    add("member", member)
    if unescapes { add("escapes", "backslash") }
    return JSONValue.object(members).serialized
  }
}
