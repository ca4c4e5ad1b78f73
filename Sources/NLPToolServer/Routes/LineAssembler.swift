/// Makes lines of pieces of a stream.
struct LineAssembler: Sendable {
  struct Line: Sendable {
    /// Counted from 1.
    var number: Int
    /// Without its end; `nil` for one that is too long.
    var bytes: [UInt8]?
  }

  private let maximumBytes: Int
  private var open: [UInt8] = []
  /// Whether the open line is too long, so that the rest of it is passed over.
  private var isTooLong = false
  private var count = 0

  init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

  /// The lines that end in the piece.
  mutating func append(_ piece: some Collection<UInt8>) -> [Line] {
    var lines: [Line] = []
    var rest = piece[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      keep(rest[..<end])
      lines.append(close())
      rest = rest[rest.index(after: end)...]
    }
    keep(rest)
    return lines
  }

  /// The last line, if the stream does not end in a line end.
  mutating func finish() -> Line? {
    open.isEmpty && !isTooLong ? nil : close()
  }

  private mutating func keep(_ bytes: some Collection<UInt8>) {
    if isTooLong { return }
    if open.count + bytes.count > maximumBytes {
      isTooLong = true
      open = []
    } else {
      open.append(contentsOf: bytes)
    }
  }

  private mutating func close() -> Line {
    count += 1
    defer {
      open = []
      isTooLong = false
    }
    if isTooLong { return Line(number: count, bytes: nil) }
    if open.last == UInt8(ascii: "\r") { open.removeLast() }
    return Line(number: count, bytes: open)
  }
}
