#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// The bytes of a file, or of a pipe, in order.
final class SoundBytes {
  let name: String
  private let descriptor: Int32
  private let isOwned: Bool
  /// The bytes that have been read.
  private(set) var position = 0
  /// The size of a regular file; `nil` for a pipe.
  let size: Int?

  init(path: String) throws(SoundError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw .noSuchFile(file: path) }
      throw .cannotRead(file: path, reason: String(cString: strerror(errno)))
    }
    name = path
    self.descriptor = descriptor
    isOwned = true
    size = Self.size(of: descriptor)
  }

  /// - Parameter descriptor: stays open.
  init(descriptor: Int32, name: String) {
    self.name = name
    self.descriptor = descriptor
    isOwned = false
    size = nil
  }

  deinit {
    if isOwned { close(descriptor) }
  }

  private static func size(of descriptor: Int32) -> Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Fills as much of the buffer as there is.
  ///
  /// - Parameter waits: whether to go on until the buffer is full, or to give what a pipe has.
  /// - Returns: the count of bytes; 0 at the end.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, waits: Bool = true
  ) throws(SoundError) -> Int {
    var filled = 0
    while filled < buffer.count {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
      #else
        let count = Musl.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
      #endif
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw .cannotRead(file: name, reason: String(cString: strerror(errno)))
      }
      if count == 0 { break }
      filled += count
      if !waits { break }
    }
    position += filled
    return filled
  }

  /// So many bytes, or fewer at the end.
  func read(_ count: Int) throws(SoundError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let result = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(SoundError) in try read(into: buffer) }
    }
    bytes.removeLast(count - (try result.get()))
    return bytes
  }

  /// Passes over so many bytes.
  ///
  /// - Returns: whether there were as many.
  func skip(_ count: Int) throws(SoundError) -> Bool {
    var rest = count
    while rest > 0 {
      let read = try read(min(rest, 1 << 16)).count
      if read == 0 { return false }
      rest -= read
    }
    return true
  }
}
