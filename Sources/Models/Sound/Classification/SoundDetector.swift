import Sound

/// Finds when in a long sound which label holds: a classifier looks at the last second again and
/// again, its probabilities are averaged over some looks, and a label that stays probable becomes a
/// span.
///
/// What is found does not depend on how the sound is cut into pieces.
public struct SoundDetector: Sendable {
  /// How spans are found.
  public struct Settings: Sendable, Hashable {
    /// The seconds that one look reads; best about as long as the recordings of the training.
    public var window = 1.0
    /// The seconds from one look to the next.
    public var step = 0.1
    /// The looks whose probabilities are averaged.
    public var smoothing = 3
    /// A span starts when the average of its label reaches this.
    public var threshold = 0.6
    /// A span ends when the average of its label falls below this.
    public var lowerThreshold = 0.4
    /// The labels that make no spans.
    public var background: Set<String> = ["silence"]

    public init() {}

    /// What is wrong with the settings and what to do, or `nil`.
    public var problem: String? {
      if !(0.05...60).contains(window) { return "the window must be 0.05 to 60 seconds" }
      if !(0.01...window).contains(step) { return "the step must be 0.01 seconds to a window's" }
      if !(1...1000).contains(smoothing) { return "smoothing must be over 1 to 1000 looks" }
      if !(0...1).contains(threshold) || !(0...threshold).contains(lowerThreshold) {
        return "thresholds must be 0 to 1, the lower one no more than the other"
      }
      return nil
    }
  }

  /// A stretch of time in which a label holds.
  public struct Span: Sendable, Hashable {
    /// The index of the label among those of the classifier.
    public var label: Int
    /// In seconds from the start of the sound.
    public var start: Double
    public var end: Double
    /// The greatest average of its probability.
    public var score: Double
  }

  private let classifier: SoundClassifier
  private let settings: Settings
  private let isBackground: [Bool]
  private let windowSize: Int
  private let stepSize: Int
  /// The samples from `first` on.
  private var held: [Float] = []
  private var first = 0
  private var looks: [[Double]] = []
  private var open: Span?

  /// - Precondition: the settings have no ``Settings/problem``.
  public init(_ classifier: SoundClassifier, _ settings: Settings = .init()) {
    self.classifier = classifier
    self.settings = settings
    isBackground = classifier.labels.map { settings.background.contains($0) }
    let rate = Double(classifier.sampleRate)
    windowSize = max(1, Int(settings.window * rate))
    stepSize = max(1, Int(settings.step * rate))
  }

  /// The spans that end in these samples.
  public mutating func append(_ samples: some Collection<Float>) -> [Span] {
    held += samples
    var spans: [Span] = []
    var start = 0
    while start + windowSize <= held.count {
      look(held[start..<start + windowSize], at: first + start, &spans)
      start += stepSize
    }
    held.removeFirst(min(start, held.count))
    first += start
    return spans
  }

  /// The span that holds to the end of the sound, if there is one.
  public mutating func finish() -> [Span] {
    var spans: [Span] = []
    // A sound that is shorter than a window is looked at once.
    if looks.isEmpty, !held.isEmpty { look(held[...], at: first, &spans) }
    if let last = open { spans.append(last) }
    open = nil
    return spans
  }

  private mutating func look(_ samples: ArraySlice<Float>, at place: Int, _ spans: inout [Span]) {
    looks.append(classifier.classify(Array(samples)).probabilities)
    if looks.count > settings.smoothing { looks.removeFirst() }
    let averages = classifier.labels.indices.map { label in
      looks.reduce(0) { $0 + $1[label] } / Double(looks.count)
    }
    let rate = Double(classifier.sampleRate)
    // An average belongs to the middle of all that it was made from.
    let back = Double((looks.count - 1) * stepSize) / 2
    let middle = (Double(place) - back + Double(samples.count) / 2) / rate
    let half = settings.step / 2
    if var span = open {
      if averages[span.label] >= settings.lowerThreshold {
        span.end = middle + half
        span.score = max(span.score, averages[span.label])
        open = span
        return
      }
      spans.append(span)
      open = nil
    }
    let best = averages.indices.max { averages[$0] < averages[$1] } ?? 0
    guard averages[best] >= settings.threshold, !isBackground[best] else { return }
    open = Span(
      label: best, start: max(0, middle - half), end: middle + half, score: averages[best])
  }
}
