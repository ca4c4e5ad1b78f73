#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes that come one after the other.
public protocol ByteStream: AnyObject {
  /// What to call the stream in messages: a path, or `standard input`.
  var name: String { get }

  /// Fills the front of `buffer` with the next bytes.
  ///
  /// - Returns: how many were written; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TextInputError) -> Int
}

/// The bytes of a file or of standard input.
public final class FileStream: ByteStream {
  /// The name for messages: the path, or what it stands for.
  public let name: String
  private let descriptor: Int32
  private let closes: Bool
  private let isCancelled: @Sendable () -> Bool
  /// The bytes that have been read.
  public private(set) var bytesRead = 0

  /// - Parameter isCancelled: asked before each read; the stream ends where it says so, as a named
  ///   pipe or a device may not do by itself.
  /// - Throws: `noSuchFile`, `unreadableFile` (a folder, missing rights).
  public init(
    path: String, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(TextInputError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? .noSuchFile(path: path) : .unreadableFile(path: path, reason: systemMessage(errno))
    }
    name = path
    closes = true
    self.isCancelled = isCancelled
    if FileStatus(path: path)?.isDirectory == true {
      throw .unreadableFile(path: path, reason: "it is a folder, name the files in it")
    }
  }

  private init(standardInput isCancelled: @escaping @Sendable () -> Bool) {
    descriptor = 0
    name = "standard input"
    closes = false
    self.isCancelled = isCancelled
  }

  /// Standard input, which may make its reader wait.
  ///
  /// - Parameter isCancelled: asked when a signal wakes up a read; the stream ends where it says
  ///   so.
  public static func standardInput(
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> FileStream {
    FileStream(standardInput: isCancelled)
  }

  deinit {
    if closes { close(descriptor) }
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(TextInputError) -> Int {
    while true {
      if isCancelled() { return 0 }
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 {
        bytesRead += count
        return count
      }
      if errno != EINTR { throw .unreadableFile(path: name, reason: systemMessage(errno)) }
    }
  }
}

/// The bytes of an array.
public final class MemoryStream: ByteStream {
  /// The name for messages: the path, or what it stands for.
  public let name: String
  private let bytes: [UInt8]
  private var position = 0

  /// A stream that starts at the first of the bytes.
  public init(_ bytes: [UInt8], name: String = "text") {
    self.bytes = bytes
    self.name = name
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.count - position)
    bytes.withUnsafeBytes { source in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[position..<position + count]))
    }
    position += count
    return count
  }
}

/// A stream whose first bytes can be looked at before they are read.
package final class PeekableStream: ByteStream {
  private let base: any ByteStream
  private var head: [UInt8] = []
  private var position = 0

  package init(_ base: any ByteStream) {
    self.base = base
  }

  package var name: String { base.name }

  /// The first `limit` bytes, fewer if the stream is shorter. To be called once, before any are
  /// read.
  package func peek(_ limit: Int) throws(TextInputError) -> [UInt8] {
    var failure: TextInputError?
    head = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      do throws(TextInputError) {
        while filled < limit {
          let count = try base.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]))
          if count == 0 { break }
          filled += count
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return head
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(TextInputError) -> Int {
    guard position < head.count else { return try base.read(into: buffer) }
    let count = min(buffer.count, head.count - position)
    head.withUnsafeBytes { source in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[position..<position + count]))
    }
    position += count
    if position == head.count {
      head = []
      position = 0
    }
    return count
  }
}
