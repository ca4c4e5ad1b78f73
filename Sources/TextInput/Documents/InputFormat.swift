/// The formats that files come in.
public enum InputFormat: String, Sendable, Hashable, CaseIterable, Codable {
  /// Plain text.
  case text
  /// One JSON object a line.
  case jsonl
  /// An array of JSON objects, or of pairs of a text and its class.
  case json
  /// One token a line, sentences apart by empty lines.
  case conll
  /// Treebanks of Universal Dependencies.
  case conllu
  /// Comma-separated values.
  case csv
  /// Tab-separated values.
  case tsv
  /// A document a line, its classes in front as `__label__x`.
  case fasttext
  /// Translation memories: units of a sentence in several languages, as XML.
  case tmx
  /// A folder with a text and its entities beside it: `a.txt` and `a.ann`.
  case brat
  /// A folder with a folder for each class, and in it a text for each document.
  case directory
  /// Recordings by reference, as WAV or AIFF: a folder with a folder for each label, or a list of
  /// files.
  case wav
  /// A MIDI file, whose melody becomes a text in ABC notation.
  case midi

  /// Whether documents lie in files that the input names: that it is as it was says nothing of
  /// them.
  public var refersToFiles: Bool { self == .wav }
}

/// In what characters a file is written, by any name that ICU knows.
public struct TextEncoding: RawRepresentable, Sendable, Hashable, Codable {
  /// The name, in small letters.
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue.lowercased() }

  /// UTF-8.
  public static let utf8 = TextEncoding(rawValue: "utf8")
  /// ISO 8859-1, which has a character for every byte.
  public static let latin1 = TextEncoding(rawValue: "latin1")
  /// UTF-8 if the first MiB is, else what ICU finds most likely.
  public static let auto = TextEncoding(rawValue: "auto")
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
  /// The field of the text.
  public var text = "text"
  /// The field of the class, or of several.
  public var label = "label"
  /// The field of the entities.
  public var entities = "entities"
  /// The field of the name of a document.
  public var identifier = "id"
  /// The field of what the text becomes.
  public var target = "target"

  /// Every setting at its default.
  public init() {}
}

/// Which columns of a column file hold what, counted from 1.
public struct ColumnChoice: Sendable, Hashable, Codable {
  /// Of column files.
  public var token: Int?
  /// The column of the tag.
  public var tag: Int?
  /// Of comma- and tab-separated files.
  public var text: Int?
  /// The column of the class.
  public var label: Int?
  /// The column of the name of a document.
  public var identifier: Int?
  /// The column of what the text becomes.
  public var target: Int?

  /// Sets every property.
  public init(token: Int? = nil, tag: Int? = nil) {
    self.token = token
    self.tag = tag
  }

  /// Reads `token=1,tag=4`, `text=2,label=1,id=3` or `text=1,target=2`.
  ///
  /// - Throws: `invalidSetting`.
  public init(parsing text: String) throws(TextInputError) {
    self.init()
    var names: Set<Substring> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, let number = Int(sides[1]), (1...1000).contains(number) else {
        throw .invalidSetting(
          "--columns \(text): write numbers from 1, as in token=1,tag=4, or names of the first "
            + "record, as in text=question,label=intent")
      }
      guard names.insert(sides[0]).inserted else {
        throw .invalidSetting("--columns \(text): '\(sides[0])' stands twice")
      }
      switch sides[0] {
      case "token": token = number
      case "tag": tag = number
      case "text": self.text = number
      case "label": label = number
      case "id": identifier = number
      case "target": target = number
      default:
        throw .invalidSetting(
          "--columns \(text): '\(sides[0])' is not one of token, tag, text, label, id, target")
      }
    }
    let numbers = [token, tag, self.text, label, identifier, target].compactMap { $0 }
    if Set(numbers).count < numbers.count {
      throw .invalidSetting("--columns \(text): a column stands twice")
    }
  }
}
