extension Unicode.Scalar {
  /// White space as Python's `str.split` understands it, which is what the tools that the field
  /// compares with split at: Unicode white space and the four information separators.
  var isPythonSpace: Bool {
    switch value {
    case 0x09...0x0d, 0x20, 0x1c...0x1f: true
    case 0..<0x80: false
    default: properties.isWhitespace
    }
  }

  var isASCIIDigit: Bool { value >= 0x30 && value <= 0x39 }

  /// The Unicode categories P.
  var isPunctuation: Bool {
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }

  /// The Unicode categories S.
  var isSymbol: Bool {
    switch properties.generalCategory {
    case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: true
    default: false
    }
  }

  /// The Unicode categories N.
  var isNumber: Bool {
    switch properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }
}

/// A text as scalars, which the metrics count as characters.
typealias Scalars = [Unicode.Scalar]

extension [Unicode.Scalar] {
  init(_ text: String) { self = [Unicode.Scalar](text.unicodeScalars) }

  /// The words between white space.
  var words: [ArraySlice<Unicode.Scalar>] { split(whereSeparator: \.isPythonSpace) }

  /// Without white space at the end.
  var withoutTrailingSpace: Scalars {
    var end = count
    while end > 0, self[end - 1].isPythonSpace { end -= 1 }
    return Scalars(self[..<end])
  }

  /// Lower case in the full mapping of Unicode, with the final form of sigma.
  var lowercased: Scalars {
    var result: Scalars = []
    result.reserveCapacity(count)
    for (index, scalar) in enumerated() {
      if scalar.isASCII {
        let isUpper = scalar.value >= 0x41 && scalar.value <= 0x5a
        result.append(isUpper ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar)
      } else if scalar == "\u{3a3}" {
        result.append(isFinalSigma(at: index) ? "\u{3c2}" : "\u{3c3}")
      } else {
        result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
    return result
  }

  /// The condition Final_Sigma of the Unicode Standard, table 3-17.
  private func isFinalSigma(at index: Int) -> Bool {
    let before = self[..<index].last { !$0.properties.isCaseIgnorable }
    let after = self[(index + 1)...].first { !$0.properties.isCaseIgnorable }
    return before?.properties.isCased == true && after?.properties.isCased != true
  }

  /// Each scalar of a kind with a space on either side.
  func spaced(where isSeparate: (Unicode.Scalar) -> Bool) -> Scalars {
    var result: Scalars = []
    result.reserveCapacity(count + count / 4)
    for scalar in self {
      if isSeparate(scalar) { result += [" ", scalar, " "] } else { result.append(scalar) }
    }
    return result
  }

  /// Spaces around the first or the second of each pair of neighbours of two kinds, from left to
  /// right; a scalar belongs to one pair at most.
  func spaced(
    first: (Unicode.Scalar) -> Bool, second: (Unicode.Scalar) -> Bool, aroundSecond: Bool
  ) -> Scalars {
    var result: Scalars = []
    result.reserveCapacity(count + count / 4)
    var index = 0
    while index < count {
      if index + 1 < count, first(self[index]), second(self[index + 1]) {
        result +=
          aroundSecond
          ? [self[index], " ", self[index + 1], " "] : [" ", self[index], " ", self[index + 1]]
        index += 2
      } else {
        result.append(self[index])
        index += 1
      }
    }
    return result
  }

  func replacing(_ pattern: String, with replacement: String) -> Scalars {
    let pattern = Scalars(pattern)
    guard let head = pattern.first, contains(head) else { return self }
    let replacement = Scalars(replacement)
    var result: Scalars = []
    var index = 0
    while index < count {
      if self[index] == head, self[index...].starts(with: pattern) {
        result += replacement
        index += pattern.count
      } else {
        result.append(self[index])
        index += 1
      }
    }
    return result
  }
}
