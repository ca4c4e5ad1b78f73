/// Brings text into one form, so that what is the same is written the same, and keeps track of
/// where every part of it came from.
///
/// The steps are taken in the order of the properties. A normalizer is a value that threads may
/// share.
public struct Normalizer: Sendable, Hashable, Codable {
  /// The forms of Unicode Standard Annex 15.
  public enum Form: String, Sendable, Hashable, Codable, CaseIterable {
    case none, nfc, nfd, nfkc
    /// NFKC with the differences of case and the invisible characters gone.
    case nfkcCasefold
  }

  /// Removes control characters and invisible ones such as U+200B, but not white space and joiners.
  public var removesInvisible: Bool
  /// The Unicode normal form.
  public var form: Form
  /// Writes all scripts in Latin letters, most of them with accents.
  public var transliterates: Bool
  /// Removes accents: "é" becomes "e", "ø" becomes "o", "ß" becomes "ss".
  public var foldsAccents: Bool
  /// Writes the decimal digits of all scripts as 0 to 9.
  public var foldsDigits: Bool
  /// Makes small letters by the rules of the locale.
  public var lowercases: Bool
  /// The language whose rules make small letters.
  public var locale: String

  /// Sets every property.
  public init(
    form: Form = .none, lowercases: Bool = false, locale: String = "en",
    removesInvisible: Bool = false, transliterates: Bool = false, foldsAccents: Bool = false,
    foldsDigits: Bool = false
  ) {
    self.form = form
    self.lowercases = lowercases
    self.locale = locale
    self.removesInvisible = removesInvisible
    self.transliterates = transliterates
    self.foldsAccents = foldsAccents
    self.foldsDigits = foldsDigits
  }

  /// Settings that are absent have their default, so that those of older models are read.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func flag(_ key: CodingKeys) throws -> Bool {
      try values.decodeIfPresent(Bool.self, forKey: key) ?? false
    }
    self.init(
      form: try values.decodeIfPresent(Form.self, forKey: .form) ?? .none,
      lowercases: try flag(.lowercases),
      locale: try values.decodeIfPresent(String.self, forKey: .locale) ?? "en",
      removesInvisible: try flag(.removesInvisible), transliterates: try flag(.transliterates),
      foldsAccents: try flag(.foldsAccents), foldsDigits: try flag(.foldsDigits))
  }

  /// Whether every text stays as it is.
  public var isIdentity: Bool { steps.isEmpty }

  private var steps: [Transformation] {
    var steps: [Transformation] = []
    if removesInvisible { steps.append(.removeInvisible) }
    switch form {
    case .none: break
    case .nfc: steps.append(.nfc)
    case .nfd: steps.append(.nfd)
    case .nfkc: steps.append(.nfkc)
    case .nfkcCasefold: steps.append(.nfkcCasefold)
    }
    if transliterates { steps.append(.transliterate) }
    if foldsAccents { steps.append(.foldAccents) }
    if foldsDigits { steps.append(.foldDigits) }
    if lowercases { steps.append(.lowercase(locale: locale)) }
    return steps
  }

  /// The text in its normal form.
  ///
  /// - Complexity: O(n) in the length of the text.
  public func normalize(_ text: String) -> String {
    steps.reduce(text) { text, step in step.apply(to: text).text }
  }

  /// The text in its normal form, together with where its parts stood.
  ///
  /// - Complexity: O(n) in the length of the text.
  public func align(_ text: String) -> NormalizedText {
    var result = text
    var alignment = Alignment()
    for step in steps {
      let (text, edits) = step.apply(to: result)
      result = text
      alignment.append(edits)
    }
    return NormalizedText(text: result, alignment: alignment)
  }
}

/// A text in its normal form, whose parts point back into the raw text.
public struct NormalizedText: Sendable, Hashable {
  /// The normal text.
  public let text: String
  /// Which part of the raw text each part comes from.
  public let alignment: Alignment

  /// The UTF-8 byte range of the raw text that a range of the normal form came from.
  public func rawRange(of range: Range<Int>) -> Range<Int> { alignment.rawRange(of: range) }
}
