/// Translation edit rate: insertions, deletions, substitutions and shifts of word sequences, per
/// word of the reference (Snover et al., "A study of translation edit rate with targeted human
/// annotation", 2006), with the search of Tercom as sacreBLEU does it, in percent.
public struct TER: Sendable, Hashable {
  /// Whether punctuation is cut off and XML entities are resolved.
  public var isNormalized: Bool
  /// Whether punctuation is left out.
  public var removesPunctuation: Bool
  /// Whether the two above know East Asian characters.
  public var supportsAsian: Bool
  /// Whether capitals differ from small letters.
  public var isCaseSensitive: Bool

  /// Sets every property.
  public init(
    isNormalized: Bool = false, removesPunctuation: Bool = false, supportsAsian: Bool = false,
    isCaseSensitive: Bool = false
  ) {
    self.isNormalized = isNormalized
    self.removesPunctuation = removesPunctuation
    self.supportsAsian = supportsAsian
    self.isCaseSensitive = isCaseSensitive
  }

  /// The sufficient statistics of segments; they add up.
  public struct Counts: Sendable, Hashable {
    /// The edits to the reference that needs the fewest.
    public var edits = 0.0
    /// The mean number of words of the references.
    public var referenceLength = 0.0

    /// Starts with nothing counted.
    public init() {}

    public static func += (left: inout Counts, right: Counts) {
      left.edits += right.edits
      left.referenceLength += right.referenceLength
    }

    /// For resampling.
    public var row: [Double] { [edits, referenceLength] }
  }

  /// - Precondition: there is at least one reference.
  public func counts(hypothesis: String, references: [String]) -> Counts {
    precondition(!references.isEmpty, "a segment has at least one reference")
    let hypothesis = words(hypothesis.unicodeScalars)
    var counts = Counts()
    var fewest = Int.max
    var length = 0
    for reference in references {
      // sacreBLEU prepares references twice, which makes a difference where the first pass makes
      // spaces that the second one looks for.
      let reference = words(
        words(reference.unicodeScalars).map { Scalars($0) }.joined(separator: [" "]))
      var search = ShiftSearch(hypothesis: hypothesis, reference: reference)
      fewest = min(fewest, search.edits())
      length += reference.count
    }
    counts.edits = Double(fewest)
    counts.referenceLength = Double(length) / Double(references.count)
    return counts
  }

  /// In percent: 100 if there is no reference but a hypothesis; `nil` if there is neither.
  public func score(_ counts: Counts) -> Double? { score(row: counts.row) }

  /// In percent, from a row of `[edits, referenceLength]` as ``Counts/row`` gives it.
  public func score(row: [Double]) -> Double? {
    if row[1] > 0 { return 100 * row[0] / row[1] }
    return row[0] > 0 ? 100 : nil
  }

  /// The fields of sacreBLEU's signature.
  public func fields(references: Int) -> [Signature.Field] {
    [
      Signature.Field("nrefs", "\(references)"),
      Signature.Field("case", isCaseSensitive ? "mixed" : "lc"),
      Signature.Field("tok", "tercom"), Signature.Field("norm", isNormalized ? "yes" : "no"),
      Signature.Field("punct", removesPunctuation ? "no" : "yes"),
      Signature.Field("asian", supportsAsian ? "yes" : "no"),
    ]
  }

  private func words(_ text: some Sequence<Unicode.Scalar>) -> [ArraySlice<Unicode.Scalar>] {
    var scalars = Scalars(text).withoutTrailingSpace
    if !isCaseSensitive { scalars = scalars.lowercased }
    if isNormalized {
      scalars = scalars.replacing("\n-", with: "").replacing("\n", with: " ")
        .replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
        .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      scalars = ([" "] + scalars + [" "]).spaced(where: SegmentTokenizer.isASCIISymbol)
        .replacing("'s ", with: " 's ")
      scalars = SegmentTokenizer.pointsAndDashes(scalars)
      if supportsAsian {
        scalars = scalars.spaced { TER.isAsianCharacter($0) || TER.isAsianMark($0) }
      }
    }
    if removesPunctuation {
      scalars.removeAll { scalar in
        ".,?:;!\"()".unicodeScalars.contains(scalar) || (supportsAsian && TER.isAsianMark(scalar))
      }
    }
    return scalars.words
  }

  /// The last range ends where Tercom's port ends it, at U+3F22 and not at U+32FF.
  private static func isAsianCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4e00...0x9fff, 0x3400...0x4dbf, 0x31c0...0x31ef, 0x2e80...0x2eff, 0x3300...0x33ff,
      0xf900...0xfaff, 0xfe30...0xfe4f, 0x3200...0x3f22:
      true
    default: false
    }
  }

  private static func isAsianMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3001, 0x3002, 0x3008...0x3011, 0x3014...0x301f, 0xff61...0xff65, 0x30fb, 0xff0e, 0xff0c,
      0xff1f, 0xff1a, 0xff1b, 0xff01, 0xff02, 0xff08, 0xff09:
      true
    default: false
    }
  }
}
