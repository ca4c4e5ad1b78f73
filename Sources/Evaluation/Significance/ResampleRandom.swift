import Text

/// The random numbers of one resample, started from the seed and the index of the resample, so that
/// results do not depend on the thread that draws it.
struct ResampleRandom {
  private var generator: SplitMix64

  init(seed: UInt64, resample: Int) {
    generator = SplitMix64(seed: seed)
    generator = SplitMix64(
      seed: generator.next() ^ UInt64(truncatingIfNeeded: resample) &* 0xd129_0d3f_6a2b_71c5)
    _ = generator.next()
  }

  /// The next 64 random bits.
  mutating func next() -> UInt64 { generator.next() }

  /// A number in `0..<bound`; a 64-bit product's high half favours none by more than `bound` / 2⁶⁴.
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
