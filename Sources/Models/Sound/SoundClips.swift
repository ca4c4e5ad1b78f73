import Neural
import Sound

/// Recordings in memory, at one sample rate, in 16 bits.
struct SoundClips: Sendable {
  /// The recordings that could be read.
  private(set) var recordings: [SoundRecording] = []
  private(set) var samples: [[Int16]] = []
  /// How many could not be read.
  private(set) var unusableCount = 0
  private(set) var firstProblem: String?

  /// - Parameter longest: seconds of a recording that are kept.
  init(_ given: [SoundRecording], sampleRate: Int, longest: Double, _ pool: ThreadPool = .serial) {
    let limit = Int(longest * Double(sampleRate))
    let results = ParallelResults<Result<[Int16], SoundError>>(
      count: given.count, initial: .success([]))
    pool.forEach(given.count) { index in
      results[index] = Self.read(given[index].path, sampleRate: sampleRate, limit: limit)
    }
    for (recording, result) in zip(given, results.elements) {
      switch result {
      case .success(let clip):
        recordings.append(recording)
        samples.append(clip)
      case .failure(let error):
        unusableCount += 1
        if firstProblem == nil { firstProblem = error.description }
      }
    }
  }

  private static func read(
    _ path: String, sampleRate: Int, limit: Int
  ) -> Result<[Int16], SoundError> {
    Result { () throws(SoundError) in
      let stream = try SoundStream(path: path, sampleRate: sampleRate)
      var clip: [Int16] = []
      while clip.count < limit, let next = try stream.read() {
        for sample in next.prefix(limit - clip.count) {
          clip.append(Int16((max(-1, min(1, sample)) * 32767).rounded()))
        }
      }
      return clip
    }
  }

  /// A clip as the numbers that features are computed of.
  static func floats(_ clip: [Int16]) -> [Float] { clip.map { Float($0) / 32768 } }

  /// The commonest sample rate of recordings, at most `limit`; `nil` if none can be read.
  static func commonRate(_ recordings: [SoundRecording], limit: Int) -> Int? {
    var counts: [Int: Int] = [:]
    // Some of them tell.
    for recording in recordings.prefix(200) {
      guard let reader = try? SoundFileReader(path: recording.path) else { continue }
      counts[reader.format.sampleRate, default: 0] += 1
    }
    let rate = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    return rate.map { min(limit, max(4000, $0)) }
  }
}
