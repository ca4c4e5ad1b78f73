/// The sharps and flats of a key.
struct ABCKey: Sendable {
  /// By how much each of c d e f g a b is raised.
  private(set) var raised: [Character: Int] = [:]

  /// The order in which sharps are added; flats come in the reverse order.
  private static let order: [Character] = ["f", "c", "g", "d", "a", "e", "b"]
  private static let sharps: [Character: Int] = [
    "c": 0, "g": 1, "d": 2, "a": 3, "e": 4, "b": 5, "f": -1,
  ]
  /// The sharps of a mode, beside those of the major key of its first note.
  private static let modes: [(name: String, sharps: Int)] = [
    ("min", -3), ("aeo", -3), ("dor", -2), ("phr", -4), ("lyd", 1), ("mix", -1), ("loc", -5),
    ("maj", 0), ("ion", 0),
  ]

  /// C major.
  init() {}

  /// - Parameter text: such as `D`, `F#m`, `Bb`, `Edor`; anything else is C major.
  init(_ text: String) {
    var rest = text.lowercased()[...]
    rest = rest.drop { $0 == " " }
    guard let tonic = rest.popFirst(), var count = Self.sharps[tonic] else { return }
    if rest.first == "#" {
      count += 7
      rest = rest.dropFirst()
    } else if rest.first == "b" {
      count -= 7
      rest = rest.dropFirst()
    }
    rest = rest.drop { $0 == " " }
    if let mode = Self.modes.first(where: { rest.hasPrefix($0.name) }) {
      count += mode.sharps
    } else if rest.first == "m" {
      count -= 3
    }
    guard abs(count) <= 7 else { return }
    for letter in count >= 0 ? Self.order.prefix(count) : Self.order.suffix(-count) {
      raised[letter] = count > 0 ? 1 : -1
    }
  }
}
