#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// The learning rate of each step of a training, as a factor of the base rate.
public indirect enum LearningRateSchedule: Sendable, Hashable, Codable {
  /// The base rate at all steps.
  case constant
  /// From `start` to `end` times the base rate over so many steps, then constant.
  case linear(start: Double, end: Double, steps: Int)
  /// Times `factor` after every `steps` steps.
  case step(steps: Int, factor: Double)
  /// Times `factor` after every step.
  case exponential(factor: Double)
  /// From the base rate to `end` times it along half a cosine (Loshchilov and Hutter 2017), then
  /// constant.
  case cosine(end: Double, steps: Int)
  /// Up to the base rate during the first `rise` (a fraction) of the steps, then down, both along
  /// half a cosine (Smith and Topin 2018). It starts at the base rate / `start` and ends at that /
  /// `end`.
  case oneCycle(steps: Int, rise: Double = 0.3, start: Double = 25, end: Double = 1e4)
  /// Evenly from 0 (not included) to what `then` starts with over so many steps, then `then` from
  /// its own first step.
  case warmUp(steps: Int, then: LearningRateSchedule)

  /// The learning rate of a step, counted from 0.
  public func rate(base: Double, step: Int) -> Double { base * factor(step) }

  private func factor(_ step: Int) -> Double {
    let position = Double(step)
    switch self {
    case .constant:
      return 1
    case .linear(let start, let end, let steps):
      return start + (end - start) * Self.fraction(position, of: Double(steps))
    case .step(let steps, let factor):
      return pow(factor, Double(step / max(1, steps)))
    case .exponential(let factor):
      return pow(factor, position)
    case .cosine(let end, let steps):
      return Self.anneal(1, end, Self.fraction(position, of: Double(steps)))
    case .oneCycle(let steps, let rise, let start, let end):
      let top = rise * Double(steps) - 1
      if position <= top { return Self.anneal(1 / start, 1, Self.fraction(position, of: top)) }
      return Self.anneal(
        1, 1 / (start * end), Self.fraction(position - top, of: Double(steps - 1) - top))
    case .warmUp(let steps, let then):
      if step >= steps { return then.factor(step - steps) }
      return then.factor(0) * (position + 1) / Double(steps + 1)
    }
  }

  /// part / whole, at most 1; 1 where there is no whole.
  private static func fraction(_ part: Double, of whole: Double) -> Double {
    whole > 0 ? min(1, part / whole) : 1
  }

  private static func anneal(_ start: Double, _ end: Double, _ fraction: Double) -> Double {
    end + (start - end) / 2 * (1 + cos(.pi * fraction))
  }
}

/// Reduces the learning rate when a score has stopped improving.
public struct PlateauReduction: Sendable, Hashable, Codable {
  /// What the rate is multiplied by.
  public let factor: Double
  /// The observations without improvement before a reduction.
  public let patience: Int
  /// An improvement is more than this fraction of the best score so far, whatever its sign.
  public let threshold: Double
  /// Whether greater scores are better; otherwise they are losses.
  public let isScoreRising: Bool

  /// The product of the reductions so far, by which the learning rate is multiplied.
  public private(set) var scale = 1.0
  private var best: Double?
  /// The observations since the last improvement or reduction.
  private var badCount = 0

  /// - Parameters:
  ///   - factor: what the rate is multiplied by, between 0 and 1.
  ///   - patience: the observations without improvement before a reduction, at least 0.
  ///   - threshold: the fraction of the best score that an improvement exceeds.
  ///   - isScoreRising: whether greater scores are better.
  public init(
    factor: Double, patience: Int, threshold: Double = 1e-4, isScoreRising: Bool
  ) {
    precondition(factor > 0 && factor < 1 && patience >= 0)
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.isScoreRising = isScoreRising
  }

  /// Adds the score of an epoch.
  ///
  /// - Returns: whether the rate was reduced.
  @discardableResult
  public mutating func observe(_ score: Double) -> Bool {
    if isImprovement(score) {
      best = score
      badCount = 0
      return false
    }
    badCount += 1
    guard badCount > patience else { return false }
    scale *= factor
    badCount = 0
    return true
  }

  private func isImprovement(_ score: Double) -> Bool {
    guard let best else { return !score.isNaN }
    let change = isScoreRising ? score - best : best - score
    return change > threshold * abs(best)
  }
}
