import ArgumentParser
import NLPToolkit

/// `nlptool benchmark translate`: how fast sentences are translated.
struct BenchmarkTranslateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Measures how fast a translator translates the sentences of a file.",
    discussion: """
      The model is read before; --batch-size 1 hands over one sentence at a time, as a service does.

      Example:
        nlptool benchmark translate sentences.txt --model en-de.nlpmodel --batch-size 32 --threads 1
      """)

  @Argument(help: "A file with a sentence on each line.", completion: .file())
  var file: String

  @Option(help: "A model file of `nlptool train translator`.", completion: .file())
  var model: String

  @Option(help: "Sentences handed over together.")
  var batchSize = 32
  @Option(help: "The beginnings that are followed side by side.")
  var beam = TranslationOptions().beam
  @Option(help: ArgumentHelp("Read so many sentences at most.", valueName: "n"))
  var limit = 1000
  @OptionGroup var runs: RunsOption
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    for (name, value) in [("batch-size", batchSize), ("limit", limit)]
    where !(1...1_000_000).contains(value) {
      throw ValidationError("--\(name) \(value): give a number from 1 to 1000000")
    }
    if !(1...256).contains(beam) { throw ValidationError("--beam \(beam): give 1 to 256") }
  }

  func run() async throws {
    let translator = try Translator(ModelFile(contentsOf: model))
    let sentences = try readSentences(translator)
    var options = TranslationOptions()
    options.beam = beam
    let pool = ThreadPool(threads: threads.count)
    let batches = stride(from: 0, to: sentences.count, by: batchSize).map {
      Array(sentences[$0..<min(sentences.count, $0 + batchSize)])
    }
    let measured = try await BenchmarkRuns(runs.runs) {
      for batch in batches {
        _ = translator.translations(of: batch, options: options, threads: pool)
      }
    }
    var record = BenchmarkRecord()
    record.set("benchmark", "translate")
    record.set("sentences", sentences.count)
    record.set("batch_size", batchSize)
    record.set("beam", beam)
    record.set("threads", threads.count)
    record.setRate("sentences_per_second", of: Double(sentences.count), in: measured)
    try record.print()
  }

  private func readSentences(_ translator: Translator) throws -> [String] {
    let lines = LineReader(try FileStream(path: file))
    var sentences: [String] = []
    while sentences.count < limit, try lines.advance() {
      guard let text = lines.text, !text.allSatisfy(\.isWhitespace),
        translator.problem(of: text) == nil
      else { continue }
      sentences.append(text)
    }
    if sentences.isEmpty { throw CommandError.badData("\(file): no sentence to translate") }
    return sentences
  }
}
