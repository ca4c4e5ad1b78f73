import ArgumentParser
import Glibc
import NLPToolkit

/// `nlptool score`: how probable a language model holds text.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Tell how probable a language model holds each line of a text.",
    discussion: """
      Each line is scored on its own, as if it stood at the start of a line. text and tsv show bits a \
      character, perplexity a character, the natural logarithm of the probability and the line; jsonl \
      adds that logarithm for each character.

      Example:
        nlptool score --model logs.nlpmodel today.log | sort -rn | head
        nlptool score --text "It was the best of times." --format jsonl
      """)

  enum Format: String, OutputFormat {
    case text, tsv, jsonl
    static let standard = Self.text
  }

  /// A text is read character by character, 20 kB in a second: what is longer than a minute's work
  /// is no line that somebody wants scored, but a file without line ends.
  private static let maximumLineBytes = 1 << 20

  @OptionGroup var input: InputOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var format: FormatOptions<Format>

  @Flag(help: "Take each file as one document.")
  var wholeFile = false

  @Flag(help: "Stop at the first line that can't be used.")
  var strict = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    let diagnostics = diagnostics.makeDiagnostics()
    let reader = try input.makeReader(
      unit: wholeFile ? .file : .line,
      maximumBytes: wholeFile ? InputReader.maximumDocumentBytes : Self.maximumLineBytes,
      diagnostics: diagnostics)
    let model = try CharacterLanguageModel(model.open(standard: ModelOptions.standardLanguageModel))
    let pool = ThreadPool(threads: threads.count)
    var failures: [CommandError] = []
    if format.format == .tsv {
      try Output.standard.writeLine("bits_per_character\tperplexity\tlogprob\ttext")
    }
    while true {
      let batch = try reader.nextBatch(upTo: 256, bytes: 1 << 18)
      if batch.isEmpty { break }
      let texts = batch.compactMap { try? $0.text() }
      var scores = model.score(texts, threads: pool)[...]
      for document in batch {
        switch document.content {
        case .success(let text):
          guard let score = scores.popFirst() else { continue }
          try write(text, score)
        case .failure(let error):
          if strict { throw error }
          failures.append(error)
          try write(error, line: document.line, diagnostics)
        }
      }
    }
    guard let first = failures.first else { return }
    throw failures.count == 1
      ? first : CommandError.badData("\(failures.count) lines can't be used, the first: \(first)")
  }

  private func write(_ text: String, _ score: TextScore) throws {
    let bits = score.bitsPerCharacter
    let perplexity = bits.map { exp2($0) }
    switch format.format {
    case .text, .tsv:
      let columns = [
        bits.map { DecimalText.fixed($0, digits: 4) } ?? "n/a",
        perplexity.map { DecimalText.fixed($0, digits: 3) } ?? "n/a",
        DecimalText.fixed(score.logProbability, digits: 3),
      ]
      let isTable = format.format == .tsv
      let padded = columns.map {
        isTable ? $0 : String(repeating: " ", count: max(0, 9 - $0.count)) + $0
      }
      let shown = text.replacing("\n", with: " ").replacing("\t", with: " ")
      try Output.standard.writeLine(
        padded.joined(separator: isTable ? "\t" : " ") + (isTable ? "\t" : "  ")
          + (isTable ? shown : shown.inOneLine))
    case .jsonl:
      try Output.standard.writeLine(ScoredLine(text: text, score: score).json)
    }
  }

  private func write(_ error: CommandError, line: Int?, _ diagnostics: Diagnostics) throws {
    guard format.format == .jsonl else {
      diagnostics.warning(error.message)
      return
    }
    var object = JSONObject()
    object.set("error", to: .string(error.message))
    if let line { object.set("line", to: .integer(line)) }
    try Output.standard.writeLine(object.serialized)
  }
}
