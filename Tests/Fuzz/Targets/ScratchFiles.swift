import Foundation

/// Files for what reads files only, in memory where the system has a place for that.
enum ScratchFiles {
  /// A folder of this process.
  static let folder: String = {
    let base = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
    let folder = "\(base)/nlp-fuzz-\(getpid())"
    try? FileManager.default.createDirectory(
      atPath: folder + "/brat", withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: ScratchFiles.folder) }
    return folder
  }()

  /// Writes a file anew.
  ///
  /// - Returns: its path.
  @discardableResult
  static func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = folder + "/" + name
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FuzzTarget.Finding(description: "cannot write \(path)") }
    defer { close(descriptor) }
    let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    guard written == bytes.count else {
      throw FuzzTarget.Finding(description: "cannot write \(path)")
    }
    return path
  }
}
