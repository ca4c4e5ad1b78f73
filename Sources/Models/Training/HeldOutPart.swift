import Text

/// A share of a split, by a seeded hash of each document's text: equal texts are on the same side.
struct HeldOutPart: Sendable {
  var share: Double
  var seed: UInt64
  /// Whether these are the documents that fall into the share, or the others.
  var isHeldOut: Bool

  func contains(_ text: String) -> Bool {
    var hash = StableHash(seed: seed)
    hash.combine(text)
    return (hash.unitInterval < share) == isHeldOut
  }
}
