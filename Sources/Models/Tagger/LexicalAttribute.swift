import Text

/// Something about the form of a word that has a vector of its own.
enum LexicalAttribute: String, Sendable, CaseIterable {
  /// The word in lower case, digits as 0.
  case word
  /// The kinds of its characters, runs cut to three: `Xxx`, `XX`, `d`, `x-dd`.
  case shape
  /// Its first three characters.
  case prefix
  /// Its last three characters, in lower case.
  case suffix

  func value(of word: String) -> String {
    switch self {
    case .word: Self.folded(word)
    case .shape: Self.shape(of: word)
    case .prefix: String(String.UnicodeScalarView(word.unicodeScalars.prefix(3)))
    case .suffix: String(String.UnicodeScalarView(word.unicodeScalars.suffix(3))).lowercased()
    }
  }

  private static func folded(_ word: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in word.lowercased().unicodeScalars {
      scalars.append(scalar.properties.numericType == .decimal ? "0" : scalar)
    }
    return String(scalars)
  }

  private static func shape(of word: String) -> String {
    var shape = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    var run = 0
    for scalar in word.unicodeScalars {
      let kind = kind(of: scalar)
      run = kind == previous ? run + 1 : 1
      previous = kind
      if run <= 3 { shape.append(kind) }
      if shape.count == 12 { break }
    }
    return String(shape)
  }

  private static func kind(of scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "a"..."z": return "x"
    case "A"..."Z": return "X"
    case "0"..."9": return "d"
    default: break
    }
    if scalar.isASCII { return scalar }
    let properties = scalar.properties
    if properties.isUppercase { return "X" }
    if properties.isLowercase { return "x" }
    if properties.isAlphabetic { return "c" }
    if properties.numericType == .decimal { return "d" }
    return scalar
  }
}
