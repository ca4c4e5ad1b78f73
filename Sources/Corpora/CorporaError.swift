/// What can go wrong with files and stores. Each description is one line: what, where, what to do.
public enum CorporaError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where in an input something is: `FILE:LINE`, or the file alone.
  public struct Place: Hashable, Sendable, CustomStringConvertible {
    public var file: String
    /// Counted from 1.
    public var line: Int?

    public init(file: String, line: Int? = nil) {
      self.file = file
      self.line = line
    }

    public var description: String { line.map { "\(file):\($0)" } ?? file }
  }

  case noSuchFile(path: String)
  case unreadableFile(path: String, reason: String)
  /// A record that a strict run does not set aside.
  case malformedRecord(Place, reason: String)
  /// An input that has no record that could be used.
  case nothingUsable(Place, reason: String)
  /// An input whose format, layout or tag scheme is none that is known.
  case unrecognizedFormat(Place, reason: String)

  case noSuchStore(path: String)
  /// A file that is something else than a corpus store.
  case notAStore(path: String, reason: String)
  /// A store that a newer version of the toolkit has changed.
  case storeIsNewer(path: String)
  case damagedStore(path: String, reason: String)
  case busyStore(path: String)
  case unwritableStore(path: String, reason: String)
  case noSuchCorpus(name: String, store: String, known: [String])
  case noSuchVocabulary(corpus: String, store: String)
  /// A file that was ingested before, now with other settings.
  case conflictingSettings(file: String, corpus: String, before: String, now: String)
  case unwritableFile(path: String, reason: String)
  /// A combination of settings that means nothing.
  case invalidSetting(String)

  public var description: String {
    switch self {
    case .noSuchFile(let path):
      "\(path): no such file; check the path"
    case .unreadableFile(let path, let reason):
      "\(path): cannot be read: \(reason)"
    case .malformedRecord(let place, let reason):
      "\(place): \(reason); correct it, or leave out --strict to set such records aside"
    case .nothingUsable(let place, let reason):
      "\(place): nothing usable in it: \(reason)"
    case .unrecognizedFormat(let place, let reason):
      "\(place): \(reason)"
    case .noSuchStore(let path):
      "\(path): no such store; `nlptool ingest` makes one"
    case .notAStore(let path, let reason):
      "\(path): not a corpus store (\(reason)); it was left as it is, choose another path"
    case .storeIsNewer(let path):
      "\(path): written by a newer version of nlptool; update nlptool to open it"
    case .damagedStore(let path, let reason):
      "\(path): the store is damaged (\(reason)); restore it from a copy"
    case .busyStore(let path):
      "\(path): another process is writing and does not let go; try again later"
    case .unwritableStore(let path, let reason):
      "\(path): cannot be written: \(reason)"
    case .noSuchCorpus(let name, let store, let known):
      known.isEmpty
        ? "\(store): no corpus '\(name)'; the store has none yet"
        : "\(store): no corpus '\(name)'; the store has \(known.joined(separator: ", "))"
    case .noSuchVocabulary(let corpus, let store):
      "\(store): corpus '\(corpus)' has no vocabulary; `nlptool vocab build` counts one"
    case .conflictingSettings(let file, let corpus, let before, let now):
      "\(file): already in corpus '\(corpus)' with \(before), now with \(now); "
        + "remove it first with `nlptool corpus remove --source`, or choose another corpus"
    case .unwritableFile(let path, let reason):
      "\(path): cannot be written: \(reason)"
    case .invalidSetting(let reason):
      reason
    }
  }
}
