/// The formats that files come in.
public enum InputFormat: String, Sendable, Hashable, CaseIterable, Codable {
  /// Plain text.
  case text
  /// One JSON object a line.
  case jsonl
  /// One token a line, sentences apart by empty lines.
  case conll
}

/// What makes a document of plain text.
public enum DocumentUnit: String, Sendable, Hashable, CaseIterable, Codable {
  case line
  /// Lines up to an empty one. In column files: what lies between two `-DOCSTART-` lines.
  case paragraph
  case file
  /// A sentence of a column file, whatever its documents are.
  case sentence
}

/// The names of the fields of a record.
public struct FieldNames: Sendable, Hashable, Codable {
  public var text = "text"
  public var label = "label"
  public var entities = "entities"
  public var identifier = "id"

  public init() {}
}

/// Which columns of a column file hold what, counted from 1.
public struct ColumnChoice: Sendable, Hashable, Codable {
  public var token: Int?
  public var tag: Int?

  public init(token: Int? = nil, tag: Int? = nil) {
    self.token = token
    self.tag = tag
  }

  /// Reads `token=1,tag=4`.
  ///
  /// - Throws: `invalidSetting`.
  public init(parsing text: String) throws(CorporaError) {
    self.init()
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, let number = Int(sides[1]), (1...1000).contains(number) else {
        throw .invalidSetting("--columns \(text): write it as token=1,tag=4, counted from 1")
      }
      switch sides[0] {
      case "token": token = number
      case "tag": tag = number
      default:
        throw .invalidSetting("--columns \(text): '\(sides[0])' is not one of token, tag")
      }
    }
    if token == tag, token != nil {
      throw .invalidSetting("--columns \(text): token and tag cannot be the same column")
    }
  }
}
