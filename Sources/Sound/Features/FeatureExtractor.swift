/// Computes the features of sound as it comes in, piece by piece.
///
/// Frame t is of the samples from t · hop on; there are ``SoundFeatures/frameCount(samples:)`` of
/// them. What comes out does not depend on how the sound is cut, to the last bit.
///
/// - Complexity: O(N log N) for a frame of N samples; memory does not grow with the sound.
public struct FeatureExtractor: Sendable {
  /// Which numbers are computed.
  public let features: SoundFeatures
  private let analyzer: FrameAnalyzer
  private var held: [Float] = []
  private var frameCount = 0
  private var slopes: SlopeFilter?
  private var curvatures: SlopeFilter?
  /// Frames, and slopes, whose later parts are still to come.
  private var pending: [[Float]] = []
  private var pendingSlopes: [[Float]] = []

  /// - Precondition: the settings have no ``SoundFeatures/problem``.
  public init(_ features: SoundFeatures) { self.init(features, warp: 1) }

  /// - Parameter warp: what the edges of the mel bands are multiplied by: above 1 for the voice of
  ///   a longer vocal tract.
  private init(_ features: SoundFeatures, warp: Double) {
    self.features = features
    analyzer = FrameAnalyzer(features, warp: warp)
    if features.deltas > 0 { slopes = SlopeFilter(size: features.staticSize) }
    if features.deltas > 1 { curvatures = SlopeFilter(size: features.staticSize) }
  }

  /// The frames that these samples complete.
  public mutating func append(_ samples: some Collection<Float>) -> SoundFrames {
    held += samples
    var frames = SoundFrames(size: features.size)
    let (size, hop) = (features.transformSize, features.hopSize)
    var start = 0
    while start + size <= held.count {
      add(held[start..<start + size], to: &frames.values)
      start += hop
    }
    if start > 0 { held.removeFirst(min(start, held.count)) }
    return frames
  }

  /// The frames that are left at the end of the sound; the next samples are those of another one.
  public mutating func finish() -> SoundFrames {
    var frames = SoundFrames(size: features.size)
    if frameCount == 0, !held.isEmpty {
      let zeros = repeatElement(Float(0), count: features.transformSize - held.count)
      add((held + zeros)[...], to: &frames.values)
    }
    for slope in slopes?.finish() ?? [] { add(slope: slope, to: &frames.values) }
    for curvature in curvatures?.finish() ?? [] { add(curvature: curvature, to: &frames.values) }
    self = FeatureExtractor(self)
    return frames
  }

  /// The same settings without any sound.
  private init(_ other: FeatureExtractor) {
    features = other.features
    analyzer = other.analyzer
    if features.deltas > 0 { slopes = SlopeFilter(size: features.staticSize) }
    if features.deltas > 1 { curvatures = SlopeFilter(size: features.staticSize) }
  }

  private mutating func add(_ samples: ArraySlice<Float>, to values: inout [Float]) {
    frameCount += 1
    if features.deltas == 0 { return analyzer.append(samples, to: &values) }
    var frame: [Float] = []
    analyzer.append(samples, to: &frame)
    pending.append(frame)
    for slope in slopes?.append(frame) ?? [] { add(slope: slope, to: &values) }
  }

  private mutating func add(slope: [Float], to values: inout [Float]) {
    if features.deltas == 1 {
      values += pending.removeFirst()
      values += slope
      return
    }
    pendingSlopes.append(slope)
    for curvature in curvatures?.append(slope) ?? [] { add(curvature: curvature, to: &values) }
  }

  private mutating func add(curvature: [Float], to values: inout [Float]) {
    values += pending.removeFirst()
    values += pendingSlopes.removeFirst()
    values += curvature
  }

  /// The features of a whole sound.
  public static func features(of samples: [Float], _ features: SoundFeatures) -> SoundFrames {
    Self.features(of: samples, features, warp: 1)
  }

  /// The features of a whole sound as a vocal tract of another length makes it.
  ///
  /// - Parameter warp: what the edges of the mel bands are multiplied by.
  package static func features(
    of samples: [Float], _ features: SoundFeatures, warp: Double
  ) -> SoundFrames {
    var extractor = FeatureExtractor(features, warp: warp)
    var frames = extractor.append(samples)
    frames.values += extractor.finish().values
    return frames
  }
}
