import ArgumentParser
import NLPToolkit

/// How text is normalized and divided.
package struct TokenizeOptions: ParsableArguments {
  /// The values of `--normalize`.
  enum NormalForm: String, CaseIterable, ExpressibleByArgument {
    case none, nfc, nfd, nfkc
    case nfkcCasefold = "nfkc-casefold"

    var form: Normalizer.Form {
      switch self {
      case .none: .none
      case .nfc: .nfc
      case .nfd: .nfd
      case .nfkc: .nfkc
      case .nfkcCasefold: .nfkcCasefold
      }
    }
  }

  @Option(help: "The locale whose rules and dictionaries are used, such as de, pt-BR or th.")
  package var locale = "en"

  @Option(help: "Words by Unicode and ICU, or as treebanks have them (do n't, U.S., #tag).")
  package var style: Tokenizer.Style = .unicode

  @Option(help: "Bring the text into a normal form first; offsets stay those of the raw text.")
  var normalize: NormalForm = .none

  @Flag(help: "Make small letters by the rules of the locale.")
  package var lowercase = false

  @Flag(help: "Remove accents.")
  package var foldAccents = false

  @Flag(help: "Write the digits of all scripts as 0 to 9.")
  package var foldDigits = false

  @Flag(help: "Write all scripts in Latin letters.")
  package var transliterate = false

  @Flag(help: "Remove control characters and invisible ones.")
  package var removeInvisible = false

  @Option(
    help: ArgumentHelp(
      "What is kept whole, with commas: url, email, hashtag, mention, path, quantity, or all or none "
        + "(default: none; all but quantity in treebank style).", valueName: "patterns"))
  var keep: KeptPatterns?

  @Flag(help: "Let each Han, kana and Hangul character be a token.")
  package var divideCharacters = false

  @Flag(help: "Let white space be tokens, too.")
  package var whitespace = false

  package init() {}

  var tokenizer: Tokenizer {
    Tokenizer(
      Tokenizer.Configuration(
        locale: locale, style: style, keepsWhitespace: whitespace, wholePatterns: keep?.patterns,
        dividesCharacters: divideCharacters))
  }

  var normalizer: Normalizer {
    Normalizer(
      form: normalize.form, lowercases: lowercase, locale: locale,
      removesInvisible: removeInvisible, transliterates: transliterate, foldsAccents: foldAccents,
      foldsDigits: foldDigits)
  }
}

extension Tokenizer.Style: ExpressibleByArgument {}

/// The value of `--keep`.
struct KeptPatterns: ExpressibleByArgument {
  var patterns: Tokenizer.Patterns = []

  private static let names: [(name: String, patterns: Tokenizer.Patterns)] = [
    ("url", .url), ("email", .email), ("hashtag", .hashtag), ("mention", .mention),
    ("path", .path), ("quantity", .quantity), ("all", .all), ("none", []),
  ]

  static var allValueStrings: [String] { names.map(\.name) }

  init?(argument: String) {
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let known = Self.names.first(where: { $0.name == part }) else { return nil }
      patterns.formUnion(known.patterns)
    }
  }
}
