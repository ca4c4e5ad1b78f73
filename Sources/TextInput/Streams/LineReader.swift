#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The lines of a stream of any length, in memory that depends on the longest line only.
///
/// A line ends with `\n`, `\r\n` or the end of the stream; a UTF-8 byte order mark at the start is
/// passed over. A line longer than the limit is skipped and told apart by ``isTooLong``.
public final class LineReader {
  /// How far a reader has come, and a hash of everything up to there.
  ///
  /// Two streams that give the same position have the same bytes before it, so far as a 64-bit hash
  /// can tell.
  public struct Position: Hashable, Sendable {
    /// The number of bytes before it.
    public var byte = 0
    /// The number of line ends before it.
    public var line = 0
    /// A hash of the bytes before it.
    public var digest: UInt64 = 0

    /// Sets every property.
    public init(byte: Int = 0, line: Int = 0, digest: UInt64 = 0) {
      self.byte = byte
      self.line = line
      self.digest = digest
    }
  }

  /// 16 MiB.
  public static let defaultMaximumLineBytes = 16 << 20

  /// The encoding that the stream is most likely in, if it is not UTF-8.
  var likelyEncoding: String?

  private let stream: any ByteStream
  package let maximumLineBytes: Int
  private var buffer: UnsafeMutableRawBufferPointer
  /// The bytes of the buffer that are still to be given out.
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  private var line: Range<Int> = 0..<0
  private var isPushedBack = false

  /// Before the current line.
  public private(set) var lineStart = Position()
  private var lineEnd = Position()

  /// Whether the current line is longer than the limit: its bytes are gone.
  public private(set) var isTooLong = false
  /// Whether the current line has a line end behind it; only the last one of a stream may lack it.
  public private(set) var isTerminated = false
  /// Whether that line end is one of Windows, `\r\n`.
  public private(set) var hasCarriageReturn = false

  /// Reads the lines of a stream from where it stands.
  public init(
    _ stream: any ByteStream, maximumLineBytes: Int = LineReader.defaultMaximumLineBytes
  ) {
    self.stream = stream
    self.maximumLineBytes = maximumLineBytes
    buffer = .allocate(byteCount: min(1 << 16, maximumLineBytes + 2), alignment: 16)
  }

  deinit {
    buffer.deallocate()
  }

  /// The name of the stream, for messages.
  public var name: String { stream.name }

  /// The number of the current line, from 1.
  public var lineNumber: Int { lineStart.line + 1 }

  /// Behind everything that was given out: a reader of the same stream that goes on from
  /// here misses nothing and repeats nothing.
  public var position: Position { isPushedBack ? lineStart : lineEnd }

  /// Moves to the next line.
  ///
  /// - Returns: `false` at the end of the stream.
  public func advance() throws(TextInputError) -> Bool {
    if isPushedBack {
      isPushedBack = false
      return true
    }
    lineStart = lineEnd
    isTooLong = false
    var searched = 0
    var skipped = 0
    while true {
      let pending = end - start
      if pending > searched,
        let found = memchr(buffer.baseAddress! + start + searched, 0x0A, pending - searched)
      {
        let length = UnsafeRawPointer(found) - UnsafeRawPointer(buffer.baseAddress! + start)
        finishLine(length: length, skipped: skipped, isTerminated: true)
        return true
      }
      searched = pending
      if isAtEnd {
        guard pending + skipped > 0 else {
          line = 0..<0
          return false
        }
        finishLine(length: pending, skipped: skipped, isTerminated: false)
        return true
      }
      if pending > maximumLineBytes {
        isTooLong = true
        skipped += pending
        start = end
        searched = 0
      }
      try fill()
    }
  }

  /// Makes the next ``advance()`` give the current line once more.
  public func pushBack() {
    isPushedBack = true
  }

  /// Calls `body` with the bytes of the current line, without its end.
  public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows
    -> Result
  {
    try body(
      UnsafeRawBufferPointer(rebasing: buffer[line]).assumingMemoryBound(to: UInt8.self))
  }

  /// Whether the current line has a byte of 0.
  package var hasNUL: Bool { nulOffset != nil }

  /// Where in the current line the first byte of 0 is, which no text has: a file with such bytes is
  /// mostly UTF-16.
  public var nulOffset: Int? {
    withBytes { bytes in
      guard let base = bytes.baseAddress, let found = memchr(base, 0, bytes.count) else {
        return nil
      }
      return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
  }

  /// The current line, or `nil` if it is not well-formed UTF-8.
  public var text: String? {
    withBytes { String(validating: $0, as: UTF8.self) }
  }

  /// Whether the current line has no byte but spaces and tabs.
  public var isBlank: Bool {
    withBytes { $0.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
  }

  /// Passes over the lines before a position.
  ///
  /// - Returns: whether the stream has the same bytes before it as the one that the position is of.
  package func skip(to target: Position) throws(TextInputError) -> Bool {
    while position.byte < target.byte {
      guard try advance() else { return false }
    }
    return position == target
  }

  private func finishLine(length: Int, skipped: Int, isTerminated: Bool) {
    self.isTerminated = isTerminated
    var content = start..<start + length
    let consumed = length + (isTerminated ? 1 : 0)
    var digest = WordHash(lineEnd.digest)
    if skipped > 0 { digest.combine(skipped) }
    digest.combine(UnsafeRawBufferPointer(rebasing: buffer[start..<start + consumed]))
    lineEnd.digest = digest.state
    if lineStart.byte == 0, skipped == 0, buffer[content].starts(with: [0xEF, 0xBB, 0xBF]) {
      content = content.lowerBound + 3..<content.upperBound
    }
    hasCarriageReturn = isTerminated && content.last.map { buffer[$0] == 0x0D } == true
    if hasCarriageReturn { content = content.lowerBound..<content.upperBound - 1 }
    if content.count > maximumLineBytes { isTooLong = true }
    line = isTooLong ? 0..<0 : content
    start += consumed
    lineEnd.byte += skipped + consumed
    if isTerminated { lineEnd.line += 1 }
  }

  private func fill() throws(TextInputError) {
    if start > 0 {
      memmove(buffer.baseAddress!, buffer.baseAddress! + start, end - start)
      end -= start
      start = 0
    }
    if end == buffer.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: min(buffer.count * 2, maximumLineBytes + 2), alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<end]))
      buffer.deallocate()
      buffer = larger
    }
    let count = try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
    if count == 0 { isAtEnd = true }
    end += count
  }
}
