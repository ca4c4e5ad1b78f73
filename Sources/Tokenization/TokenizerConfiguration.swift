extension Tokenizer {
  /// Everything that the tokens of a text depend on, apart from the version of ICU.
  public struct Configuration: Sendable, Hashable, Codable {
    /// An ICU locale such as "de_AT" or a BCP 47 tag.
    public var locale: String
    /// What is a token.
    public var style: Style
    /// Whether white space makes tokens of its own.
    public var keepsWhitespace: Bool
    /// Whether a sentence goes on behind the abbreviations that ICU lists for the locale.
    public var suppressesAbbreviations: Bool
    /// The patterns that are kept whole; `nil` for those of the style.
    public var wholePatterns: Patterns?
    /// Whether each Han, kana and Hangul character is a token, and white space beside Hangul one,
    /// too: as taggers of Chinese, Japanese and Korean read them. Text in decomposed Hangul wants
    /// to be brought into NFC first.
    public var dividesCharacters: Bool

    /// Sets every property.
    public init(
      locale: String = "en", style: Style = .treebank, keepsWhitespace: Bool = false,
      suppressesAbbreviations: Bool = true, wholePatterns: Patterns? = nil,
      dividesCharacters: Bool = false
    ) {
      self.locale = locale
      self.style = style
      self.keepsWhitespace = keepsWhitespace
      self.suppressesAbbreviations = suppressesAbbreviations
      self.wholePatterns = wholePatterns
      self.dividesCharacters = dividesCharacters
    }

    /// The patterns that are kept whole in fact.
    public var keptPatterns: Patterns {
      wholePatterns ?? (style == .treebank ? Patterns.all.subtracting(.quantity) : [])
    }

    /// Settings that are absent have their default, so that configurations of older models are
    /// read.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      let standard = Configuration()
      locale = try values.decodeIfPresent(String.self, forKey: .locale) ?? standard.locale
      style = try values.decodeIfPresent(Style.self, forKey: .style) ?? standard.style
      keepsWhitespace =
        try values.decodeIfPresent(Bool.self, forKey: .keepsWhitespace) ?? standard.keepsWhitespace
      suppressesAbbreviations =
        try values.decodeIfPresent(Bool.self, forKey: .suppressesAbbreviations)
        ?? standard.suppressesAbbreviations
      wholePatterns = try values.decodeIfPresent(Patterns.self, forKey: .wholePatterns)
      dividesCharacters =
        try values.decodeIfPresent(Bool.self, forKey: .dividesCharacters)
        ?? standard.dividesCharacters
    }
  }

  /// What can be kept whole though the rules of words would divide it.
  public struct Patterns: OptionSet, Sendable, Hashable, Codable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// "https://swift.org/a?b", "www.swift.org", "swift.org".
    public static let url = Patterns(rawValue: 1 << 0)
    /// "ada@example.org".
    public static let email = Patterns(rawValue: 1 << 1)
    /// "#tag".
    public static let hashtag = Patterns(rawValue: 1 << 2)
    /// "@ada".
    public static let mention = Patterns(rawValue: 1 << 3)
    /// "/usr/bin/env", "C:\\Temp\\a", "report-2.doc".
    public static let path = Patterns(rawValue: 1 << 4)
    /// A number with its unit: "5 km", "20%", "$3.50", "30 °C".
    public static let quantity = Patterns(rawValue: 1 << 5)

    /// All patterns.
    public static let all: Patterns = [.url, .email, .hashtag, .mention, .path, .quantity]
  }

  /// How words are divided.
  public enum Style: String, Sendable, Hashable, Codable, CaseIterable {
    /// The words of Unicode Standard Annex 29 with the dictionaries and tailorings of ICU.
    case unicode
    /// The tokens of treebanks: contractions in two ("do", "n't"), abbreviations with their full
    /// stop, hyphens apart in English, addresses, hashtags, mentions and faces whole.
    case treebank
  }
}
