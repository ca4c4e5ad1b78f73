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
    bytes = try Self.readAll(descriptor, path)
    isMapped = false
  }

  /// What a pipe or a device gives, which may be without end: half of the memory is its bound.
  private static func readAll(
    _ descriptor: Int32, _ path: String
  ) throws(TextInputError) -> UnsafeRawBufferPointer {
    let limit = sysconf(Int32(_SC_PHYS_PAGES)) / 2 * sysconf(Int32(_SC_PAGESIZE))
    var capacity = 1 << 16
    var count = 0
    var start = malloc(capacity)
    var reason = "it has more than \(limit >> 20) MiB, half of the memory; write it into a file"
    while let base = start {
      if count == capacity {
        guard capacity <= limit / 2, let larger = realloc(base, 2 * capacity) else { break }
        start = larger
        capacity *= 2
        continue
      }
      let got = read(
        descriptor, UnsafeMutableRawBufferPointer(start: base + count, count: capacity - count))
      if got == 0 { return UnsafeRawBufferPointer(start: base, count: count) }
      if got < 0, errno != EINTR {
        reason = String(cString: strerror(errno))
        break
      }
      count += max(0, got)
    }
    free(start)
    throw .unreadableFile(path: path, reason: reason)
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
      free(UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }
  }
}
