/// A 64-bit hash that is the same on every machine and in every version: FNV-1a with a final mix, for
/// fingerprints of data and for splits by hash. It is not cryptographic.
///
/// Sources: Fowler, Noll and Vo, "FNV Hash"; the finalizer is that of Steele, Lea and Flood,
/// "Fast Splittable Pseudorandom Number Generators" (2014).
public struct StableHash: Sendable {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  public init(seed: UInt64 = 0) {
    if seed != 0 { combine(seed) }
  }

  public mutating func combine(byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// Adds the bytes and their number, so that "ab", "c" and "a", "bc" differ.
  public mutating func combine(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      for byte in bytes { combine(byte: byte) }
    }
    combine(UInt64(text.utf8.count))
  }

  public mutating func combine(_ value: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      combine(byte: UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }

  /// Adds the text, tokens, sentences, spans and labels, but not the identifier.
  public mutating func combine(_ document: Document) {
    combine(document.text)
    for token in document.tokens {
      combine(UInt64(token.range.lowerBound))
      combine(UInt64(token.range.upperBound))
    }
    for sentence in document.sentences { combine(UInt64(sentence.tokens.upperBound)) }
    for span in document.spans {
      combine(UInt64(span.range.lowerBound))
      combine(UInt64(span.range.upperBound))
      combine(span.label)
    }
    for label in document.labels { combine(label) }
  }

  public var value: UInt64 {
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// Sixteen hexadecimal digits.
  public var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
