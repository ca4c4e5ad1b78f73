import FoundationEssentials
import Sound
import Text
import TextInput

/// A file of sound and what is said of it.
public struct SoundRecording: Sendable, Hashable {
  /// Where the file is.
  public var path: String
  /// The label, or what is spoken.
  public var text: String
  /// Who speaks, or what else is divided together; recordings of one speaker are in one split.
  public var speaker: String

  public init(path: String, text: String, speaker: String) {
    self.path = path
    self.text = text
    self.speaker = speaker
  }
}

/// What is divided together where recordings go into splits.
public enum SoundGrouping: String, Sendable, Hashable, Codable, CaseIterable {
  /// The recordings of a speaker: as a list says, or by the name of the file up to its first
  /// underscore.
  case speaker
  /// Each file by itself.
  case file
}

/// Recordings by reference: a folder with a folder for each label, or a list of files.
public struct SoundCollection: Sendable, Hashable {
  /// The name of the folder or list.
  public var name: String
  /// In the order of their paths, or of the list.
  public var recordings: [SoundRecording]

  public init(name: String, recordings: [SoundRecording]) {
    self.name = name
    self.recordings = recordings
  }

  /// Reads a folder, whose folders are labels, or a list: on each line a path, a tab, the label or
  /// what is spoken, and, if known, another tab and the speaker. Paths are relative to the list.
  ///
  /// - Throws: `TextInputError`, ``SoundCollectionError``.
  public init(path: String) throws {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw TextInputError.noSuchFile(path: path)
    }
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    name = trimmed.split(separator: "/").last.map(String.init) ?? trimmed
    recordings = try isFolder ? Self.folder(trimmed) : Self.list(path)
    if recordings.isEmpty { throw SoundCollectionError.noRecordings(path: path) }
  }

  private static func folder(_ path: String) throws -> [SoundRecording] {
    func entries(_ folder: String) throws -> [String] {
      do {
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      } catch {
        throw TextInputError.unreadableFile(path: folder, reason: "the folder can't be listed")
      }
    }
    var recordings: [SoundRecording] = []
    for label in try entries(path) where !label.hasPrefix(".") {
      let folder = "\(path)/\(label)"
      var isFolder = false
      guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder else {
        continue
      }
      for file in try entries(folder) where file.lowercased().hasSuffix(".wav") {
        recordings.append(
          SoundRecording(path: "\(folder)/\(file)", text: label, speaker: speaker(of: file)))
      }
    }
    return recordings
  }

  private static func list(_ path: String) throws -> [SoundRecording] {
    let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let reader = LineReader(try FileStream(path: path))
    var recordings: [SoundRecording] = []
    var number = 0
    while try reader.advance() {
      number += 1
      let line = reader.withBytes { String(decoding: $0, as: UTF8.self) }
      if line.allSatisfy(\.isWhitespace) { continue }
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard (2...3).contains(cells.count), !cells[0].isEmpty else {
        throw SoundCollectionError.noRecording(path: path, line: number)
      }
      let file = cells[0].hasPrefix("/") ? cells[0] : parent + cells[0]
      let speaker =
        cells.count == 3 && !cells[2].isEmpty
        ? cells[2] : speaker(of: String(file.split(separator: "/").last ?? ""))
      recordings.append(SoundRecording(path: file, text: cells[1], speaker: speaker))
    }
    return recordings
  }

  /// The name of a file up to its first underscore, or all of it.
  private static func speaker(of file: String) -> String {
    String(file[..<(file.firstIndex(of: "_") ?? file.endIndex)])
  }

  /// The recordings of a split.
  public func recordings(in split: Split, _ division: SoundDivision) -> [SoundRecording] {
    recordings.filter { division.split(of: $0) == split }
  }

  /// A hash of what recordings are called, say and of whom, in their order.
  static func fingerprint(_ recordings: [SoundRecording]) -> String {
    var hash = StableHash()
    for recording in recordings {
      hash.combine(recording.path.split(separator: "/").last.map(String.init) ?? "")
      hash.combine(recording.text)
      hash.combine(recording.speaker)
    }
    return hash.hexadecimal
  }
}

/// Why there are no recordings to train or score on.
public enum SoundCollectionError: Error, Sendable, Hashable, CustomStringConvertible {
  case noRecordings(path: String)
  case noRecording(path: String, line: Int)
  case emptySplit(name: String, split: Split)
  case tooFewLabels(name: String, labels: [String])
  case noUsableRecording(name: String, problem: String)

  public var description: String {
    switch self {
    case .noRecordings(let path):
      "\(path): no recordings; give a folder with a folder of WAV files for each label, or a list "
        + "with a path, a tab and a label on each line"
    case .noRecording(let path, let line):
      "\(path):\(line): not a path, a tab, a label and perhaps another tab and a speaker"
    case .emptySplit(let name, let split):
      "\(name): no recording falls into the \(split.rawValue) split; give more of them, or choose "
        + "other shares"
    case .tooFewLabels(let name, let labels):
      "\(name): all recordings to train on have the label \(labels.first ?? "none"); a classifier "
        + "needs at least two"
    case .noUsableRecording(let name, let problem):
      "\(name): no recording can be used; the first: \(problem)"
    }
  }
}
