/// A stream in another encoding, as UTF-8.
final class ConvertedStream: ByteStream {
  private let base: any ByteStream
  private let converter: EncodingConverter
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 15, alignment: 16)
  private var start = 0
  private var end = 0
  private var isAtEnd = false

  init(_ base: any ByteStream, _ converter: EncodingConverter) {
    self.base = base
    self.converter = converter
  }

  deinit {
    input.deallocate()
  }

  var name: String { base.name }

  func read(into target: UnsafeMutableRawBufferPointer) throws(TextInputError) -> Int {
    while true {
      if start == end, !isAtEnd {
        start = 0
        end = try base.read(into: input)
        isAtEnd = end == 0
      }
      let result = converter.convert(
        UnsafeRawBufferPointer(rebasing: input[start..<end]), isLast: isAtEnd, into: target)
      guard let result else {
        throw .damagedFile(path: name, reason: "ICU cannot decode it as \(converter.name)")
      }
      start += result.used
      if result.written > 0 || (isAtEnd && start == end) { return result.written }
    }
  }
}
