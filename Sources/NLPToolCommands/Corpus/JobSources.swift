import Foundation
import Glibc
import NLPToolkit

/// The files of a job's sources, fetched where they are missing and checked against their sums.
struct JobSources {
  /// What paths are relative to.
  var folder: String
  /// Whether nothing is fetched.
  var isOffline: Bool
  /// Whether what is fetched may be a file of this machine.
  var allowsFiles: Bool
  var diagnostics: Diagnostics

  /// The paths that a source names, in the order of their bytes.
  ///
  /// - Throws: status 66 if there is none, 65 if a sum differs or a path leads out of the folder.
  func paths(of source: JobFile.Source, in job: JobFile) throws -> [String] {
    let location = "\(job.file):\(source.line)"
    let isAbsolute = source.path.hasPrefix("/")
    guard !Self.climbs(source.path), !isAbsolute || source.path.hasPrefix(folder + "/") else {
      throw Self.leadsOut(source.path, location)
    }
    let path = isAbsolute ? source.path : folder + "/" + source.path
    let found = Self.matches(path)
    // A pattern such as .* goes up, too.
    if let outside = found.first(where: { Self.climbs(String($0.dropFirst(folder.count))) }) {
      throw Self.leadsOut(outside, location)
    }
    if found.isEmpty, !isOffline, let url = source.url {
      try fetch(url, to: path, source.sha256, location: location)
      return Self.matches(path)
    }
    if found.isEmpty {
      throw CommandError.noInput(
        "\(location): no file \(path)"
          + (source.url == nil ? "; name the folder of the data with --data" : ""))
    }
    if let expected = source.sha256 {
      for path in found {
        let sum = try SHA256.sum(of: FileStream(path: path))
        if sum != expected { throw Self.wrongSum(of: path, sum, expected, location) }
      }
    }
    return found
  }

  private static func wrongSum(
    of name: String, _ sum: String, _ expected: String, _ location: String
  ) -> CommandError {
    .badData(
      "\(name): its sha256 is \(sum), but \(location) has \(expected); get the file anew, or correct "
        + "the job")
  }

  /// The paths that a pattern of the shell matches; a name without a pattern if it is there.
  private static func matches(_ pattern: String) -> [String] {
    var status = stat()
    if stat(pattern, &status) == 0 { return [pattern] }
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, 0, nil, &result) == 0, let names = result.gl_pathv else { return [] }
    return (0..<Int(result.gl_pathc)).compactMap { names[$0].map { String(cString: $0) } }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Downloads into a file that takes its place when it is complete and has the right sum.
  private func fetch(_ url: String, to path: String, _ sum: String?, location: String) throws {
    if url.lowercased().hasPrefix("file:"), !allowsFiles {
      throw CommandError.badData(
        "\(location): \(url) is a file of this machine; --file-urls lets a job have those")
    }
    diagnostics.note("fetching \(url)")
    try makeFolder(of: path, location: location)
    do {
      let file = try FileReplacement(at: path, content: .text)
      let download = try Download(url, allowsFiles: allowsFiles)
      let copy = CopyingStream(download, to: file.descriptor)
      let found = try Interruption.whilePolling { try SHA256.sum(of: copy) }
      if let problem = download.finish() {
        throw CommandError.noInput(
          "\(location): \(url) cannot be fetched (\(problem)); put the file at \(path)")
      }
      if let sum, found != sum { throw Self.wrongSum(of: url, found, sum, location) }
      try file.commit()
    } catch let failure as FileReplacement.Failure {
      throw CommandError.cannotCreate("\(path): \(failure.reason)")
    } catch let failure as TextInputError {
      try Interruption.check()
      throw CommandError.noInput("\(location): \(failure)")
    }
  }

  /// Makes the folder of a file, which must lie in that of the data, links followed.
  private func makeFolder(of path: String, location: String) throws {
    let inner = (path as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
    var status = stat()
    let root = Self.resolved(folder)
    guard let root, let inner = Self.resolved(inner), lstat(path, &status) != 0,
      inner == root || inner.hasPrefix(root == "/" ? root : root + "/")
    else { throw Self.leadsOut(path, location) }
  }

  /// The path without links, `nil` if there is nothing.
  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func leadsOut(_ path: String, _ location: String) -> CommandError {
    .badData("\(location): '\(path)' leads out of the folder of the data; name files within it")
  }

  /// Whether a path goes up.
  private static func climbs(_ path: String) -> Bool {
    path.split(separator: "/").contains("..")
  }
}

/// A stream that writes what is read of it into a file.
private final class CopyingStream: ByteStream {
  private let base: any ByteStream
  private let descriptor: Int32

  init(_ base: any ByteStream, to descriptor: Int32) {
    self.base = base
    self.descriptor = descriptor
  }

  var name: String { base.name }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TextInputError) -> Int {
    let count = try base.read(into: buffer)
    var rest = UnsafeRawBufferPointer(rebasing: buffer[..<count])
    while !rest.isEmpty {
      let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if written > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      } else if errno != EINTR {
        throw .unreadableFile(path: name, reason: "it cannot be kept: " + systemErrorText(errno))
      }
    }
    return count
  }
}
