import Glibc
import NLPToolkit

/// The files of sound that a command reads, in their order.
struct SoundFiles {
  /// `-`, or none, is standard input.
  let paths: [String]
  /// The sample rate of standard input where that has no header.
  var rawRate: Int?
  let isStrict: Bool
  let diagnostics: Diagnostics

  /// The name of standard input in the output.
  static let standardInput = "-"

  /// Files that are computed together.
  private static let batchCount = 64

  /// The paths, with standard input by its name.
  var names: [String] { paths.isEmpty ? [Self.standardInput] : paths }

  /// Opens a file, or standard input.
  func open(_ path: String, rate: Int) throws(SoundError) -> SoundStream {
    guard path == Self.standardInput else {
      return try SoundStream(path: path, sampleRate: rate)
    }
    let name = "standard input"
    let reader =
      if let rawRate {
        SoundFileReader(
          rawDescriptor: STDIN_FILENO, format: SoundFileFormat(sampleRate: rawRate), name: name)
      } else {
        try SoundFileReader(descriptor: STDIN_FILENO, name: name)
      }
    return SoundStream(reader, sampleRate: rate)
  }

  /// Reads all files and writes what became of each.
  ///
  /// - Parameters:
  ///   - rate: of the samples that are read of standard input.
  ///   - read: reads several files at once.
  ///   - readInput: reads standard input.
  ///   - fail: writes a file that can't be used, and says whether the output tells of it.
  /// - Returns: the files that can't be used.
  /// - Throws: in a strict run, the first of them.
  func forEach<Output>(
    rate: Int, read: ([String]) -> [Result<Output, SoundError>],
    readInput: (SoundStream) throws(SoundError) -> Output,
    write: (String, Output) throws -> Void, fail: (DocumentFailure) throws -> Bool
  ) throws -> FailureCount {
    var failures = FailureCount(diagnostics)
    for start in stride(from: 0, to: names.count, by: Self.batchCount) {
      try Interruption.check()
      let batch = Array(names[start..<min(start + Self.batchCount, names.count)])
      let results =
        !batch.contains(Self.standardInput)
        ? read(batch)
        : batch.map { path in
          Result { () throws(SoundError) in try readInput(open(path, rate: rate)) }
        }
      for (path, result) in zip(batch, results) {
        switch result {
        case .success(let output): try write(path, output)
        case .failure(let error):
          let failure = DocumentFailure(file: path, CommandError(error))
          if isStrict { throw failure.error }
          failures.add(failure, isTold: try fail(failure))
        }
      }
    }
    return failures
  }
}
