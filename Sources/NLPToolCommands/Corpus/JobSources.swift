import Foundation
import Glibc
import NLPToolkit

/// The files of a job's sources, fetched where they are missing and checked against their sums.
struct JobSources {
  /// What paths are relative to.
  var folder: String
  /// Whether nothing is fetched.
  var isOffline: Bool
  var diagnostics: Diagnostics

  /// The paths that a source names, in the order of their bytes.
  ///
  /// - Throws: status 66 if there is none, 65 if a sum differs.
  func paths(of source: JobFile.Source, in job: JobFile) throws -> [String] {
    let path = source.path.hasPrefix("/") ? source.path : folder + "/" + source.path
    let found = Self.matches(path)
    if found.isEmpty, !isOffline, let url = source.url {
      try fetch(url, to: path, source.sha256, place: "\(job.file):\(source.line)")
      return Self.matches(path)
    }
    if found.isEmpty {
      throw CommandError.noInput(
        "\(job.file):\(source.line): no file \(path)"
          + (source.url == nil ? "; name the folder of the data with --data" : ""))
    }
    if let expected = source.sha256 {
      for path in found {
        try check(path, named: path, expected, place: "\(job.file):\(source.line)")
      }
    }
    return found
  }

  private func check(
    _ path: String, named name: String, _ expected: String, place: String
  ) throws {
    let sum = try SHA256.sum(of: FileStream(path: path))
    guard sum != expected else { return }
    throw CommandError.badData(
      "\(name): its sha256 is \(sum), but \(place) has \(expected); get the file anew, or correct "
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

  /// Downloads by curl into a file of another name, which becomes the right one when it is complete and
  /// has the right sum.
  private func fetch(_ url: String, to path: String, _ sum: String?, place: String) throws {
    diagnostics.note("fetching \(url)")
    let folder = (path as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    let partial = path + ".part"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "curl", "--fail", "--silent", "--show-error", "--location", "--retry", "2", "--output",
      partial, "--", url,
    ]
    process.standardInput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw CommandError.noInput("\(place): curl is needed to fetch \(url), and cannot be started")
    }
    let message = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CommandError.noInput(
        "\(place): \(url) cannot be fetched (\(message.prefix(200))); put the file at \(path)")
    }
    if let sum {
      do {
        try check(partial, named: url, sum, place: place)
      } catch {
        unlink(partial)
        throw error
      }
    }
    guard rename(partial, path) == 0 else {
      throw CommandError.cannotCreate("\(path): \(systemErrorText(errno))")
    }
  }
}
