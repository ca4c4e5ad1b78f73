import Glibc

/// Keeps a second training from writing the output of one that still runs.
///
/// The lock is one on an empty hidden file beside the output. The system lets go of it when the
/// process ends, whatever ends it; the file is removed when the training is over.
final class OutputLock {
  private let path: String
  private let descriptor: Int32
  /// Where a file system has no locks.
  private static let missing = [ENOLCK, ENOTSUP, EINVAL, ENOSYS]

  /// - Throws: status 73 if another process trains to this output, or the lock cannot be made.
  init(of output: String) throws(CommandError) {
    let start = output.lastIndex(of: "/").map { output.index(after: $0) } ?? output.startIndex
    path = output[..<start] + "." + output[start...] + ".nlptool-lock"
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        throw .cannotCreate(
          "\(path): \(systemErrorText(errno)); choose a place that can be written")
      }
      let code = flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? 0 : errno
      guard code == 0 || Self.missing.contains(code) else {
        close(descriptor)
        throw .cannotCreate(
          code == EWOULDBLOCK
            ? "\(output): another training is writing it; choose another output, or wait"
            : "\(path): \(systemErrorText(code)); choose another place")
      }
      // Whoever held the lock before may have removed the file since it was opened.
      if FileIdentity(descriptor: descriptor) == FileIdentity(path: path) {
        self.descriptor = descriptor
        return
      }
      close(descriptor)
    }
  }

  deinit {
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_size == 0 { unlink(path) }
    close(descriptor)
  }
}
