/// The symbols that a recognizer writes: characters, with 0 for the blank.
struct SpeechSymbols: Sendable, Hashable {
  /// The character of each index from 1 on.
  let characters: [Unicode.Scalar]
  private let indices: [Unicode.Scalar: Int32]

  /// The class of the blank.
  static let blank: Int32 = 0

  /// - Returns: `nil` if a character stands twice.
  init?(_ characters: [Unicode.Scalar]) {
    self.characters = characters
    var indices: [Unicode.Scalar: Int32] = [:]
    for (place, character) in characters.enumerated() { indices[character] = Int32(place + 1) }
    guard indices.count == characters.count else { return nil }
    self.indices = indices
  }

  /// The characters of texts, in the order of their code points, the space among them.
  init(texts: [String]) {
    var found: Set<Unicode.Scalar> = [" "]
    for text in texts { found.formUnion(text.unicodeScalars) }
    let sorted = found.sorted()
    characters = sorted
    indices = Dictionary(
      uniqueKeysWithValues: sorted.enumerated().map { ($1, Int32($0 + 1)) })
  }

  /// The characters and the blank.
  var count: Int { characters.count + 1 }

  /// The class of the space.
  var space: Int32? { indices[" "] }

  /// The classes of a text; `nil` if it has a character that is no symbol.
  func encode(_ text: String) -> [Int32]? {
    var classes: [Int32] = []
    for scalar in text.unicodeScalars {
      guard let index = indices[scalar] else { return nil }
      classes.append(index)
    }
    return classes
  }

  /// The text of classes, without blanks.
  func text(_ classes: some Sequence<Int32>) -> String {
    var text = String.UnicodeScalarView()
    for index in classes where index != Self.blank { text.append(characters[Int(index) - 1]) }
    return String(text)
  }

  /// The scalar of a class other than the blank.
  subscript(index: Int32) -> Unicode.Scalar { characters[Int(index) - 1] }
}
