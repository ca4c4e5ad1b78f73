/// How a segment is cut into the words whose n-grams BLEU counts. The results are those of
/// sacreBLEU's tokenizers of the same name, oddities included: a BLEU is comparable only with the
/// same words.
public enum SegmentTokenizer: String, Sendable, Hashable, CaseIterable {
  /// The rules of `mteval-v13a`, for languages with Latin letters.
  case v13a = "13a"
  /// The rules of `mteval-v14`: all punctuation and symbols of Unicode.
  case international = "intl"
  /// Chinese characters one by one, the rest as `13a`.
  case chinese = "zh"
  /// Every character is a word.
  case character = "char"
  /// Words are what white space separates.
  case none

  /// The words of a segment.
  public func words(in text: String) -> [String] {
    words(in: Scalars(text)).map { word in
      var view = String.UnicodeScalarView()
      view.append(contentsOf: word)
      return String(view)
    }
  }

  func words(in text: Scalars) -> [ArraySlice<Unicode.Scalar>] {
    switch self {
    case .none:
      return text.words
    case .character:
      return text.indices.map { text[$0...$0] }.filter { !$0[$0.startIndex].isPythonSpace }
    case .v13a:
      var line = text.replacing("<skipped>", with: "").replacing("-\n", with: "")
        .replacing("\n", with: " ")
      if line.contains("&") {
        line = line.replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
          .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      }
      return SegmentTokenizer.western([" "] + line + [" "]).words
    case .chinese:
      let start = text.firstIndex { !$0.isPythonSpace } ?? text.endIndex
      let line = Scalars(text[start...]).withoutTrailingSpace
      return SegmentTokenizer.western(line.spaced(where: SegmentTokenizer.isChinese)).words
    case .international:
      return
        text
        .spaced(first: { !$0.isNumber }, second: \.isPunctuation, aroundSecond: true)
        .spaced(first: \.isPunctuation, second: { !$0.isNumber }, aroundSecond: false)
        .spaced(where: \.isSymbol).words
    }
  }

  /// The language-dependent part of `mteval-v13a`; shared with TER's normalization.
  static func western(_ text: Scalars) -> Scalars {
    pointsAndDashes(text.spaced(where: isASCIISymbol))
  }

  static func pointsAndDashes(_ text: Scalars) -> Scalars {
    let isPoint: (Unicode.Scalar) -> Bool = { $0 == "." || $0 == "," }
    let isNoDigit: (Unicode.Scalar) -> Bool = { !$0.isASCIIDigit }
    return
      text
      .spaced(first: isNoDigit, second: isPoint, aroundSecond: true)
      .spaced(first: isPoint, second: isNoDigit, aroundSecond: false)
      .spaced(first: \.isASCIIDigit, second: { $0 == "-" }, aroundSecond: true)
  }

  /// `{-~`, `[-backtick`, space to `&`, `(-+`, `:-@` and `/`: all but `'`, `,`, `-` and `.`.
  static func isASCIISymbol(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x7b...0x7e, 0x5b...0x60, 0x20...0x26, 0x28...0x2b, 0x3a...0x40, 0x2f: true
    default: false
    }
  }

  /// The script that these ranges come from meant U+20000...2A6D6 and U+2F800...2FA1D, but wrote
  /// them with four digits, which makes them the two ranges that begin with U+2001 and U+2F81.
  static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3400...0x4db5, 0x4e00...0x9fbb, 0xf900...0xfa2d, 0xfa30...0xfa6a, 0xfa70...0xfad9,
      0x2001...0x2a6d, 0x2f81...0x2fa1, 0xff00...0xffef, 0x2e80...0x2eff, 0x3000...0x303f,
      0x31c0...0x31ef, 0x2f00...0x2fdf, 0x2ff0...0x2fff, 0x3100...0x312f, 0x31a0...0x31bf,
      0xfe10...0xfe1f, 0xfe30...0xfe4f, 0x2600...0x26ff, 0x2700...0x27bf, 0x3200...0x32ff,
      0x3300...0x33ff:
      true
    default: false
    }
  }
}
