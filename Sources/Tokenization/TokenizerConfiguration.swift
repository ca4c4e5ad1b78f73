extension Tokenizer {
  /// Everything that the tokens of a text depend on, apart from the version of ICU.
  public struct Configuration: Sendable, Hashable, Codable {
    /// An ICU locale such as "de_AT" or a BCP 47 tag.
    public var locale: String
    public var style: Style
    /// Whether white space makes tokens of its own.
    public var keepsWhitespace: Bool
    /// Whether a sentence goes on behind the abbreviations that ICU lists for the locale.
    public var suppressesAbbreviations: Bool

    public init(
      locale: String = "en", style: Style = .treebank, keepsWhitespace: Bool = false,
      suppressesAbbreviations: Bool = true
    ) {
      self.locale = locale
      self.style = style
      self.keepsWhitespace = keepsWhitespace
      self.suppressesAbbreviations = suppressesAbbreviations
    }

    /// Settings that are absent have their default, so that configurations of older models are read.
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
    }
  }

  /// How words are divided.
  public enum Style: String, Sendable, Hashable, Codable, CaseIterable {
    /// The words of Unicode Standard Annex 29 with the dictionaries and tailorings of ICU.
    case unicode
    /// The tokens of treebanks: contractions in two ("do", "n't"), abbreviations with their full stop,
    /// hyphens apart in English, addresses, hashtags, mentions and faces whole.
    case treebank
  }
}
