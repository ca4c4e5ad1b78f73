#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Changes the sample rate by band-limited interpolation: a sinc under a Hann window (Smith,
/// "Digital Audio Resampling"), as `torchaudio.functional.resample` has it.
///
/// With f the lower of both rates times ``rolloff``, sample n of the output is the sum over the
/// input samples j of x[j] · f/in · sinc(t) · cos²(π t / 2w), t = f · (j/in - n/out), for |t| < w.
/// Samples before the start and behind the end are 0. The output does not depend on how the input
/// is cut.
public struct Resampler: Sendable {
  /// Frames a second that come in.
  public let inputRate: Int
  /// Frames a second that go out.
  public let outputRate: Int
  /// w, the zero crossings of the sinc to each side.
  public static let width = 16
  /// The share of the lower rate's band that is kept.
  public static let rolloff = 0.96

  /// The taps of each phase of the output, and how many samples behind its place the first is.
  private let phases: [[Float]]
  private let offsets: [Int]
  /// The rates without their common factor.
  private let (step, phaseCount): (Int, Int)
  /// Input samples that are still needed; the first is sample `start`.
  private var held: [Float] = []
  private var start = 0
  private var received = 0
  private var produced = 0

  /// - Precondition: both rates are in `SoundFileFormat.sampleRates`.
  public init(from inputRate: Int, to outputRate: Int) {
    precondition(SoundFileFormat.sampleRates.contains(inputRate))
    precondition(SoundFileFormat.sampleRates.contains(outputRate))
    self.inputRate = inputRate
    self.outputRate = outputRate
    var (a, b) = (inputRate, outputRate)
    while b != 0 { (a, b) = (b, a % b) }
    (step, phaseCount) = (inputRate / a, outputRate / a)
    if inputRate == outputRate {
      (phases, offsets) = ([], [])
      return
    }
    let (input, output) = (Double(step), Double(phaseCount))
    let cutoff = min(input, output) * Self.rolloff
    let reach = Double(Self.width) * input / cutoff
    var (phases, offsets): ([[Float]], [Int]) = ([], [])
    for phase in 0..<phaseCount {
      let place = Double(phase) * input / output
      let (first, last) = (Int((place - reach).rounded(.up)), Int((place + reach).rounded(.down)))
      offsets.append(first)
      phases.append(
        (first...last).map { sample in
          let t = cutoff * (Double(sample) - place) / input
          guard abs(t) < Double(Self.width) else { return 0 }
          let window = cos(t * .pi / Double(2 * Self.width))
          let sinc = t == 0 ? 1 : sin(.pi * t) / (.pi * t)
          return Float(sinc * window * window * cutoff / input)
        })
    }
    (self.phases, self.offsets) = (phases, offsets)
  }

  /// The samples that these complete.
  public mutating func append(_ samples: some Collection<Float>) -> [Float] {
    if inputRate == outputRate { return Array(samples) }
    held += samples
    received += samples.count
    return produce(isAtEnd: false)
  }

  /// The samples that are left at the end: there are ⌈n · out / in⌉ in all.
  public mutating func finish() -> [Float] {
    inputRate == outputRate ? [] : produce(isAtEnd: true)
  }

  private mutating func produce(isAtEnd: Bool) -> [Float] {
    let total = (received * phaseCount + step - 1) / step
    var output: [Float] = []
    while true {
      let (block, phase) = produced.quotientAndRemainder(dividingBy: phaseCount)
      let taps = phases[phase]
      let first = block * step + offsets[phase]
      guard isAtEnd ? produced < total : first + taps.count <= received else { break }
      var sum: Float = 0
      let lower = max(0, -first)
      let upper = min(taps.count, received - first)
      if lower < upper {
        for tap in lower..<upper { sum += taps[tap] * held[first + tap - start] }
      }
      output.append(sum)
      produced += 1
    }
    // What the next sample needs stays; half of a block may go at a time.
    let (block, phase) = produced.quotientAndRemainder(dividingBy: phaseCount)
    let needed = max(start, min(block * step + offsets[phase], received))
    if needed - start > max(4096, held.count / 2) {
      held.removeFirst(needed - start)
      start = needed
    }
    return output
  }

  /// All samples at another rate.
  public static func resample(
    _ samples: [Float], from inputRate: Int, to outputRate: Int
  ) -> [Float] {
    var resampler = Resampler(from: inputRate, to: outputRate)
    return resampler.append(samples) + resampler.finish()
  }
}
