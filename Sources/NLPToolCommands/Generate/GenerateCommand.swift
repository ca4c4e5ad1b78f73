import ArgumentParser
import NLPToolkit

/// `nlptool generate`: text that a language model writes.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write text with a language model.",
    discussion: """
      The text appears as it is written, behind the prompt, and is always valid UTF-8. The same model, \
      prompt, options and seed give the same text. Several texts (--count) are written side by side, \
      with a line of three hyphens between them. With --format midi the model's text is a tune in ABC \
      notation, and what comes out is a MIDI file with the first tune of it; bars whose length is not \
      that of the meter are told.

      Example:
        nlptool generate --prompt "It was" --length 400 --temperature 0.7
        nlptool generate --count 3 --top-p 0.9 --format jsonl
        nlptool generate --model tunes.nlpmodel --prompt "X:1" --format midi > tune.mid
      """)

  enum Format: String, OutputFormat {
    case text, jsonl, midi
    static let standard = Self.text
  }

  @OptionGroup var model: ModelOptions

  @Option(help: "The text to go on from.")
  var prompt = ""

  @Option(help: ArgumentHelp("The characters to write, at most.", valueName: "n"))
  var length = 500

  @OptionGroup(title: "Sampling") var sampling: SamplingArguments

  @Option(help: "End before this text. May be given again.")
  var stop: [String] = []

  @Option(help: ArgumentHelp("How many texts to write.", valueName: "n"))
  var count = 1

  @OptionGroup var format: FormatOptions<Format>
  @OptionGroup var seed: SeedOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    if length < 0 { throw ValidationError("--length \(length): give 0 or more") }
    if !(1...4096).contains(count) { throw ValidationError("--count \(count): give 1 to 4096") }
    if format.format == .midi, count > 1 {
      throw ValidationError("--format midi writes one file; leave out --count")
    }
  }

  func run() throws {
    var request = GenerationRequest(prompt: prompt, length: length)
    request.sampling = try sampling.options()
    request.stop = stop
    request.seed = seed.seed
    request.count = count
    let model = try CharacterLanguageModel(model.open(standard: ModelOptions.standardLanguageModel))
    let start = monotonicNanoseconds()
    let written =
      switch format.format {
      case .text: try writeText(model, request)
      case .jsonl: try writeJSON(model, request)
      case .midi: try writeMIDI(model, request)
      }
    let seconds = Double(monotonicNanoseconds() - start) / 1e9
    diagnostics.makeDiagnostics().detail(
      "\(written) characters in \(DecimalText.fixed(seconds, digits: 2)) s with \(model.card.name)")
  }

  /// Shows the first text as it is written, and the others behind it.
  private func writeText(
    _ model: CharacterLanguageModel, _ request: GenerationRequest
  ) throws -> Int {
    let output = Output.standard
    if !model.isBackward { try output.write(prompt) }
    var others = [String.UnicodeScalarView](repeating: .init(), count: count)
    var written = 0
    var lastFlush = monotonicNanoseconds()
    try model.generate(request, threads: ThreadPool(threads: threads.count)) { text, scalar in
      try Interruption.check()
      written += 1
      if text > 0 || model.isBackward {
        others[text].append(scalar)
      } else {
        try output.write(String(scalar))
        let now = monotonicNanoseconds()
        if now - lastFlush > 20_000_000 {
          try output.flush()
          lastFlush = now
        }
      }
    }
    for text in 0..<count {
      if text > 0 { try output.write("---\n") }
      if text > 0 || model.isBackward {
        let scalars = others[text]
        let content =
          model.isBackward
          ? String(String.UnicodeScalarView(scalars.reversed())) + prompt
          : prompt + String(scalars)
        try output.write(content)
      }
      try output.write("\n")
    }
    return written
  }

  private func writeJSON(
    _ model: CharacterLanguageModel, _ request: GenerationRequest
  ) throws -> Int {
    let texts = model.generate(request, threads: ThreadPool(threads: threads.count))
    for text in texts {
      try Output.standard.writeLine(GeneratedLine(request: request, text: text).json)
    }
    return texts.reduce(0) { $0 + $1.unicodeScalars.count }
  }

  /// Writes the first tune of the text as a MIDI file.
  private func writeMIDI(_ model: CharacterLanguageModel, _ request: GenerationRequest) throws
    -> Int
  {
    let text = model.generate(request, threads: ThreadPool(threads: threads.count))[0]
    guard let tune = ABCTune(model.isBackward ? text + prompt : prompt + text) else {
      throw CommandError.badData(
        "the text has no tune in ABC notation with a key (K:) and notes; see it with --format text, "
          + "or try another --seed or a longer --length")
    }
    let wrong = tune.wrongBars
    if let first = wrong.first {
      diagnostics.makeDiagnostics().warning(
        "\(wrong.count) of \(tune.bars.count) bars do not have the length of the meter; the first is "
          + "in line \(first.line)")
    }
    try Output.standard.write(bytes: MIDIFile.bytes(tune))
    return text.unicodeScalars.count
  }
}
