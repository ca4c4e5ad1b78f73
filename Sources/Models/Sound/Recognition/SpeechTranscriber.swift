import Neural
import Sound

/// Writes down what is spoken while it comes in, a stretch between two pauses at a time.
///
/// What comes out does not depend on how the sound is cut. Layers that read in both directions need
/// a sound as a whole: for them it is cut where it is quiet, and texts come out later.
public struct SpeechTranscriber {
  private let recognizer: SpeechRecognizer
  private let options: TranscriptionOptions
  private let language: LanguageModelFusion?
  private var steps: SpeechSteps
  /// The steps of the stretch so far, and the number of the first.
  private var rows: [[Float]] = []
  private var firstStep = 0
  /// Steps without a symbol at the end of the stretch.
  private var pause = 0
  private var hasSymbols = false
  /// The samples of the part so far, where layers read in both directions, and the number of the
  /// first.
  private var samples: [Float] = []
  private var firstSample = 0

  /// A stretch ends with a pause of so many seconds.
  private static let pauseSeconds = 0.6
  /// Where a sound has to be cut, it is at the quietest of stretches of so many seconds.
  private static let quietSeconds = 0.05

  /// The texts that a search among words goes on with, at the least.
  private static let wordBeam = 8

  /// - Precondition: the options have no ``TranscriptionOptions/problem``.
  public init(_ recognizer: SpeechRecognizer, options: TranscriptionOptions = .init()) {
    precondition(options.problem == nil)
    self.recognizer = recognizer
    self.options = options
    language = options.languageModel.map { LanguageModelFusion($0) }
    steps = SpeechSteps(recognizer)
  }

  /// The seconds of a step.
  private var stepSeconds: Double {
    let features = recognizer.recipe.features
    return Double(features.hopSize * recognizer.recipe.encoder.stacking)
      / Double(features.sampleRate)
  }

  /// The stretches that end in these samples.
  public mutating func append(_ new: [Float]) -> [Transcript] {
    guard recognizer.canStream else { return appendToPart(new) }
    var transcripts: [Transcript] = []
    for row in steps.append(new) { read(row, &transcripts) }
    return transcripts
  }

  /// The stretch that is left at the end of the sound, if there is one.
  public mutating func finish() -> [Transcript] {
    var transcripts: [Transcript] = []
    if recognizer.canStream {
      for row in steps.finish() { read(row, &transcripts) }
      if hasSymbols {
        transcripts.append(transcript(of: rows, from: Double(firstStep) * stepSeconds))
      }
    } else if !samples.isEmpty {
      transcripts.append(transcriptOfPart(samples.count))
    }
    return transcripts
  }

  private mutating func read(_ row: [Float], _ transcripts: inout [Transcript]) {
    rows.append(row)
    let best = row.indices.max { row[$0] < row[$1] } ?? 0
    if best == Int(SpeechSymbols.blank) || Int32(best) == recognizer.symbols.space {
      pause += 1
    } else {
      pause = 0
      hasSymbols = true
    }
    let pauseSteps = max(1, Int(Self.pauseSeconds / stepSeconds))
    let isLong = Double(rows.count) * stepSeconds >= recognizer.recipe.longest
    guard pause >= pauseSteps || isLong else { return }
    if hasSymbols {
      transcripts.append(transcript(of: rows, from: Double(firstStep) * stepSeconds))
    }
    firstStep += rows.count
    rows = []
    hasSymbols = false
    pause = 0
  }

  private mutating func appendToPart(_ new: [Float]) -> [Transcript] {
    samples += new
    let limit = Int(recognizer.recipe.longest * Double(recognizer.sampleRate))
    var transcripts: [Transcript] = []
    while samples.count > limit {
      transcripts.append(transcriptOfPart(quietestPlace(limit)))
    }
    return transcripts
  }

  private mutating func transcriptOfPart(_ count: Int) -> Transcript {
    let part = Array(samples[..<count])
    let start = Double(firstSample) / Double(recognizer.sampleRate)
    samples.removeFirst(count)
    firstSample += count
    return transcript(of: recognizer.logProbabilities(of: part), from: start)
  }

  /// The middle of the stretch with the least power in the second half of a part.
  private func quietestPlace(_ limit: Int) -> Int {
    let width = max(1, Int(Self.quietSeconds * Double(recognizer.sampleRate)))
    var best = limit
    var least = Float.infinity
    for start in stride(from: limit / 2, through: limit - width, by: width) {
      let power = samples[start..<start + width].reduce(0) { $0 + $1 * $1 }
      if power < least {
        least = power
        best = start + width / 2
      }
    }
    return max(1, best)
  }

  /// - Parameter start: of the first step, in seconds.
  private func transcript(of rows: [[Float]], from start: Double) -> Transcript {
    if rows.isEmpty { return Transcript() }
    var found: [Int32]
    let words = options.anyWords ? nil : recognizer.words
    if options.beam == 1, words == nil {
      found = CTCGreedy.decode(rows)
    } else {
      var beam = CTCPrefixBeam(
        recognizer.symbols,
        .init(
          width: max(options.beam, words == nil ? 1 : Self.wordBeam),
          languageWeight: options.languageWeight,
          characterBonus: options.characterBonus), language, words)
      for row in rows { beam.append(row) }
      found = beam.best
    }
    let space = recognizer.symbols.space
    while let last = found.last, last == space { found.removeLast() }
    found.removeFirst(found.prefix { $0 == space }.count)
    let arena = Arena<Float>()
    let logits = arena.matrix(rows.count, rows[0].count)
    for (step, row) in rows.enumerated() {
      for (index, value) in row.enumerated() { logits[step, index] = value }
    }
    let all = Array(rows.indices)
    let ctc = CTC<Float>(blank: Int(SpeechSymbols.blank))
    let loss =
      ctc(
        logits: logits, rows: all, target: found, scale: 1,
        dlogits: arena.matrix(rows.count, rows[0].count)) ?? 0
    let places = ctc.alignment(logits: logits, rows: all, target: found) ?? []
    return Transcript(
      text: recognizer.symbols.text(found), score: -loss / Double(found.count + 1),
      words: times(of: found, places, from: start))
  }

  private func times(
    of symbols: [Int32], _ places: [ClosedRange<Int>], from start: Double
  ) -> [Transcript.Word] {
    guard symbols.count == places.count else { return [] }
    return symbols.indices.split { symbols[$0] == recognizer.symbols.space }.map { word in
      let (first, last) = (places[word.startIndex], places[word.endIndex - 1])
      return Transcript.Word(
        text: recognizer.symbols.text(symbols[word]),
        start: start + Double(first.lowerBound) * stepSeconds,
        end: start + Double(last.upperBound + 1) * stepSeconds)
    }
  }
}
