import Glibc
import NLPToolkit

/// A file as the system knows it, whatever names and links lead to it.
struct FileIdentity: Hashable {
  private let device: UInt64
  private let inode: UInt64

  /// - Returns: `nil` if there is no file, or something that holds nothing, such as a terminal.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The file that is open.
  init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init?(_ status: stat) {
    guard [S_IFREG, S_IFDIR, S_IFBLK].contains(status.st_mode & S_IFMT) else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }
}

/// Makes sure that nothing that a command reads is written over by it.
enum OverwriteCheck {
  /// - Parameters:
  ///   - outputs: the files that are to be written; `-` is standard output.
  ///   - inputs: the files that are read.
  /// - Throws: status 64 if a file is among both.
  static func check(_ outputs: [String], against inputs: [String]) throws(CommandError) {
    for output in outputs {
      let identity =
        output == "-" ? FileIdentity(descriptor: STDOUT_FILENO) : FileIdentity(path: output)
      guard let identity else { continue }
      for input in inputs where input != "-" && identity == FileIdentity(path: input) {
        let name = output == "-" ? "standard output" : output
        throw .usage(
          output == input
            ? "\(output): both read and written; write to another file"
            : "\(name): the same file as the input \(input); write to another file")
      }
    }
  }

  /// What a store consists of.
  static func files(ofStore path: String) -> [String] { [path, path + "-wal", path + "-shm"] }
}

/// Whether there is a folder whose files can be listed.
func isReadableFolder(_ path: String) -> Bool {
  guard let folder = opendir(path) else { return false }
  closedir(folder)
  return true
}
