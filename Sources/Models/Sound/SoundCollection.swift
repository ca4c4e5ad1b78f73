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
  /// The split that a corpus has it in; `nil` leaves that to the training.
  public var split: Split?

  /// Sets every property.
  public init(path: String, text: String, speaker: String, split: Split? = nil) {
    self.path = path
    self.text = text
    self.speaker = speaker
    self.split = split
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

/// What a model learns to say of a recording.
public enum SoundContent: Sendable, Hashable {
  /// The label, or the text where there is none.
  case labels
  /// What is spoken, or the label where that is all that is known.
  case texts

  fileprivate func text(label: String?, text: String?) -> String {
    (self == .labels ? label ?? text : text ?? label) ?? ""
  }
}

/// Recordings by reference: a folder with a folder for each label, a list of files, or a corpus.
public struct SoundCollection: Sendable, Hashable {
  /// The name of the folder, list or corpus.
  public var name: String
  /// In the order of their paths, of the list, or of the corpus.
  public var recordings: [SoundRecording]

  public init(name: String, recordings: [SoundRecording]) {
    self.name = name
    self.recordings = recordings
  }

  /// Reads a folder, whose folders are labels, or a list, as `RecordingReferences` does.
  ///
  /// - Throws: `TextInputError`, ``SoundCollectionError``.
  public init(path: String, content: SoundContent = .labels) throws {
    let references = try RecordingReferences(path: path)
    name = path.split(separator: "/").last.map(String.init) ?? path
    recordings = []
    while let result = try references.next() {
      switch result {
      case .failure(let problem):
        throw SoundCollectionError.noRecording(
          path: path, line: problem.line, problem: problem.reason)
      case .success(let reference):
        recordings.append(
          SoundRecording(
            path: reference.path,
            text: content.text(label: reference.label, text: reference.text),
            speaker: reference.speaker))
      }
    }
    if recordings.isEmpty { throw SoundCollectionError.noRecordings(path: path) }
  }

  /// The recordings of a corpus, in its splits.
  ///
  /// - Throws: ``SoundCollectionError`` if it has none, and what the corpus throws.
  public init(_ corpus: some Corpus, content: SoundContent = .labels) throws {
    name = corpus.name
    recordings = []
    for split in Split.allCases {
      try corpus.forEachDocument(in: split) { document in
        guard let file = document.recording else { return }
        recordings.append(
          SoundRecording(
            path: file.path,
            text: content.text(label: document.labels.first, text: document.text),
            speaker: file.speaker, split: split))
      }
    }
    if recordings.isEmpty { throw SoundCollectionError.noRecordings(path: corpus.name) }
  }

  /// The recordings of a split: that of a corpus, or the one of the division.
  public func recordings(in split: Split, _ division: SoundDivision) -> [SoundRecording] {
    recordings.filter { ($0.split ?? division.split(of: $0)) == split }
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
  case noRecording(path: String, line: Int, problem: String)
  case emptySplit(name: String, split: Split)
  case tooFewLabels(name: String, labels: [String])
  case noUsableRecording(name: String, problem: String)

  public var description: String {
    switch self {
    case .noRecordings(let path):
      "\(path): no recordings; give a folder with a folder of WAV or AIFF files for each label, or a "
        + "list with a path, a tab and a label on each line"
    case .noRecording(let path, let line, let problem):
      "\(path):\(line): no recording: \(problem); a line has a path, a tab, a label or text, and "
        + "perhaps another tab and the speaker"
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
