import Text

/// Random text that is full of what break rules care about. The same seed gives the same text.
package struct RandomText {
  private var random: SplitMix64

  /// The text of a seed.
  package init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 { random.next() }

  /// A number from 0 up to, but not including, the bound.
  package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  private static let alphabets: [[Unicode.Scalar]] = [
    Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".unicodeScalars),
    Array("etaoinshrdlu ETA   ".unicodeScalars),
    Array("0123456789".unicodeScalars),
    Array("  \t\n\r.,;:'\"_-@#/\\()[]!?&%$+*=<>|~^`{}".unicodeScalars),
    Array(".'’,;:·\u{2024}\u{2018}_\u{203F}".unicodeScalars),
    Array("àéîõüßøñçåÆŒőž".unicodeScalars),
    Array("αβγδΕΣς абвгдЖЯ".unicodeScalars),
    Array("אבגש\"'״׳ ابتثجى".unicodeScalars),
    Array("नमस्ते हिन्दी".unicodeScalars),
    Array("สวัสดีชาวโลกภาษาไทย".unicodeScalars),
    Array("ພາສາລາວ ភាសាខ្មែរ မြန်မာဘာသာ".unicodeScalars),
    Array("私東京中国人民日本語学生".unicodeScalars),
    Array("ひらがなカタカナー゛。、「」".unicodeScalars),
    Array("한국어\u{1100}\u{1161}\u{11A8}".unicodeScalars),
    Array("😀👩👍☺️❤©🇩🇪🇫\u{1F3FD}\u{200D}\u{FE0F}\u{20E3}".unicodeScalars),
    Array("\u{300}\u{301}\u{308}\u{AD}\u{200B}\u{200C}\u{200D}\u{2060}\u{FEFF}".unicodeScalars),
    Array("\u{A0}\u{2003}\u{3000}\u{85}\u{2028}\u{2029}\u{0}\u{1}\u{7F}".unicodeScalars),
    Array("—–…“”«»€£№°½²Ⅷ①".unicodeScalars),
  ]

  private static let typography: [Unicode.Scalar] = Array("“”‘’„—–…«»×÷".unicodeScalars)

  /// A scalar of all that there are.
  package mutating func scalar() -> Unicode.Scalar {
    while true {
      let limit = [0x80, 0x800, 0x3000, 0x10000, 0x20000, 0x110000][below(6)]
      if let scalar = Unicode.Scalar(UInt32(below(limit))) { return scalar }
    }
  }

  /// A text of `count` scalars: runs of one alphabet, mixtures, repetitions and any scalars.
  package mutating func text(count: Int) -> String {
    var text = String.UnicodeScalarView()
    var used = 0
    while used < count {
      let length = min(1 + below(8), count - used)
      used += length
      switch below(6) {
      case 0: for _ in 0..<length { text.append(scalar()) }
      case 1:
        let repeated = Self.alphabets[below(Self.alphabets.count)].randomElement(using: &self)
        for _ in 0..<length { text.append(repeated) }
      case 2:
        for _ in 0..<length {
          text.append(Self.alphabets[below(Self.alphabets.count)].randomElement(using: &self))
        }
      default:
        let alphabet = Self.alphabets[below(Self.alphabets.count)]
        for _ in 0..<length { text.append(alphabet.randomElement(using: &self)) }
      }
    }
    return String(text)
  }

  /// Words in Latin letters with accents, curly quotation marks and dashes, about `count` scalars,
  /// in which anything may stand now and then.
  package mutating func latin(count: Int) -> String {
    var text = String.UnicodeScalarView()
    while text.count < count {
      switch below(12) {
      case 0: text.append(scalar())
      case 1: text.append(Self.alphabets[10].randomElement(using: &self))
      case 2: text.append(Self.typography.randomElement(using: &self))
      case 3: text.append(Self.alphabets[15].randomElement(using: &self))
      case 4, 5: text.append(Self.alphabets[3].randomElement(using: &self))
      case 6:
        for _ in 0..<1 + below(3) { text.append(Self.alphabets[2].randomElement(using: &self)) }
      default:
        for _ in 0..<1 + below(6) {
          text.append(Self.alphabets[below(8) == 0 ? 5 : 1].randomElement(using: &self))
        }
        if below(3) == 0 { text.append("’") }
        if below(2) == 0 { text.append(" ") }
      }
    }
    return String(text)
  }

  /// ASCII text of `count` characters.
  package mutating func ascii(count: Int) -> String {
    var bytes: [UInt8] = []
    while bytes.count < count {
      if below(8) == 0 {
        bytes.append(UInt8(below(128)))
        continue
      }
      let alphabet = Self.alphabets[below(4)]
      for _ in 0..<min(1 + below(6), count - bytes.count) {
        bytes.append(UInt8(alphabet.randomElement(using: &self).value))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension [Unicode.Scalar] {
  fileprivate func randomElement(using random: inout RandomText) -> Unicode.Scalar {
    self[random.below(count)]
  }
}
