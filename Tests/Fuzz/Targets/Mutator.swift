import Text

/// Makes new inputs of seeds, the same ones for the same number: for the suite, where no libFuzzer
/// is.
package struct Mutator {
  private var random: SplitMix64
  private let seeds: [[UInt8]]
  private static let maximumBytes = 1 << 13

  /// What readers take for something else than text.
  private static let words =
    [
      "\r\n", "\n\n", "\t", "\"", "\\", ",", ";", "-", "O", "B-PER", "{", "}", "[", "]", ":", "*a",
      "&a ", "-1", "0", "9223372036854775807", "-9223372036854775808", "1e308", "nan", "inf",
      "\\ud800", "\\u0000", "__label__", "# text = ", "1-2\t", "SpaceAfter=No", "-DOCSTART-",
    ].map { Array($0.utf8) } + [
      [0], [0xFF], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xC2], [0xE2, 0x80, 0xA8],
      [0xED, 0xA0, 0x80],
      [0xF0, 0x9F, 0x98, 0x80], [0x1F, 0x8B, 8, 0], [0xFF, 0xFF, 0xFF, 0x7F],
    ]

  /// - Parameter seeds: at least one.
  package init(_ seeds: [[UInt8]], seed: UInt64) {
    precondition(!seeds.isEmpty)
    self.seeds = seeds
    random = SplitMix64(seed: seed)
  }

  /// The next input: a seed with one to eight changes.
  package mutating func next() -> [UInt8] {
    var bytes = seeds.randomElement(using: &random)!
    for _ in 0...Int.random(in: 0..<8, using: &random) { change(&bytes) }
    return Array(bytes.prefix(Self.maximumBytes))
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, place + Int.random(in: 0..<17, using: &random))
    switch Int.random(in: 0..<7, using: &random) {
    case 0: bytes.replaceSubrange(place..<end, with: [])
    case 1: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 2: bytes.insert(contentsOf: Self.words.randomElement(using: &random)!, at: place)
    case 3: bytes.replaceSubrange(place..<end, with: Self.words.randomElement(using: &random)!)
    case 4:
      let other = seeds.randomElement(using: &random)!
      bytes.replaceSubrange(
        place..., with: other[Int.random(in: 0...other.count, using: &random)...])
    case 5 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &random)
    case 6 where place < bytes.count: bytes[place] ^= 1 << Int.random(in: 0..<8, using: &random)
    default: break
    }
  }
}
