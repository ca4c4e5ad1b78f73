#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// The bytes of a file that is mapped, or of a pipe that was read.
package final class MappedBytes: Sendable {
  package nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// - Parameter path: `-` is standard input.
  package init(_ path: String) throws(TextInputError) {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw errno == ENOENT || errno == ENOTDIR
        ? .noSuchFile(path: path) : .unreadableFile(path: path, reason: reason)
    }
    defer { if descriptor != 0 { close(descriptor) } }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      throw .unreadableFile(path: path, reason: "it is a directory")
    }
    let count = Int(status.st_size)
    if status.st_mode & S_IFMT == S_IFREG, count > 0,
      let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED
    {
      bytes = UnsafeRawBufferPointer(start: address, count: count)
      isMapped = true
      return
    }
    var read: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = buffer.withUnsafeMutableBytes { Self.read(descriptor, $0) }
      if got == 0 { break }
      if got < 0 {
        if errno == EINTR { continue }
        throw .unreadableFile(path: path, reason: String(cString: strerror(errno)))
      }
      read.append(contentsOf: buffer[..<got])
    }
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: read.count, alignment: 1)
    copy.copyBytes(from: read)
    bytes = UnsafeRawBufferPointer(copy)
    isMapped = false
  }

  private static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    #else
      Musl.read(descriptor, buffer.baseAddress, buffer.count)
    #endif
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    } else {
      bytes.deallocate()
    }
  }
}
