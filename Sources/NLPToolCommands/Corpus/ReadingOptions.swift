import ArgumentParser
import NLPToolkit

/// `--input-format` with `auto`, which recognises it.
enum InputFormatArgument: ExpressibleByArgument {
  case auto
  case format(InputFormat)

  init?(argument: String) {
    if argument == "auto" {
      self = .auto
    } else if let format = InputFormat(rawValue: argument) {
      self = .format(format)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { ["auto"] + InputFormat.allCases.map(\.rawValue) }

  var defaultValueDescription: String { "auto" }
}

extension DocumentUnit: ExpressibleByArgument {}
extension TextEncoding: ExpressibleByArgument {}

/// How files are read into a corpus.
struct ReadingOptions: ParsableArguments {
  @Option(help: "The format of the files; auto recognises it from their first bytes.")
  var inputFormat = InputFormatArgument.auto

  @Option(
    help: """
      What a document is: a line (the default), a paragraph or the file of plain text; a sentence, \
      a paragraph (what lies between -DOCSTART- lines) or the file of a column file.
      """)
  var documents: DocumentUnit?

  @Option(help: "The field of the text.")
  var textField = FieldNames().text

  @Option(help: "The field of the class.")
  var labelField = FieldNames().label

  @Option(help: "The field of the entities.")
  var entitiesField = FieldNames().entities

  @Option(help: "The field of the name of a document.")
  var idField = FieldNames().identifier

  @Option(help: "The field of what a text becomes, such as its translation.")
  var targetField = FieldNames().target

  @Option(
    help: ArgumentHelp(
      "A file with the target of each line of a plain text.", valueName: "file"),
    completion: .file())
  var targetFile: String?

  @Option(
    help: ArgumentHelp(
      "The languages of text and target in a translation memory (tmx): en,de (default: that of its "
        + "header, and the first other one).", valueName: "languages"))
  var languages: String?

  @Option(
    help: ArgumentHelp(
      "Columns by number, from 1: token=1,tag=4, text=2,label=1,id=3 or text=1,target=2; or those of a table with a "
        + "header by name: text=question,label=intent.", valueName: "columns"))
  var columns: String?

  @Option(
    help: ArgumentHelp(
      "What is between the columns of csv and tsv: a character, or tab (default: recognised).",
      valueName: "character"))
  var separator: String?

  @Option(help: "The scheme of the tags: BIO, IOB1, BIOES, BILOU or IO (default: recognised).")
  var scheme: String?

  @Option(
    help: ArgumentHelp(
      "What tags that are numbers stand for, in rows of tokens: O,B-PER,I-PER, from 0.",
      valueName: "names"))
  var tagNames: String?

  @Option(
    help: ArgumentHelp(
      "What to cut from the front of each token of a column file (default: 'xx:' is recognised).",
      valueName: "prefix"))
  var stripTokenPrefix: String?

  @Option(
    help: ArgumentHelp(
      "What marks a class at the start of a line of fasttext; '' takes the first word.",
      valueName: "prefix"))
  var labelPrefix = ReadingSettings().labelPrefix

  @Option(
    help: ArgumentHelp(
      "The member of a JSON file that has the documents.", valueName: "name"))
  var member: String?

  @Option(
    help: """
      The encoding of the files: utf8, latin1, or any name that ICU knows; auto takes UTF-8, or what \
      ICU finds most likely.
      """)
  var encoding = TextEncoding.utf8

  @Flag(
    help: """
      For text, tsv and fasttext: \\t, \\n, \\r, \\s and \\\\ stand for a tab, line ends, a space and a \
      backslash, as `corpus export --escapes` writes them.
      """)
  var escapes = false

  @OptionGroup var offsets: OffsetOptions

  func settings() throws(TextInputError) -> ReadingSettings {
    var settings = ReadingSettings()
    if case .format(let format) = inputFormat { settings.format = format }
    settings.documents = documents
    settings.fields.text = textField
    settings.fields.label = labelField
    settings.fields.entities = entitiesField
    settings.fields.identifier = idField
    settings.fields.target = targetField
    settings.targetFile = targetFile
    if let languages { settings.languages = try LanguagePair(parsing: languages) }
    if let columns { try settings.choose(columns: columns) }
    if let scheme { settings.scheme = try tagScheme(scheme) }
    if let separator { settings.separator = try ReadingSettings.separator(named: separator) }
    if let tagNames { settings.tagNames = tagNames.split(separator: ",").map(String.init) }
    settings.tokenPrefix = stripTokenPrefix
    settings.labelPrefix = labelPrefix
    settings.encoding = encoding
    settings.member = member
    settings.offsets = offsets.offsets
    settings.unescapes = escapes
    return settings
  }
}

/// The scheme of a name in any case; `IOB2` is another name of `BIO`, `IOBES` and `BMES` are of
/// `BIOES`.
func tagScheme(_ name: String) throws(TextInputError) -> TagScheme {
  let upper = name.uppercased()
  if let scheme = TagScheme(rawValue: upper) { return scheme }
  switch upper {
  case "IOB2": return .bio
  case "IOBES", "BMES", "BMEWO", "BMEOW": return .bioes
  default:
    throw .invalidSetting("--scheme \(name): choose BIO, IOB1, BIOES, BMES, BILOU or IO")
  }
}

/// `--split`, with `auto` for a split by hash.
enum SplitArgument: String, ExpressibleByArgument, CaseIterable {
  case train, validation, test, auto

  func rule(seed: UInt64) -> SplitRule {
    Split(rawValue: rawValue).map { .given($0) } ?? .automatic(seed: seed)
  }
}
