import ArgumentParser
import NLPToolkit

/// Recordings to train on.
struct SoundInputOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("A corpus store.", valueName: "db"))
  var database: String?

  @Option(help: "A corpus of the store, which has the splits; several are joined.")
  var corpus: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      """
      Folders whose folders are labels, or lists with a path, a tab, a label or text, and perhaps \
      another tab and the speaker on each line; tables and JSON lines with such names, too.
      """, valueName: "path"),
    completion: .file())
  var input: [String] = []

  func checkGiven() throws {
    guard let database else {
      if !corpus.isEmpty { throw ValidationError("--corpus is of a store; name that, too") }
      if input.isEmpty {
        throw ValidationError(
          "give recordings: --input FOLDER, --input LIST, or a store with --corpus")
      }
      return
    }
    if corpus.isEmpty { throw ValidationError("\(database): name a --corpus of the store") }
    if !input.isEmpty {
      throw ValidationError("give either a store with --corpus or --input, not both")
    }
  }

  /// What a training reads, so must not write over.
  var files: [String] { input + (database.map(OverwriteCheck.files(ofStore:)) ?? []) }

  func read(_ content: SoundContent) throws -> SoundCollection {
    guard let database else { return try SoundCollection(paths: input, content: content) }
    let store = try CorpusStore(path: database, mode: .readOnly)
    return try SoundCollection(
      JoinedCorpus(try corpus.map { try store.corpus(named: $0) }), content: content)
  }
}

extension SoundCollection {
  /// The recordings of folders and lists, one after the other.
  init(paths: [String], content: SoundContent) throws {
    let parts = try paths.map { try SoundCollection(path: $0, content: content) }
    self.init(
      name: parts.map(\.name).joined(separator: "+"), recordings: parts.flatMap(\.recordings))
  }
}

/// How recordings are divided, and what is read of them.
struct SoundReadingOptions: ParsableArguments {
  @Option(
    help: """
      What stays in one split: a speaker's recordings, by the list or the file's name up to its \
      first underscore, or each file.
      """)
  var group: SoundGrouping?

  @Option(help: "The share of the speakers, or files, that validates, by a hash.")
  var validation: Double?

  @Option(help: "The share of the speakers, or files, to leave alone, by the same hash.")
  var test: Double?

  @Option(
    help: ArgumentHelp(
      "Samples a second to read (default: the commonest of the recordings, up to 16000).",
      valueName: "hertz"))
  var sampleRate: Int?

  @Option(help: "What the spectrum of a frame becomes.")
  var spectrum: SoundFeatures.Spectrum?

  @Option(help: ArgumentHelp("Bands of the mel scale.", valueName: "n"))
  var bands: Int?

  @Option(
    help: ArgumentHelp(
      "Slopes over time that are added: 0, 1, or 2 for those of slopes, too.",
      valueName: "n"))
  var deltas: Int?

  func apply(
    to features: inout SoundFeatures, division: inout SoundDivision
  ) {
    if let group { division.grouping = group }
    if let validation { division.validation = validation }
    if let test { division.test = test }
    if let sampleRate { features.sampleRate = sampleRate }
    if let spectrum { features.spectrum = spectrum }
    if let bands { features.bands = bands }
    if let deltas { features.deltas = deltas }
  }
}

extension RecordingCounts {
  /// Says what a training found.
  ///
  /// - Parameter rest: what it makes of it.
  func tell(_ diagnostics: Diagnostics, _ rest: String) {
    diagnostics.note(
      "\(train) recordings (\(Progress.clock(seconds: seconds))) to train on, \(validation) for "
        + "validation, \(test) left alone; \(rest)")
    if let firstProblem {
      diagnostics.warning("\(unusable) recordings are passed over; the first: \(firstProblem)")
    }
  }
}

extension SoundGrouping: ExpressibleByArgument {}
extension SoundFeatures.Spectrum: ExpressibleByArgument {}
