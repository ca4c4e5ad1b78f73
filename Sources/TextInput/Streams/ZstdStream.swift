import CZstd

/// What a zstd file holds, as a stream; several frames one after the other are one text, as `zstd
/// -dc` has it.
///
/// Memory is the window of the file, which `zstd` itself limits to 128 MiB unless told otherwise.
///
/// Source: Y. Collet and M. Kucherawy, "Zstandard Compression and the 'application/zstd' Media
/// Type", RFC 8878.
final class ZstdStream: ByteStream {
  private let base: any ByteStream
  private let state: OpaquePointer
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
  private var pending: ZSTD_inBuffer
  private var isAtEnd = false
  private var isInFrame = false

  init(_ base: any ByteStream) throws(TextInputError) {
    guard let state = ZSTD_createDStream() else {
      throw .unreadableFile(path: base.name, reason: "no memory to decompress it")
    }
    self.base = base
    self.state = state
    pending = ZSTD_inBuffer(src: UnsafeRawPointer(input.baseAddress), size: 0, pos: 0)
  }

  deinit {
    ZSTD_freeDStream(state)
    input.deallocate()
  }

  var name: String { base.name }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TextInputError) -> Int {
    var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
    while output.pos == 0, output.size > 0 {
      if pending.pos == pending.size, !isAtEnd {
        pending.size = try base.read(into: input)
        pending.pos = 0
        isAtEnd = pending.size == 0
      }
      // Behind the end of its input, the decoder may still have some of its output to give.
      if isAtEnd, !isInFrame { return 0 }
      let result = ZSTD_decompressStream(state, &output, &pending)
      if ZSTD_isError(result) != 0 {
        throw .damagedFile(
          path: name,
          reason:
            "the compressed file is no zstd all through (\(String(cString: ZSTD_getErrorName(result))))"
        )
      }
      isInFrame = result != 0
      if isAtEnd, isInFrame, output.pos == 0 {
        throw .damagedFile(path: name, reason: "the compressed file is cut short")
      }
    }
    return output.pos
  }
}
