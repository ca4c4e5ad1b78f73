/// Subwords and their numbers: what a text is cut into, so that no word is unknown (Sennrich,
/// Haddow and Birch 2016).
///
/// Number 0 ends a sequence, 1 to 256 are the bytes 0 to 255, and then come characters and what
/// they are joined to, in the order in which it was learned. A character that is no subword is its
/// bytes of UTF-8, so that every text has subwords, and they have its bytes.
public struct SubwordTable: Sendable, Hashable {
  /// The number that ends a sequence.
  public static let end: Int32 = 0
  /// The number of the byte 0.
  static let firstByte = 1
  /// The number of the first of ``words``.
  package static let firstWord = firstByte + 256

  /// The characters, and what they are joined to.
  public let words: [String]
  /// The number of each character that is a word.
  private let characters: [Unicode.Scalar: Int32]
  /// What two subwords side by side are joined to, by their numbers.
  private let joined: [UInt64: Int32]

  /// - Parameter words: not empty, and different in their bytes.
  /// - Returns: `nil` if they are not.
  public init?(words: [String]) {
    var numbers: [[UInt8]: Int32] = [:]
    var characters: [Unicode.Scalar: Int32] = [:]
    for (index, word) in words.enumerated() {
      let number = Int32(Self.firstWord + index)
      let scalars = word.unicodeScalars
      guard let first = scalars.first,
        numbers.updateValue(number, forKey: Array(word.utf8)) == nil
      else { return nil }
      if scalars.count == 1 { characters[first] = number }
    }
    var joined: [UInt64: Int32] = [:]
    for (index, word) in words.enumerated() {
      let bytes = Array(word.utf8)
      for cut in bytes.indices.dropFirst() where bytes[cut] & 0xC0 != 0x80 {
        guard let left = numbers[Array(bytes[..<cut])], let right = numbers[Array(bytes[cut...])]
        else { continue }
        joined[Self.pair(left, right)] = Int32(Self.firstWord + index)
      }
    }
    self.words = words
    self.characters = characters
    self.joined = joined
  }

  static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// The number of subwords, the end and the bytes included.
  public var count: Int { Self.firstWord + words.count }

  /// The subwords of a text, without an end.
  ///
  /// - Complexity: O(n) in the characters of the text.
  public func encode(_ text: String) -> [Int32] {
    var encoder = SubwordEncoder(self)
    return encoder.encode(text)
  }

  /// The subwords of a piece: characters, joined as long as two side by side make a subword, that
  /// with the smallest number first.
  func encode(_ piece: [Unicode.Scalar]) -> [Int32] {
    var numbers: [Int32] = []
    for scalar in piece {
      if let number = characters[scalar] {
        numbers.append(number)
      } else {
        for byte in UTF8.encode(scalar)! { numbers.append(Int32(Self.firstByte) + Int32(byte)) }
      }
    }
    while numbers.count > 1 {
      var best: (number: Int32, index: Int)?
      for index in 0..<numbers.count - 1 {
        guard let number = joined[Self.pair(numbers[index], numbers[index + 1])] else { continue }
        if best.map({ number < $0.number }) ?? true { best = (number, index) }
      }
      guard let best else { break }
      numbers[best.index] = best.number
      numbers.remove(at: best.index + 1)
    }
    return numbers
  }

  /// The text that subwords make; bytes that are no UTF-8 become U+FFFD. An end is passed over.
  public func decode(_ numbers: some Sequence<Int32>) -> String {
    var bytes: [UInt8] = []
    for number in numbers { append(number, to: &bytes) }
    // The space that every text is read with.
    return String(decoding: bytes.first == 0x20 ? bytes[1...] : bytes[...], as: UTF8.self)
  }

  private func append(_ number: Int32, to bytes: inout [UInt8]) {
    let number = Int(number)
    if number >= Self.firstWord {
      bytes.append(contentsOf: words[number - Self.firstWord].utf8)
    } else if number >= Self.firstByte {
      bytes.append(UInt8(number - Self.firstByte))
    }
  }

  /// A subword for people: a byte that is no text by itself as `<E4>`, the end as `</s>`.
  public func name(of number: Int32) -> String {
    if number == Self.end { return "</s>" }
    if Int(number) >= Self.firstWord { return words[Int(number) - Self.firstWord] }
    let digits = String(Int(number) - Self.firstByte, radix: 16, uppercase: true)
    return "<" + (digits.count == 1 ? "0" : "") + digits + ">"
  }
}

/// Encodes many texts, and remembers the subwords of pieces that it has met.
public struct SubwordEncoder: Sendable {
  /// More pieces are not remembered.
  private static let limit = 1 << 17

  /// The subwords that texts are cut into.
  public let table: SubwordTable
  private var known: [[Unicode.Scalar]: [Int32]] = [:]

  /// An encoder that has seen no words yet; it remembers how it cut those that it meets.
  public init(_ table: SubwordTable) { self.table = table }

  /// The subwords of a text, without an end.
  public mutating func encode(_ text: String) -> [Int32] {
    var numbers: [Int32] = []
    for piece in SubwordPieces(text) {
      if let found = known[piece] {
        numbers += found
        continue
      }
      let new = table.encode(piece)
      if known.count < Self.limit { known[piece] = new }
      numbers += new
    }
    return numbers
  }
}
