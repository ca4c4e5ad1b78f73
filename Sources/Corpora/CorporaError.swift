/// What can go wrong with stores and the files written from them. Each description is one line:
/// what, where, what to do.
public enum CorporaError: Error, Hashable, Sendable, CustomStringConvertible {
  case noSuchStore(path: String)
  /// A file that is something else than a corpus store.
  case notAStore(path: String, reason: String)
  /// A store that a newer version of the toolkit has changed.
  case storeIsNewer(path: String)
  case unreadableStore(path: String, reason: String)
  case damagedStore(path: String, reason: String)
  case busyStore(path: String)
  case unwritableStore(path: String, reason: String)
  case noSuchCorpus(name: String, store: String, known: [String])
  case noSuchVocabulary(corpus: String, store: String)
  /// A file that was ingested before, now with other settings.
  case conflictingSettings(
    file: String, source: String, store: String, corpus: String, before: String, now: String)
  case unwritableFile(path: String, reason: String)
  /// A combination of settings that means nothing.
  case invalidSetting(String)

  public var description: String {
    switch self {
    case .noSuchStore(let path):
      "\(path): no such store; `nlptool ingest` makes one"
    case .notAStore(let path, let reason):
      "\(path): not a corpus store (\(reason)); it was left as it is, choose another path"
    case .storeIsNewer(let path):
      "\(path): written by a newer version of nlptool; update nlptool to open it"
    case .unreadableStore(let path, let reason):
      "\(path): cannot be opened as a store: \(reason)"
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
    case .conflictingSettings(let file, let source, let store, let corpus, let before, let now):
      "\(file): was read into corpus '\(corpus)' with \(before), and is now to be with \(now); give the "
        + "same settings, another --corpus, or type first: nlptool corpus remove \(quoted(store)) "
        + "--corpus \(quoted(corpus)) --source \(quoted(source))"
    case .unwritableFile(let path, let reason):
      "\(path): cannot be written: \(reason)"
    case .invalidSetting(let reason):
      reason
    }
  }
}

/// An argument as a shell takes it.
private func quoted(_ argument: String) -> String {
  let plain = "_-./=:,+@%".utf8
  let isPlain = argument.utf8.allSatisfy {
    plain.contains($0) || $0 < 0x80 && (Unicode.Scalar($0).properties.isAlphabetic || isDigit($0))
  }
  return isPlain && !argument.isEmpty
    ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
