/// The random numbers of one resample: SplitMix64 (Steele, Lea and Flood, 2014), started from the seed
/// and the number of the resample, so that results do not depend on which thread draws it.
struct ResampleRandom {
  private var state: UInt64

  init(seed: UInt64, resample: Int) {
    state = seed
    state = next() ^ UInt64(truncatingIfNeeded: resample) &* 0xd129_0d3f_6a2b_71c5
    _ = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number in `0..<bound`; a 64-bit product's high half favours none by more than `bound` / 2⁶⁴.
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
