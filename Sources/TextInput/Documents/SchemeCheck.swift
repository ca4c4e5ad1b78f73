import Text

/// Whether tags keep to a scheme, and how they are written in it.
///
/// `M` and `W` are other names of `I` and `S` (BMES, BMEWO). In files with one label that has no
/// name, tags may stand bare (`B`, `I`, `O`); their label becomes `_`.
struct SchemeCheck {
  private let scheme: TagScheme
  private let isGiven: Bool
  private let isBare: Bool
  private var seen: Set<Character> = []

  init(scheme: TagScheme, isGiven: Bool, isBare: Bool) {
    self.scheme = scheme
    self.isGiven = isGiven
    self.isBare = isBare
  }

  /// Why a tag does not fit, or `nil` if it does.
  ///
  /// A recognised scheme may widen while no two schemes mix: the first sentences of a BIOES file
  /// may have no `E-`.
  mutating func problem(with tag: Substring) -> String? {
    if tag == "O" || (isGiven && scheme == .io && !tag.isEmpty) { return nil }
    guard Self.isTag(tag) || (isBare && Self.isBareTag(tag)), let letter = tag.first else {
      return "'\(tag)' is no tag of \(isGiven ? scheme.rawValue : "any scheme")"
    }
    let prefix = Self.standard(letter)
    if isGiven {
      return scheme.prefixes.contains(prefix) ? nil : "'\(tag)' is no tag of \(scheme.rawValue)"
    }
    if seen.contains(prefix) { return nil }
    let all = seen.union([prefix]).union(scheme.prefixes)
    guard all.isSubset(of: ["B", "I", "E", "S"]) || all.isSubset(of: ["B", "I", "L", "U"]) else {
      return "'\(tag)' is no tag of \(scheme.rawValue), in which the tags before it are written"
    }
    seen.insert(prefix)
    return nil
  }

  /// The tag with the prefix of its scheme and a label. Where IO is asked for, labels may stand
  /// bare.
  func spelled(_ tag: Substring) -> String {
    if isGiven, scheme == .io {
      return tag == "O" || tag.hasPrefix("I-") ? String(tag) : "I-\(tag)"
    }
    return Self.spelled(tag)
  }

  static func spelled(_ tag: some StringProtocol) -> String {
    guard tag != "O", let letter = tag.first else { return String(tag) }
    let prefix = standard(letter)
    if tag.utf8.count == 1 { return "\(prefix)-_" }
    return prefix == letter ? String(tag) : "\(prefix)\(tag.dropFirst())"
  }

  private static func standard(_ letter: Character) -> Character {
    switch letter {
    case "M": "I"
    case "W": "S"
    default: letter
    }
  }

  private static let letters = Array("BIESLUMW".utf8)

  /// Whether a text is a tag of any scheme, other than `O`.
  static func isTag(_ text: some StringProtocol) -> Bool {
    let bytes = text.utf8
    guard bytes.count > 2, let first = bytes.first else { return false }
    return letters.contains(first) && bytes.dropFirst().first == UInt8(ascii: "-")
  }

  /// Whether a text is the prefix of a tag alone.
  static func isBareTag(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 1 && letters.contains(text.utf8.first ?? 0)
  }

  /// Whether the tags have no labels: so `O` is among them, and all others are bare.
  static func areBare(_ tags: some Collection<some StringProtocol>) -> Bool {
    let marked = tags.filter { $0 != "O" }
    return !marked.isEmpty && marked.count < tags.count && marked.allSatisfy { isBareTag($0) }
      && marked.contains { $0 == "B" || $0 == "I" }
  }
}
