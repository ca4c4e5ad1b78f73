/// The fields of a query or of a form: `text=Ada+Lovelace&model=en-entities`.
struct FormFields: Sendable, Hashable {
  private(set) var fields: [Field] = []

  struct Field: Sendable, Hashable {
    var name: String
    var value: String
  }

  init() {}

  /// - Returns: `nil` if a percent sign is followed by no two digits, or what they stand for is not
  ///   UTF-8.
  init?(decoding text: some StringProtocol) {
    for part in text.utf8.split(separator: UInt8(ascii: "&")) {
      let sides = part.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(sides[0]),
        let value = sides.count > 1 ? Self.decoded(sides[1]) : ""
      else { return nil }
      fields.append(Field(name: name, value: value))
    }
  }

  init(_ fields: [Field]) { self.fields = fields }

  /// The last value of that name.
  subscript(name: String) -> String? { fields.last { $0.name == name }?.value }

  private static func decoded(_ bytes: some Collection<UInt8>) -> String? {
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "+"): plain.append(0x20)
      case UInt8(ascii: "%"):
        guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit)
        else { return nil }
        plain.append(high << 4 | low)
      default: plain.append(byte)
      }
    }
    return String(validating: plain, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
