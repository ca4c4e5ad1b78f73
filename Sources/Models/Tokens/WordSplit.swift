/// Where a token that is written as one is divided into words: *bukunya* into *buku* and *nya*,
/// three letters from its end.
///
/// Places are counted in Unicode scalars from the nearer end, so that words of different lengths
/// that begin or end alike are divided alike and a tagger can learn these splits as labels.
public struct WordSplit: Sendable, Hashable {
  /// Above 0 from the start of the token, below 0 from its end.
  private let places: [Int]

  /// No place is farther from its end.
  private static let farthest = 255

  /// The split of a token into words that are its text, one behind the other.
  ///
  /// - Returns: `nil` for fewer than two words, an empty one, or places that are too far from both
  ///   ends.
  public init?(into words: [some StringProtocol]) {
    let lengths = words.map(\.unicodeScalars.count)
    let length = lengths.reduce(0, +)
    guard words.count > 1, lengths.allSatisfy({ $0 > 0 }) else { return nil }
    var end = 0
    places = lengths.dropLast().map {
      end += $0
      return end <= length - end ? end : end - length
    }
    guard places.allSatisfy({ abs($0) <= Self.farthest }) else { return nil }
  }

  /// How many words it makes.
  public var count: Int { places.count + 1 }

  /// The words of a token; `nil` if it is too short.
  public func words(of token: String) -> [String]? {
    let scalars = token.unicodeScalars
    let length = scalars.count
    var words: [String] = []
    var start = scalars.startIndex
    var last = 0
    for place in places {
      let offset = place > 0 ? place : length + place
      guard offset > last, offset < length else { return nil }
      let end = scalars.index(start, offsetBy: offset - last)
      words.append(String(scalars[start..<end]))
      (start, last) = (end, offset)
    }
    return words + [String(scalars[start...])]
  }
}

/// `split -3`: the places, each behind a space.
extension WordSplit: LosslessStringConvertible {
  public var description: String { "split " + places.map(String.init).joined(separator: " ") }

  /// - Returns: `nil` if the text is no split.
  public init?(_ description: String) {
    let parts = description.split(separator: " ", omittingEmptySubsequences: false)
    let places = parts.dropFirst().compactMap { Int($0) }
    guard parts.first == "split", !places.isEmpty, places.count == parts.count - 1,
      places.allSatisfy({ $0 != 0 && abs($0) <= Self.farthest })
    else { return nil }
    self.places = places
  }
}
