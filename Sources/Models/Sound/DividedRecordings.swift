import Neural
import Sound
import Text

/// What a training finds in its recordings.
public struct RecordingCounts: Sendable, Hashable {
  /// Recordings to train on.
  public var train: Int
  /// Their sound, in seconds.
  public var seconds: Double
  /// The recordings that validate.
  public var validation: Int
  /// The recordings that are left alone.
  public var test: Int
  /// The recordings that can't be used.
  public var unusable: Int
  /// What is wrong with the first of them.
  public var firstProblem: String?
}

/// The recordings of a training, divided by a hash of who speaks, and those of its training and
/// validation split read into memory.
struct DividedRecordings {
  /// The sample rate that recordings are read at.
  let sampleRate: Int
  let splits: [Split: [SoundRecording]]
  let train: SoundClips
  let validation: SoundClips
  private let name: String

  /// The greatest sample rate that is chosen by the recordings.
  private static let usualRate = 16_000

  /// - Parameters:
  ///   - sampleRate: 0 for the commonest of the recordings, up to 16 kHz.
  ///   - longest: seconds of a recording that are kept.
  /// - Throws: ``SoundCollectionError`` if there is no recording to train on.
  init(
    _ collection: SoundCollection, sampleRate: Int, _ division: SoundDivision, longest: Double,
    _ pool: ThreadPool
  ) throws(SoundCollectionError) {
    let rate =
      sampleRate != 0
      ? sampleRate
      : SoundClips.commonRate(collection.recordings, limit: Self.usualRate) ?? Self.usualRate
    var splits: [Split: [SoundRecording]] = [:]
    for split in Split.allCases {
      splits[split] = collection.recordings(in: split, division)
    }
    train = SoundClips(splits[.train] ?? [], sampleRate: rate, longest: longest, pool)
    guard !train.recordings.isEmpty else {
      if let problem = train.firstProblem {
        throw .noUsableRecording(name: collection.name, problem: problem)
      }
      throw .emptySplit(name: collection.name, split: .train)
    }
    validation = SoundClips(splits[.validation] ?? [], sampleRate: rate, longest: longest, pool)
    self.splits = splits
    self.sampleRate = rate
    name = collection.name
  }

  /// What was found in the recordings.
  var counts: RecordingCounts {
    RecordingCounts(
      train: train.recordings.count,
      seconds: Double(train.samples.reduce(0) { $0 + $1.count }) / Double(sampleRate),
      validation: validation.recordings.count, test: splits[.test]?.count ?? 0,
      unusable: train.unusableCount + validation.unusableCount,
      firstProblem: train.firstProblem ?? validation.firstProblem)
  }

  /// What a model's card says of the recordings that its training reads.
  var corpus: ModelCard.Corpus {
    let used = [Split.train, .validation].map { ($0.rawValue, splits[$0] ?? []) }
    return ModelCard.Corpus(
      name: name,
      fingerprints: Dictionary(
        uniqueKeysWithValues: used.map { ($0, SoundCollection.fingerprint($1)) }),
      documents: Dictionary(uniqueKeysWithValues: used.map { ($0, $1.count) }))
  }
}
