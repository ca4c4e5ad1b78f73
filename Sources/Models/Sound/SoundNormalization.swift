import Sound

/// The mean and the deviation of each number of a frame, over the recordings of a training.
struct SoundNormalization: Sendable, Hashable {
  var mean: [Float]
  var deviation: [Float]
  /// Whether the mean is that of a sound itself.
  var centres: Bool

  /// Less deviation is taken for so much.
  static let leastDeviation: Float = 1e-3

  /// - Parameter recordings: the frames of each.
  init(_ recordings: [SoundFrames], size: Int, centres: Bool) {
    self.centres = centres
    var (sums, squares) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    var count = 0.0
    for frames in recordings {
      count += Double(frames.count)
      for frame in 0..<frames.count {
        for index in 0..<size {
          let value = Double(frames.values[frame * size + index])
          sums[index] += value
          squares[index] += value * value
        }
      }
    }
    let means = sums.map { $0 / max(1, count) }
    mean = means.map { Float($0) }
    deviation = zip(squares, means).map { square, mean in
      max(Self.leastDeviation, Float(max(0, square / max(1, count) - mean * mean).squareRoot()))
    }
  }

  /// (x - mean) / deviation
  func apply(to frames: inout SoundFrames) {
    let size = frames.size
    var mean = mean
    if centres {
      for index in 0..<size {
        var sum = 0.0
        for frame in 0..<frames.count { sum += Double(frames.values[frame * size + index]) }
        mean[index] = Float(sum / Double(max(1, frames.count)))
      }
    }
    for frame in 0..<frames.count {
      for index in 0..<size {
        let element = frame * size + index
        frames.values[element] = (frames.values[element] - mean[index]) / deviation[index]
      }
    }
  }
}
