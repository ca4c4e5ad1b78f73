/// A stream in ISO 8859-1 as UTF-8.
final class Latin1Stream: ByteStream {
  private let base: any ByteStream
  private var pending: [UInt8] = []
  private var position = 0
  private var buffer = [UInt8](repeating: 0, count: 1 << 15)

  init(_ base: any ByteStream) {
    self.base = base
  }

  var name: String { base.name }

  func read(into target: UnsafeMutableRawBufferPointer) throws(CorporaError) -> Int {
    if position == pending.count {
      var failure: CorporaError?
      let count = buffer.withUnsafeMutableBytes { bytes -> Int in
        do throws(CorporaError) {
          return try base.read(into: bytes)
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      pending.removeAll(keepingCapacity: true)
      position = 0
      for byte in buffer[..<count] {
        if byte < 0x80 {
          pending.append(byte)
        } else {
          pending.append(0xC0 | byte >> 6)
          pending.append(0x80 | byte & 0x3F)
        }
      }
    }
    let count = min(target.count, pending.count - position)
    target.copyBytes(from: pending[position..<position + count])
    position += count
    return count
  }
}
