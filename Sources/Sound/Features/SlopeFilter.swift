/// The slope over time of each number of a frame: d[t] = Σ n (x[t+n] - x[t-n]) / (2 Σ n²) for n of
/// 1 and 2, with the first and the last frame repeated, as `torchaudio.functional.compute_deltas`
/// and `librosa.feature.delta` (width 5, mode "nearest") have it.
struct SlopeFilter: Sendable {
  /// The frames that a slope reads to each side.
  static let reach = 2

  private let size: Int
  /// The frames from `first` on.
  private var frames: [[Float]] = []
  private var first = 0
  private var produced = 0

  init(size: Int) { self.size = size }

  /// The number of frames that came in.
  private var received: Int { first + frames.count }

  /// The slopes that a frame completes: none, or one.
  mutating func append(_ frame: [Float]) -> [[Float]] {
    frames.append(frame)
    guard received > produced + Self.reach else { return [] }
    return [next()]
  }

  /// The slopes that are left at the end.
  mutating func finish() -> [[Float]] {
    var slopes: [[Float]] = []
    while produced < received { slopes.append(next()) }
    return slopes
  }

  private mutating func next() -> [Float] {
    func frame(_ index: Int) -> [Float] { frames[max(0, min(received - 1, index)) - first] }
    let sum = (1...Self.reach).reduce(0) { $0 + $1 * $1 }
    var slopes = [Float](repeating: 0, count: size)
    for n in 1...Self.reach {
      let (after, before) = (frame(produced + n), frame(produced - n))
      for index in 0..<size { slopes[index] += Float(n) * (after[index] - before[index]) }
    }
    for index in 0..<size { slopes[index] /= Float(2 * sum) }
    produced += 1
    if produced - first > Self.reach {
      frames.removeFirst()
      first += 1
    }
    return slopes
  }
}
