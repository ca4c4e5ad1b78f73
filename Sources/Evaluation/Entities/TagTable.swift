import Text

/// A run of tokens with the index of its label.
struct LabeledRange: Comparable, Sendable {
  var start: Int32
  var end: Int32
  var label: Int32

  /// By end, since that is the order in which reading a sentence finds them.
  static func < (left: LabeledRange, right: LabeledRange) -> Bool {
    (left.end, left.start, left.label) < (right.end, right.start, right.label)
  }
}

/// The prefix of a tag, as far as it matters to a reading.
enum TagPrefix: UInt8, Sendable {
  case outside, begin, inside, end, single, dot, bracket, other
}

/// The distinct tags of a corpus as indices, each taken apart once.
///
/// Looking up a tag is the inner loop of scoring, so this is an open-addressing table over the
/// bytes of the tags, without the general hasher. Labels are the same where Swift's strings are:
/// composed and decomposed letters make one label.
struct TagTable: Sendable {
  struct Entry: Sendable {
    var text: String
    var prefix: TagPrefix
    var label: Int32
    /// Whether the prefix is one that the reading knows.
    var isAllowed: Bool
  }

  let reading: TagReading
  private(set) var entries: [Entry] = []
  private(set) var labels: [String] = []
  private var labelIndices: [String: Int32] = [:]
  /// Indices of entries plus one, by their hash; 0 is free. A power of two long and
  /// at most half full.
  private var slots = [Int32](repeating: 0, count: 64)

  init(reading: TagReading) {
    self.reading = reading
    _ = id(of: "O")
  }

  mutating func labelIndex(of label: String) -> Int32 {
    if let index = labelIndices[label] { return index }
    let index = Int32(labels.count)
    labels.append(label)
    labelIndices[label] = index
    return index
  }

  /// The index of a tag, the same for the same bytes.
  mutating func id(of tag: String) -> Int32 {
    let mask = slots.count - 1
    var slot = TagTable.hash(tag) & mask
    while slots[slot] != 0 {
      let id = slots[slot] - 1
      if entries[Int(id)].text.utf8.elementsEqual(tag.utf8) { return id }
      slot = (slot + 1) & mask
    }
    return insert(tag, at: slot)
  }

  private mutating func insert(_ tag: String, at slot: Int) -> Int32 {
    let id = Int32(entries.count)
    let (prefix, label, isAllowed) = parse(tag)
    entries.append(
      Entry(text: tag, prefix: prefix, label: labelIndex(of: label), isAllowed: isAllowed))
    slots[slot] = id + 1
    if entries.count * 2 > slots.count { grow() }
    return id
  }

  private mutating func grow() {
    let mask = slots.count * 4 - 1
    slots = [Int32](repeating: 0, count: mask + 1)
    for (id, entry) in entries.enumerated() {
      var slot = TagTable.hash(entry.text) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(id) + 1
    }
  }

  private static func hash(_ tag: String) -> Int {
    var hash = FNV1a()
    for byte in tag.utf8 { hash.combine(byte) }
    return Int(truncatingIfNeeded: hash.state ^ (hash.state >> 32))
  }

  private func parse(_ tag: String) -> (TagPrefix, String, isAllowed: Bool) {
    switch reading {
    case .conlleval: parseAsScript(tag)
    case .lenient: parseFirstCharacter(tag)
    case .strict, .strictIOE1, .strictIOE2: parseStrictly(tag)
    }
  }

  /// `^([^-]*)-(.*)$`: prefix and label; without a hyphen all of it is the prefix.
  private func parseAsScript(_ tag: String) -> (TagPrefix, String, isAllowed: Bool) {
    let parts = tag.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let label = parts.count > 1 ? String(parts[1]) : ""
    let prefix: TagPrefix =
      switch parts[0] {
      case "O": .outside
      case "B": .begin
      case "I": .inside
      case "E": .end
      case "S": .single
      case ".": .dot
      case "[", "]": .bracket
      default: .other
      }
    return (prefix, label, true)
  }

  private func parseFirstCharacter(_ tag: String) -> (TagPrefix, String, isAllowed: Bool) {
    let scalars = tag.unicodeScalars
    guard let first = scalars.first else { return (.outside, "_", true) }
    let rest = scalars.dropFirst()
    let hyphen = rest.firstIndex(of: "-")
    let label = hyphen.map { rest[rest.index(after: $0)...] } ?? rest
    let prefix: TagPrefix =
      switch first {
      case "O": .outside
      case "B": .begin
      case "I": .inside
      case "E": .end
      case "S": .single
      case ".": .dot
      default: .other
      }
    return (prefix, label.isEmpty ? "_" : String(label), true)
  }

  private func parseStrictly(_ tag: String) -> (TagPrefix, String, isAllowed: Bool) {
    var label = tag.unicodeScalars.dropFirst()
    while label.first == "-" { label.removeFirst() }
    while label.last == "-" { label.removeLast() }
    let name = label.isEmpty ? "_" : String(label)
    guard let first = tag.unicodeScalars.first else { return (.outside, name, true) }
    let character = Character(first)
    if character == "O" { return (.outside, name, true) }
    let prefix: TagPrefix =
      switch character {
      case "B": .begin
      case "I": .inside
      case "E", "L": .end
      case "S", "U": .single
      default: .other
      }
    let isAllowed = reading.prefixes?.contains(character) ?? true
    return (isAllowed ? prefix : .other, name, isAllowed)
  }
}
