/// A 64-bit hash that is the same on every machine and in every version, for fingerprints of data
/// and for splits by hash: FNV-1a with the finalizer of ``SplitMix64``. It is not cryptographic.
public struct StableHash: Sendable {
  private var hash = FNV1a()

  /// The hash of no bytes, which depends on the seed alone.
  public init(seed: UInt64 = 0) {
    if seed != 0 { combine(seed) }
  }

  /// Adds a byte.
  public mutating func combine(byte: UInt8) {
    hash.combine(byte)
  }

  /// Adds the bytes and their number, so that "ab", "c" and "a", "bc" differ.
  public mutating func combine(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      for byte in bytes { combine(byte: byte) }
    }
    combine(UInt64(text.utf8.count))
  }

  /// Adds the eight bytes of a number, the lowest first.
  public mutating func combine(_ value: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      combine(byte: UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }

  /// Adds the text, tokens, sentences, layers, spans and labels, but not the identifier.
  public mutating func combine(_ document: Document) {
    combine(document.text)
    for token in document.tokens {
      combine(UInt64(token.range.lowerBound))
      combine(UInt64(token.range.upperBound))
    }
    for sentence in document.sentences { combine(UInt64(sentence.tokens.upperBound)) }
    for layer in document.layers {
      combine(layer.name)
      for value in layer.values { combine(value ?? "") }
    }
    for span in document.spans {
      combine(UInt64(span.range.lowerBound))
      combine(UInt64(span.range.upperBound))
      combine(span.label)
    }
    for label in document.labels { combine(label) }
    if let target = document.target { combine(target) }
    if let recording = document.recording {
      combine(recording.digest)
      combine(recording.speaker)
    }
  }

  /// The hash of everything that was added.
  public var value: UInt64 { SplitMix64.mix(hash.state) }

  /// The hash as a number in 0..<1, with 53 bits: what is below a share decides on splits.
  public var unitInterval: Double { Double(value >> 11) * 0x1p-53 }

  /// Sixteen hexadecimal digits.
  public var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
