/// A stream that is UTF-8, or UTF-16 where a byte order mark at its start says so.
///
/// Lines of a file that end with `\r` alone, as old spreadsheets write them, end with `\n` where
/// that is asked for. Nothing is read before it is asked for, and no more than has come: somebody
/// may be typing.
public final class MarkedStream: ByteStream {
  private let base: any ByteStream
  private var converted: ConvertedStream?
  private var hasStarted = false
  private let mendsLineEnds: Bool
  private var hasCarriageReturns = false

  /// - Parameter mendsLineEnds: whether `\r` becomes `\n` if the first bytes, of which a file gives
  ///   many at once, have no `\n`.
  public init(_ base: any ByteStream, mendsLineEnds: Bool = false) {
    self.base = base
    self.mendsLineEnds = mendsLineEnds
  }

  public var name: String { base.name }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(TextInputError) -> Int {
    if let converted { return try converted.read(into: buffer) }
    var count = try base.read(into: buffer)
    defer {
      if hasCarriageReturns {
        for index in 0..<count where buffer[index] == 0x0D { buffer[index] = 0x0A }
      }
    }
    if hasStarted || count == 0 { return count }
    hasStarted = true
    while count == 1, buffer.count > 1, buffer[0] == 0xFF || buffer[0] == 0xFE {
      let more = try base.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[1...]))
      if more == 0 { break }
      count += more
    }
    let head = Array(buffer[..<count])
    guard head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]),
      let converter = EncodingConverter("UTF-16")
    else {
      hasCarriageReturns = mendsLineEnds && CarriageReturnStream.isNeeded(for: head)
      return count
    }
    let converted = ConvertedStream(HeadedStream(head, base), converter)
    self.converted = converted
    return try converted.read(into: buffer)
  }
}

/// A stream behind bytes that were taken from it.
private final class HeadedStream: ByteStream {
  private let head: MemoryStream
  private let rest: any ByteStream

  init(_ head: [UInt8], _ rest: any ByteStream) {
    self.head = MemoryStream(head, name: rest.name)
    self.rest = rest
  }

  var name: String { rest.name }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TextInputError) -> Int {
    let count = head.read(into: buffer)
    return count > 0 ? count : try rest.read(into: buffer)
  }
}
