#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A file that is written beside its place and takes it in one step: after a crash there is either
/// the old file or the new one.
///
/// A symbolic link is followed: what it points to is replaced, and the link stays. What another
/// hard link names stays as it is. A new file has the rights of the one that it replaces.
package final class FileReplacement {
  /// Why a file cannot be replaced, for ``ModelError/cannotWrite(file:reason:)`` and the like.
  package struct Failure: Error, Sendable, Hashable {
    package let reason: String

    /// The reason, and what to do about it.
    package var advice: String {
      reason.contains("; ") ? reason : reason + "; choose a place that can be written"
    }
  }

  /// What a new file holds, which says what it may replace.
  package enum Content: Sendable, Hashable {
    /// A model replaces a model.
    case model
    /// A text replaces what is neither a database nor a model.
    case text
  }

  /// The file that is written meanwhile.
  package let descriptor: Int32
  private let target: String
  private let temporary: String
  private var isOpen = true

  /// Makes sure that a file at the path may be replaced, and could be.
  package static func check(_ path: String, by content: Content) throws(Failure) {
    _ = try inspect(path, content)
  }

  /// Starts a file that is to stand at the path.
  package init(at path: String, content: Content) throws(Failure) {
    let (target, mode) = try Self.inspect(path, content)
    self.target = target
    let random = String(UInt64.random(in: .min ... .max), radix: 36)
    temporary = Self.folder(of: target) + ".nlptool-\(getpid())-\(random).partial"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Failure.system() }
    if let mode { fchmod(descriptor, mode & 0o777) }
  }

  deinit { discard() }

  /// Puts the file in its place.
  package func commit() throws(Failure) {
    precondition(isOpen)
    guard fsync(descriptor) == 0 else { throw Failure.system() }
    isOpen = false
    let isClosed = close(descriptor) == 0
    guard isClosed, rename(temporary, target) == 0 else {
      let failure = Failure.system()
      unlink(temporary)
      throw failure
    }
  }

  /// Removes what was written; whatever was at the place is still there.
  package func discard() {
    guard isOpen else { return }
    isOpen = false
    close(descriptor)
    unlink(temporary)
  }

  /// Where the path leads, and the rights of what is there.
  private static func inspect(
    _ path: String, _ content: Content
  ) throws(Failure) -> (target: String, mode: mode_t?) {
    let target = try followingLinks(path)
    var status = stat()
    guard stat(target, &status) == 0 else {
      guard errno == ENOENT else { throw Failure.system() }
      guard access(folder(of: target), W_OK) == 0 else { throw Failure.system() }
      return (target, nil)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw Failure(
        reason: isFolder ? "it is a folder; name a file in it" : "it is not a regular file")
    }
    guard access(target, W_OK) == 0, access(folder(of: target), W_OK) == 0 else {
      throw Failure.system()
    }
    if let found = try describe(target), found != content.name {
      throw Failure(
        reason: "there is \(found), which \(content.name) does not replace; choose another name")
    }
    return (target, status.st_mode)
  }

  /// What is in a file; `nil` for what may be replaced by anything.
  private static func describe(_ path: String) throws(Failure) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure.system() }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 24)
    let count = read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw Failure.system() }
    if count == 0 { return nil }
    let head = bytes[..<count]
    if head.starts(with: "SQLite format 3\0".utf8) { return "a database" }
    if head.dropFirst(ModelFileHeader.lengthByteCount).starts(with: #"{"__metadata__""#.utf8) {
      return Content.model.name
    }
    return Content.text.name
  }

  /// The path without the symbolic links of its last part.
  private static func followingLinks(_ path: String) throws(Failure) -> String {
    var path = path
    for _ in 0..<40 {
      var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let count = buffer.withUnsafeMutableBytes {
        readlink(path, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
      }
      guard count >= 0 else { return path }
      let link = String(decoding: buffer[..<count], as: UTF8.self)
      path = link.hasPrefix("/") ? link : folder(of: path) + link
    }
    throw Failure(reason: "too many symbolic links")
  }

  /// The folder of a path, with a slash at its end.
  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
  }
}

extension FileReplacement.Content {
  fileprivate var name: String {
    switch self {
    case .model: "a model"
    case .text: "a text"
    }
  }
}

extension FileReplacement.Failure {
  /// The system's words for what went wrong last.
  fileprivate static func system() -> Self {
    let text = String(cString: strerror(errno))
    return Self(reason: text.prefix(1).lowercased() + text.dropFirst())
  }
}
