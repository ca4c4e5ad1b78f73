import CZlib

/// What a gzip file holds, as a stream; several members one after the other are one text, as `gzip
/// -dc` has it.
///
/// Source: P. Deutsch, "GZIP file format specification version 4.3", RFC 1952.
final class GzipStream: ByteStream {
  private let base: any ByteStream
  private var state: UnsafeMutablePointer<z_stream>
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  private var isAtEnd = false
  private var isInMember = false

  init(_ base: any ByteStream) throws(TextInputError) {
    self.base = base
    state = .allocate(capacity: 1)
    guard czlib_open(state) == Z_OK else {
      throw .unreadableFile(path: base.name, reason: "no memory to decompress it")
    }
  }

  deinit {
    inflateEnd(state)
    state.deallocate()
    input.deallocate()
  }

  var name: String { base.name }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TextInputError) -> Int {
    state.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = UInt32(clamping: buffer.count)
    let wanted = state.pointee.avail_out
    while state.pointee.avail_out == wanted, wanted > 0 {
      if state.pointee.avail_in == 0, !isAtEnd {
        let count = try base.read(into: input)
        isAtEnd = count == 0
        state.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        state.pointee.avail_in = UInt32(count)
      }
      if state.pointee.avail_in == 0 {
        if isInMember {
          throw .damagedFile(path: name, reason: "the compressed file is cut short")
        }
        return 0
      }
      if !isInMember {
        // Zeros may fill up the last block behind the last member.
        if state.pointee.next_in.pointee == 0 {
          state.pointee.next_in += 1
          state.pointee.avail_in -= 1
          continue
        }
        isInMember = true
      }
      switch inflate(state, Z_NO_FLUSH) {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END:
        isInMember = false
        inflateReset(state)
      default:
        throw .damagedFile(path: name, reason: "the compressed file is no gzip all through")
      }
    }
    return Int(wanted - state.pointee.avail_out)
  }
}
