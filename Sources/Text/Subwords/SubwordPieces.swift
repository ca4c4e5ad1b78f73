/// The pieces of a text that subwords stay within: a run of letters, of digits or of other signs,
/// each with the space before it, or white space.
///
/// The text is read as if a space came before it, so that a word at its start is the word that it
/// is elsewhere. The pieces joined are that text.
struct SubwordPieces: Sequence, IteratorProtocol {
  /// A longer run is cut, so that no text takes more than linear time.
  private static let longestPiece = 32

  private enum Kind { case letter, digit, space, other }

  private var scalars: String.UnicodeScalarView.Iterator
  /// Scalars that were read and belong to the next piece.
  private var pending: [Unicode.Scalar] = [" "]
  private var isAtEnd = false

  init(_ text: String) { scalars = text.unicodeScalars.makeIterator() }

  /// The next piece, not empty.
  mutating func next() -> [Unicode.Scalar]? {
    var piece = pending
    pending.removeAll(keepingCapacity: true)
    // A single space goes with what follows it.
    var kind = piece == [" "] ? nil : piece.last.map(Self.kind)
    while !isAtEnd {
      guard let scalar = scalars.next() else {
        isAtEnd = true
        break
      }
      let new = Self.kind(scalar)
      if kind == nil, piece.isEmpty || new != .space { kind = new }
      if kind == nil { kind = .space }
      guard new == kind, piece.count < Self.longestPiece else {
        // The last space of white space belongs to the word behind it.
        if kind == .space, new != .space, piece.count > 1, piece.last == " " {
          piece.removeLast()
          pending = [" ", scalar]
        } else {
          pending = [scalar]
        }
        return piece
      }
      piece.append(scalar)
    }
    return piece.isEmpty ? nil : piece
  }

  private static func kind(_ scalar: Unicode.Scalar) -> Kind {
    if scalar.isASCII {
      switch scalar {
      case "a"..."z", "A"..."Z": return .letter
      case "0"..."9": return .digit
      case " ", "\t", "\n", "\r": return .space
      default: return .other
      }
    }
    let properties = scalar.properties
    if properties.isAlphabetic { return .letter }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .digit
    default: return properties.isWhitespace ? .space : .other
    }
  }
}
