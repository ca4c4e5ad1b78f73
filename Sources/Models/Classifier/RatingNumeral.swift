/// Ratings as people and programs of many places write them.
enum RatingNumeral {
  /// A label with the digits of any script as those of ASCII, and with a stop as its decimal
  /// separator; of a label that is stars alone, such as `★★★★☆` or `⭐⭐`, the number of full ones.
  static func western(_ label: String) -> String {
    stars(in: label).map(String.init) ?? digits(in: label)
  }

  /// `nil` if anything but stars is in the label, or none is full.
  private static func stars(in label: String) -> Int? {
    var full = 0
    for scalar in label.unicodeScalars {
      switch scalar {
      case "★", "⭐", "🌟": full += 1
      // Empty ones, the signs for the forms of emoji and of text, and space between.
      case "☆", "✩", "\u{FE0F}", "\u{FE0E}", " ": break
      default: return nil
      }
    }
    return full == 0 ? nil : full
  }

  private static func digits(in label: String) -> String {
    let scalars = Array(label.unicodeScalars)
    var western = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
        western.append(Unicode.Scalar(UInt8(0x30 + Int(value))))
      } else if [",", "٫", "．", "，"].contains(scalar), index > 0, index + 1 < scalars.count,
        isDigit(scalars[index - 1]), isDigit(scalars[index + 1])
      {
        western.append(".")
      } else {
        western.append(scalar == "−" ? "-" : scalar)
      }
    }
    return String(western)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType == .decimal
  }
}
