/// A small generator (SplitMix64), so that random inputs are the same in every run.
struct TestRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  mutating func uniform() -> Double { Double.random(in: 0..<1, using: &self) }

  /// Tags with any prefixes, well-formed or not.
  mutating func tags(count: Int, labels: [String] = ["PER", "LOC"]) -> [String] {
    (0..<count).map { _ in
      below(3) == 0 ? "O" : "\(["B", "I", "E", "S"][below(4)])-\(labels[below(labels.count)])"
    }
  }

  mutating func corrupted(_ tags: [String]) -> [String] {
    tags.map { below(4) == 0 ? self.tags(count: 1)[0] : $0 }
  }
}
