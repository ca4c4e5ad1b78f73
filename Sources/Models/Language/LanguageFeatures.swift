/// The features that tell languages apart: the letters of a text, in lower case, as hashed n-grams
/// within words and whole words.
///
/// Digits, punctuation, addresses and names with `@` say little about a language and are left out.
/// Words of a script without spaces are runs of letters.
struct LanguageFeatures: Sendable, Hashable, Codable {
  /// The longest n-gram of a word with its borders, in scalars.
  var maximumNGram = 5
  /// The number of rows that all features share, a power of two.
  var buckets = 1 << 16

  /// Longer words count by their n-grams only, and longer runs of letters are cut.
  private static let maximumWord = 32

  /// What addresses start with.
  private static let schemes = ["http", "https"].map { $0.unicodeScalars.map(\.value) }

  /// Calls `body` with the features of each word in turn.
  ///
  /// - Complexity: O(n) in the length of the text.
  func forEachWord(of text: String, _ body: ([Int32]) -> Void) {
    var word: [UInt32] = []
    var features: [Int32] = []
    var isAddress = false
    func finish() {
      if !word.isEmpty, !isAddress {
        features.removeAll(keepingCapacity: true)
        append(word, to: &features)
        body(features)
      }
      word.removeAll(keepingCapacity: true)
    }
    for scalar in text.unicodeScalars {
      let letter = Letters.folded(scalar)
      if letter != 0 {
        word.append(letter)
        if word.count == Self.maximumWord { finish() }
        continue
      }
      switch scalar {
      case " ", "\n", "\t", "\r", "\u{A0}", "\u{3000}":
        finish()
        isAddress = false
      case "@":
        isAddress = true
        word.removeAll(keepingCapacity: true)
      case ":" where Self.schemes.contains(word):
        isAddress = true
        word.removeAll(keepingCapacity: true)
      case "'", "\u{2019}":
        // Part of the word: l', don't.
        if !word.isEmpty { word.append(0x27) }
      default:
        finish()
      }
    }
    finish()
  }

  /// All features of a text.
  func features(of text: String) -> [Int32] {
    var features: [Int32] = []
    forEachWord(of: text) { features.append(contentsOf: $0) }
    return features
  }

  private func append(_ word: [UInt32], to features: inout [Int32]) {
    let padded = [UInt32(0x5F)] + word + [UInt32(0x5F)]
    let mask = UInt32(buckets - 1)
    for start in padded.indices {
      var hash: UInt32 = 0x811C_9DC5
      for end in start..<min(padded.count, start + maximumNGram) {
        hash = (hash ^ padded[end]) &* 0x0100_0193
        // A border alone says nothing.
        if end == start, start == 0 || start == padded.count - 1 { continue }
        features.append(Int32(bitPattern: Self.mixed(hash) & mask))
      }
    }
    if word.count > maximumNGram - 2 {
      var hash: UInt32 = 0x5BD1_E995
      for letter in word { hash = (hash ^ letter) &* 0x0100_0193 }
      features.append(Int32(bitPattern: Self.mixed(hash) & mask))
    }
  }

  /// The finalizer of MurmurHash3, which spreads the differences of a hash over all of its bits.
  private static func mixed(_ hash: UInt32) -> UInt32 {
    var hash = hash
    hash ^= hash >> 16
    hash = hash &* 0x85EB_CA6B
    hash ^= hash >> 13
    hash = hash &* 0xC2B2_AE35
    return hash ^ hash >> 16
  }
}

/// Which scalars are parts of words, and their small letters.
private enum Letters {
  /// Of the basic plane: the small letter, or 0 for what is no part of a word.
  private static let table: [UInt16] = (0..<0x10000).map { value in
    guard let scalar = Unicode.Scalar(UInt32(value)) else { return 0 }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark: return UInt16(value)
    default: guard properties.isAlphabetic else { return 0 }
    }
    guard properties.isUppercase else { return UInt16(value) }
    let lower = properties.lowercaseMapping.unicodeScalars
    return lower.first.map { UInt16(truncatingIfNeeded: $0.value) } ?? UInt16(value)
  }

  static func folded(_ scalar: Unicode.Scalar) -> UInt32 {
    if scalar.value < 0x80 {
      let byte = UInt8(truncatingIfNeeded: scalar.value)
      if byte | 0x20 >= 0x61, byte | 0x20 <= 0x7A { return UInt32(byte | 0x20) }
      return 0
    }
    if scalar.value < 0x10000 { return UInt32(table[Int(scalar.value)]) }
    return scalar.properties.isAlphabetic ? scalar.value : 0
  }
}
