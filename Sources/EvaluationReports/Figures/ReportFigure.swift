import Evaluation

/// What a figure of a report shows.
public enum ReportFigure: Sendable, Hashable {
  public struct Bar: Sendable, Hashable {
    public var label: String
    public var value: Double?
    public var interval: Resampling.Interval?

    public init(label: String, value: Double?, interval: Resampling.Interval? = nil) {
      self.label = label
      self.value = value
      self.interval = interval
    }
  }

  public struct Curve: Sendable, Hashable {
    public var name: String
    /// Pairs of x and y in 0...1.
    public var points: [[Double]]

    public init(name: String, points: [[Double]]) {
      self.name = name
      self.points = points
    }
  }

  /// Values in 0...1, with their intervals.
  case bars(title: String, [Bar])
  /// Counts by row and column, shown as shares where they are normalized.
  case matrix(
    title: String, labels: [String], counts: [[Int]], normalization: ConfusionMatrix.Normalization?)
  /// Curves in the unit square.
  case curves(title: String, x: String, y: String, [Curve], hasDiagonal: Bool)
  /// The training loss and, on an axis of its own, the validation score of each epoch.
  case training(loss: [Double], validation: [Double?])
  /// Accuracy by confidence.
  case reliability(Calibration)
}
