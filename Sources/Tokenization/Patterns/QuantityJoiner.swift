import Text

/// Joins numbers to their units: "5 km", "20%", "$3.50".
struct QuantityJoiner {
  let bytes: UnsafeBufferPointer<UInt8>
  /// The sign of a currency that a number may follow.
  private var currency: Token?
  /// The end of the last quantity.
  private var end = 0

  init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  mutating func add(_ token: Token, _ body: (Token) -> Void) {
    var token = token
    if token.range.lowerBound < end {
      if token.range.upperBound <= end { return }
      token.range = end..<token.range.upperBound
    }
    var start = token.range.lowerBound
    var isQuantity = false
    if let sign = currency {
      currency = nil
      if sign.range.upperBound == start, token.kind == .number {
        start = sign.range.lowerBound
        isQuantity = true
      } else {
        body(sign)
      }
    }
    if token.kind == .symbol, QuantityUnits.isCurrency(bytes, token.range) {
      currency = token
      return
    }
    if token.kind == .number, let unit = QuantityUnits.end(bytes, behind: token.range.upperBound) {
      end = unit
      isQuantity = true
    } else {
      end = token.range.upperBound
      if token.kind == .word, bytes[start].isDigitByte {
        isQuantity = QuantityUnits.isNumberWithUnit(bytes, token.range)
      }
    }
    body(isQuantity ? Token(range: start..<end, kind: .quantity) : token)
  }

  /// Hands out what is held.
  mutating func finish(_ body: (Token) -> Void) {
    if let currency { body(currency) }
    currency = nil
  }
}

/// The units that quantities end in.
enum QuantityUnits {
  private static let currencies: Set<String> = ["$", "€", "£", "¥", "₹", "₽", "₩", "₺", "₿", "¢"]

  /// Signs, which need no end of a word behind them; the longest first.
  private static let signs: [[UInt8]] = [
    "°C", "°F", "℃", "℉", "°", "%", "‰", "€", "£", "¥", "$", "¢", "₹", "′", "″",
  ].map { Array($0.utf8) }

  private static let words: Set<String> = Set(
    """
    mm cm dm m km in ft yd mi nm µm μm mg g kg t lb lbs oz ml cl l hl s ms ns min h hr hrs \
    hz khz mhz ghz b kb mb gb tb kib mib gib tib bit kbit mbit gbit w kw mw gw wh kwh mwh v kv mv \
    a ma ah mah n kn pa hpa kpa bar psi j kj cal kcal k mol ha m² m³ km² cm² cm³ km/h m/s mph kph \
    kmh rpm dpi px pt em usd eur gbp jpy chf cny percent
    """.split { $0 == " " || $0 == "\n" }.map(String.init))

  /// Units that are words, too: only without a space are they units.
  private static let ambiguous: Set<String> = ["in", "a", "t", "s", "n", "b", "k", "j", "em", "pt"]

  private static let longest = words.map(\.utf8.count).max() ?? 0

  static func isCurrency(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    range.count <= 4 && currencies.contains(String(decoding: bytes[range], as: UTF8.self))
  }

  /// The end of the unit behind a number that ends at `position`, with one space between them or
  /// none.
  static func end(_ bytes: UnsafeBufferPointer<UInt8>, behind position: Int) -> Int? {
    var start = position
    if start < bytes.count, bytes[start] == 0x20 {
      start += 1
    } else if start + 1 < bytes.count, bytes[start] == 0xc2, bytes[start + 1] == 0xa0 {
      start += 2
    }
    guard start < bytes.count else { return nil }
    for sign in signs where bytes[start...].starts(with: sign) {
      // "5 $3" is two amounts, and "5 % 3" an operation.
      let stop = start + sign.count
      if start > position, sign.count == 1 || stop < bytes.count && bytes[stop].isDigitByte {
        return sign == [0x25] && !isOperand(bytes, behind: stop) ? stop : nil
      }
      return stop
    }
    var stop = start
    while stop < bytes.count, stop - start <= longest,
      bytes[stop].isLetterByte || bytes[stop] >= 0x80
        || bytes[stop] == 0x2f && stop > start && stop + 1 < bytes.count
          && bytes[stop + 1].isLetterByte
    {
      stop += 1
    }
    guard stop > start, stop - start <= longest, stop == bytes.count || !bytes[stop].isWordByte
    else {
      return nil
    }
    let unit = bytes.lowercased(start..<stop)
    guard words.contains(unit), start == position || !ambiguous.contains(unit) else { return nil }
    return stop
  }

  private static func isOperand(_ bytes: UnsafeBufferPointer<UInt8>, behind position: Int) -> Bool {
    var next = position
    while next < bytes.count, bytes[next] == 0x20 { next += 1 }
    return next < bytes.count && bytes[next].isDigitByte
  }

  /// Whether the word is digits and a unit behind them: "5km", "3.5kg".
  static func isNumberWithUnit(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    var digits = range.lowerBound
    while digits < range.upperBound, bytes[digits].isDigitByte || ".,".utf8.contains(bytes[digits])
    {
      digits += 1
    }
    guard digits < range.upperBound, range.upperBound - digits <= longest else { return false }
    return words.contains(bytes.lowercased(digits..<range.upperBound))
  }
}
