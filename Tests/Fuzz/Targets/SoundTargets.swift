import Sound

extension FuzzTarget {
  static let soundTargets = [FuzzTarget("sound", readSound)]

  /// Samples are numbers, and pieces of any length give those that the whole gives.
  private static func readSound(_ bytes: [UInt8]) throws {
    let path = try ScratchFiles.write(bytes, to: "sound.wav")
    let samples = try SoundFileReader.samples(path: path)
    try check(samples.allSatisfy(\.isFinite), "a sample that is no number")
    try check(samples.count <= bytes.count, "more samples than bytes")
    let reader = try SoundFileReader(path: path)
    var pieces: [Float] = []
    while true {
      let piece = try reader.read(1 + Int(bytes.last ?? 0))
      if piece.isEmpty { break }
      pieces += piece
    }
    try check(pieces == samples, "\(pieces.count) samples in pieces, \(samples.count) at once")
    // Some rates would make too much of few samples.
    guard (4000...96_000).contains(reader.format.sampleRate) else { return }
    let resampled = try SoundStream.samples(path: path, sampleRate: 16_000)
    try check(resampled.allSatisfy(\.isFinite), "a resampled sample that is no number")
  }
}
