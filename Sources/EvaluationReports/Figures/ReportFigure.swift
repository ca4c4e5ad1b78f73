import Evaluation

/// What a figure of a report shows.
public enum ReportFigure: Sendable, Hashable {
  /// A bar of a bar chart.
  public struct Bar: Sendable, Hashable {
    /// What stands beside the bar.
    public var label: String
    /// The length of the bar; `nil` for an undefined score.
    public var value: Double?
    /// The confidence interval, drawn over the bar.
    public var interval: Resampling.Interval?

    /// Sets every property.
    public init(label: String, value: Double?, interval: Resampling.Interval? = nil) {
      self.label = label
      self.value = value
      self.interval = interval
    }
  }

  /// A curve of a line chart.
  public struct Curve: Sendable, Hashable {
    /// What the legend calls it.
    public var name: String
    /// Pairs of x and y in 0...1.
    public var points: [[Double]]

    /// Sets every property.
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
