import Neural
import Sound
import Text

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
    _ collection: SoundCollection, sampleRate: Int, shares: SplitShares, grouping: SoundGrouping,
    longest: Double, _ pool: ThreadPool
  ) throws(SoundCollectionError) {
    let rate =
      sampleRate != 0
      ? sampleRate
      : SoundClips.commonRate(collection.recordings, limit: Self.usualRate) ?? Self.usualRate
    var splits: [Split: [SoundRecording]] = [:]
    for split in Split.allCases {
      splits[split] = collection.recordings(in: split, shares, grouping: grouping)
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

  /// The sound of the training recordings, in seconds.
  var seconds: Double {
    Double(train.samples.reduce(0) { $0 + $1.count }) / Double(sampleRate)
  }

  /// The number of recordings that are left alone.
  var testCount: Int { splits[.test]?.count ?? 0 }

  /// How many recordings could not be read.
  var unusableCount: Int { train.unusableCount + validation.unusableCount }

  /// What is wrong with the first of them.
  var firstProblem: String? { train.firstProblem ?? validation.firstProblem }

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
