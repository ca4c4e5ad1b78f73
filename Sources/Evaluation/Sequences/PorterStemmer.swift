/// Stems of English words (Porter, "An algorithm for suffix stripping", 1980), with the departures
/// that NLTK makes, because ROUGE is computed with them.
enum PorterStemmer {
  /// - Parameter word: in lower case, `a-z` and `0-9`.
  static func stem(_ word: String) -> String {
    if let irregular = irregular[word] { return irregular }
    if word.utf8.count <= 2 { return word }
    var stem = Stem(Array(word.utf8))
    stem.dropPlural()
    stem.dropPast()
    stem.replaceY()
    stem.apply(secondStep(stem))
    stem.apply(thirdStep)
    stem.apply(fourthStep)
    stem.dropE()
    stem.dropDoubleL()
    return String(decoding: stem.letters, as: UTF8.self)
  }

  private static let irregular = [
    "sky": "sky", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie", "news": "news",
    "innings": "inning", "inning": "inning", "outings": "outing", "outing": "outing",
    "cannings": "canning", "canning": "canning", "howe": "howe", "proceed": "proceed",
    "exceed": "exceed", "succeed": "succeed",
  ]

  /// A suffix, what takes its place, and the measure that the rest must exceed.
  struct Rule {
    var suffix: [UInt8]
    var replacement: [UInt8]
    var measure: Int
    /// What the rest must end in, if anything.
    var endings: [UInt8]?
    /// Letters of the suffix that are measured together with the rest.
    var measuredLetters = 0

    init(
      _ suffix: String, _ replacement: String, _ measure: Int, endings: String? = nil,
      measuredLetters: Int = 0
    ) {
      self.suffix = Array(suffix.utf8)
      self.replacement = Array(replacement.utf8)
      self.measure = measure
      self.endings = endings.map { Array($0.utf8) }
      self.measuredLetters = measuredLetters
    }
  }

  private static let derivational = [
    Rule("ational", "ate", 0), Rule("tional", "tion", 0), Rule("enci", "ence", 0),
    Rule("anci", "ance", 0), Rule("izer", "ize", 0), Rule("bli", "ble", 0), Rule("alli", "al", 0),
    Rule("entli", "ent", 0), Rule("eli", "e", 0), Rule("ousli", "ous", 0),
    Rule("ization", "ize", 0), Rule("ation", "ate", 0), Rule("ator", "ate", 0),
    Rule("alism", "al", 0), Rule("iveness", "ive", 0), Rule("fulness", "ful", 0),
    Rule("ousness", "ous", 0), Rule("aliti", "al", 0), Rule("iviti", "ive", 0),
    Rule("biliti", "ble", 0), Rule("fulli", "ful", 0), Rule("logi", "log", 0, measuredLetters: 1),
  ]

  /// `-alli` becomes `-al`, and what results goes through the step once more.
  private static func secondStep(_ stem: Stem) -> [[Rule]] {
    let alli = Rule("alli", "al", 0)
    return stem.matches(alli) ? [[alli], derivational] : [derivational]
  }

  private static let thirdStep = [
    [
      Rule("icate", "ic", 0), Rule("ative", "", 0), Rule("alize", "al", 0), Rule("iciti", "ic", 0),
      Rule("ical", "ic", 0), Rule("ful", "", 0), Rule("ness", "", 0),
    ]
  ]

  private static let fourthStep = [
    ["al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent"]
      .map { Rule($0, "", 1) } + [Rule("ion", "", 1, endings: "st")]
      + ["ou", "ism", "ate", "iti", "ous", "ive", "ize"].map { Rule($0, "", 1) }
  ]
}

/// A word on its way to its stem.
private struct Stem {
  var letters: [UInt8]

  init(_ letters: [UInt8]) { self.letters = letters }

  private static let vowels = Array("aeiou".utf8)
  private static let y = UInt8(ascii: "y")

  /// For each letter whether it is a consonant; `y` is one at the start and after a vowel.
  private static func consonants(_ letters: ArraySlice<UInt8>) -> [Bool] {
    var flags: [Bool] = []
    for letter in letters {
      flags.append(
        letter == y ? !(flags.last ?? false) : !vowels.contains(letter))
    }
    return flags
  }

  /// The number of times that a consonant follows a vowel.
  private static func measure(_ letters: ArraySlice<UInt8>) -> Int {
    let flags = consonants(letters)
    return zip(flags, flags.dropFirst()).count { !$0 && $1 }
  }

  /// Consonant, vowel and a consonant other than w, x, y at the end; or just a vowel and a
  /// consonant.
  private static func isShort(_ letters: ArraySlice<UInt8>) -> Bool {
    let flags = consonants(letters)
    if flags.count == 2 { return !flags[0] && flags[1] }
    guard flags.count >= 3, let last = letters.last else { return false }
    return flags[flags.count - 3] && !flags[flags.count - 2] && flags[flags.count - 1]
      && !"wxy".utf8.contains(last)
  }

  private var endsInDoubleConsonant: Bool {
    let count = letters.count
    return count >= 2 && letters[count - 1] == letters[count - 2]
      && Stem.consonants(letters[...])[count - 1]
  }

  private func ends(_ suffix: String) -> Bool { ends(Array(suffix.utf8)) }

  private func ends(_ suffix: [UInt8]) -> Bool {
    letters.count >= suffix.count
      && letters[(letters.count - suffix.count)...].elementsEqual(suffix)
  }

  private mutating func replace(_ count: Int, with text: String) {
    letters.removeLast(count)
    letters += Array(text.utf8)
  }

  /// Step 1a: `-sses`, `-ies`, `-s`.
  mutating func dropPlural() {
    if ends("ies") {
      replace(3, with: letters.count == 4 ? "ie" : "i")
    } else if ends("sses") {
      letters.removeLast(2)
    } else if ends("s"), !ends("ss") {
      letters.removeLast()
    }
  }

  /// Step 1b: `-ied`, `-eed`, `-ed`, `-ing`.
  mutating func dropPast() {
    if ends("ied") { return replace(3, with: letters.count == 4 ? "ie" : "i") }
    if ends("eed") {
      if Stem.measure(letters.dropLast(3)) > 0 { letters.removeLast() }
      return
    }
    guard let count = ends("ed") ? 2 : ends("ing") ? 3 : nil,
      Stem.consonants(letters.dropLast(count)).contains(false)
    else { return }
    letters.removeLast(count)
    if ends("at") || ends("bl") || ends("iz") {
      letters.append(UInt8(ascii: "e"))
    } else if endsInDoubleConsonant {
      if let last = letters.last, !"lsz".utf8.contains(last) { letters.removeLast() }
    } else if Stem.measure(letters[...]) == 1, Stem.isShort(letters[...]) {
      letters.append(UInt8(ascii: "e"))
    }
  }

  /// Step 1c: `-y` after a consonant that is not the first letter.
  mutating func replaceY() {
    guard ends("y"), letters.count > 2, Stem.consonants(letters.dropLast()).last == true else {
      return
    }
    replace(1, with: "i")
  }

  /// Steps 2 to 4: in each list the first rule whose suffix fits decides.
  mutating func apply(_ lists: [[PorterStemmer.Rule]]) {
    for rules in lists {
      guard let rule = rules.first(where: { ends($0.suffix) }), matches(rule) else { continue }
      letters.removeLast(rule.suffix.count)
      letters += rule.replacement
    }
  }

  func matches(_ rule: PorterStemmer.Rule) -> Bool {
    guard ends(rule.suffix) else { return false }
    let rest = letters.dropLast(rule.suffix.count - rule.measuredLetters)
    guard Stem.measure(rest) > rule.measure else { return false }
    return rule.endings.map { endings in rest.last.map(endings.contains) ?? false } ?? true
  }

  /// Step 5a.
  mutating func dropE() {
    guard ends("e") else { return }
    let rest = letters.dropLast()
    let measure = Stem.measure(rest)
    if measure > 1 || (measure == 1 && !Stem.isShort(rest)) { letters.removeLast() }
  }

  /// Step 5b.
  mutating func dropDoubleL() {
    if ends("ll"), Stem.measure(letters.dropLast()) > 1 { letters.removeLast() }
  }
}
