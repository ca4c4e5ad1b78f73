import CICU

/// Turns texts of any encoding that ICU knows into UTF-8, piece by piece.
public final class EncodingConverter {
  /// The name of the encoding, as it was given.
  public let name: String
  private let decoder: OpaquePointer

  /// - Returns: `nil` if ICU knows no encoding of that name.
  public init?(_ name: String) {
    guard !name.isEmpty, !name.utf8.contains(0), let decoder = cicu_decoder_open(name) else {
      return nil
    }
    self.name = name
    self.decoder = decoder
  }

  deinit {
    cicu_decoder_close(decoder)
  }

  /// The encoding that bytes are most likely in, by the name that IANA has for it.
  ///
  /// - Complexity: O(n) in the first MiB.
  public static func detect(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return nil }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { name in
      guard
        cicu_detect_encoding(
          base.assumingMemoryBound(to: UInt8.self), Int64(bytes.count), name.baseAddress, 64)
      else { return nil }
      return name.baseAddress.map { String(cString: $0) }
    }
  }

  /// How far a conversion came.
  public struct Progress: Sendable, Hashable {
    /// The bytes that were taken.
    public let used: Int
    /// The bytes of text that were written.
    public let written: Int
  }

  /// Decodes the next bytes into `text`; what fits nowhere becomes U+FFFD.
  ///
  /// - Parameter isLast: whether no bytes come behind these.
  /// - Returns: `nil` when ICU has failed.
  public func convert(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool, into text: UnsafeMutableRawBufferPointer
  ) -> Progress? {
    var used: Int64 = 0
    let written = cicu_decode_bytes(
      decoder, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), Int64(bytes.count), &used,
      text.baseAddress?.assumingMemoryBound(to: UInt8.self), Int64(text.count), isLast)
    return written < 0 ? nil : Progress(used: Int(used), written: Int(written))
  }
}
