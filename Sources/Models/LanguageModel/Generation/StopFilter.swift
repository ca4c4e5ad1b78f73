/// Cuts a text off before the first of some strings, and holds back what may be the start of one.
struct StopFilter {
  private let stops: [[Unicode.Scalar]]
  private var held: [Unicode.Scalar] = []
  private(set) var isStopped = false

  /// - Parameter isBackward: whether the text comes from its end.
  init(_ stops: [String], isBackward: Bool) {
    self.stops = stops.filter { !$0.isEmpty }.map {
      isBackward ? $0.unicodeScalars.reversed() : Array($0.unicodeScalars)
    }
  }

  /// Takes a scalar and hands out those that are known to belong to the text.
  mutating func append(
    _ scalar: Unicode.Scalar, _ body: (Unicode.Scalar) throws -> Void
  ) rethrows {
    if stops.isEmpty {
      try body(scalar)
      return
    }
    held.append(scalar)
    if let stop = stops.first(where: { held.suffix($0.count).elementsEqual($0) }) {
      isStopped = true
      held.removeLast(stop.count)
      try flush(body)
      return
    }
    var kept = 0
    for stop in stops {
      for length in stride(from: min(stop.count - 1, held.count), to: kept, by: -1)
      where held.suffix(length).elementsEqual(stop.prefix(length)) {
        kept = length
        break
      }
    }
    for scalar in held.dropLast(kept) { try body(scalar) }
    held.removeFirst(held.count - kept)
  }

  /// Hands out what was held back, at the end of the text.
  mutating func flush(_ body: (Unicode.Scalar) throws -> Void) rethrows {
    for scalar in held { try body(scalar) }
    held = []
  }
}
