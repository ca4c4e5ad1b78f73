extension Unicode.Scalar {
  /// White space as Python's `str.split` understands it, which is what the tools that the field compares
  /// with split at: Unicode white space and the four information separators.
  var isPythonSpace: Bool {
    switch value {
    case 0x09...0x0d, 0x20, 0x1c...0x1f: true
    case 0..<0x80: false
    default: properties.isWhitespace
    }
  }
}

extension String {
  /// The words between white space.
  var spaceSeparatedWords: [Substring] {
    unicodeScalars.split(whereSeparator: \.isPythonSpace).map { Substring($0) }
  }
}
