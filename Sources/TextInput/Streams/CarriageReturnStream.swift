/// A stream whose lines end with `\r` alone, as old spreadsheets write them, with `\n` for these.
final class CarriageReturnStream: ByteStream {
  private let base: any ByteStream

  init(_ base: any ByteStream) {
    self.base = base
  }

  var name: String { base.name }

  /// Whether the start of a stream has line ends of this kind, and none of another.
  static func isNeeded(for sample: [UInt8]) -> Bool {
    sample.contains(0x0D) && !sample.contains(0x0A)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TextInputError) -> Int {
    let count = try base.read(into: buffer)
    for index in 0..<count where buffer[index] == 0x0D { buffer[index] = 0x0A }
    return count
  }
}
