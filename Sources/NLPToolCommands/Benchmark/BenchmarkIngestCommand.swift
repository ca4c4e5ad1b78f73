import ArgumentParser
import Foundation
import NLPToolkit

/// `nlptool benchmark ingest`: how fast documents go into a store and come out again.
struct BenchmarkIngestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Measures how fast documents are tokenized, stored and read back.",
    discussion: """
      Example, with a document on each line:
        nlptool benchmark ingest notes.txt --threads 2

      documents_per_second is up to the last commit, as a program that only inserts would be measured; \
      closed_documents_per_second is up to the closed store, whose log is then written into its file. \
      tokens_per_second is for reading training data back.
      """)

  @Argument(help: ArgumentHelp("The file to read; a document a line.", valueName: "file"))
  var file: String

  @Option(
    help: ArgumentHelp(
      "Where the stores are made (default: the temporary folder).", valueName: "folder"))
  var folder: String?

  @Flag(help: "Keep a full-text index up to date, too.")
  var fullText = false

  @OptionGroup var runs: RunsOption
  @OptionGroup var threads: ThreadOptions

  init() {}

  func run() async throws {
    let parent = folder ?? FileManager.default.temporaryDirectory.path
    let directory = parent + "/nlptool-benchmark-\(UUID().uuidString)"
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw CommandError.cannotCreate("\(directory): cannot be made; choose another --folder")
    }
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let tokenizer = Tokenizer()
    var request = IngestionRequest(corpus: "c", tokenizer: tokenizer)
    request.settings.format = .text
    request.threads = threads.count
    var committed: [Double] = []
    var closed: [Double] = []
    var reading: [Double] = []
    var documents = 0
    var tokens = 0
    for number in 0..<runs.runs {
      try Interruption.check()
      let path = directory + "/\(number).sqlite"
      if fullText {
        try CorpusStore(path: path, mode: .readWriteCreate).buildFullTextIndex()
      }
      var start = monotonicNanoseconds()
      do {
        let ingestion = try Ingestion(
          into: path, request, isCancelled: { Interruption.isRequested })
        documents = try ingestion.run([.file(path: file)])[0].added
        committed.append(seconds(since: start))
      }
      closed.append(seconds(since: start))
      let corpus = try CorpusStore(path: path, mode: .readOnly).corpus(named: "c")
      start = monotonicNanoseconds()
      tokens = 0
      try corpus.forEachDocument(in: .train) { tokens += $0.tokens.count }
      reading.append(seconds(since: start))
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: path + suffix)
      }
    }
    var record = BenchmarkRecord()
    record.set("benchmark", "ingest")
    record.set("threads", threads.count)
    record.set("full_text", fullText ? "yes" : "no")
    record.set("documents", documents)
    record.set("tokens", tokens)
    record.setRate("documents_per_second", of: Double(documents), in: BenchmarkRuns(committed))
    record.setRate("closed_documents_per_second", of: Double(documents), in: BenchmarkRuns(closed))
    record.setRate("tokens_per_second", of: Double(tokens), in: BenchmarkRuns(reading))
    try record.print()
  }

  private func seconds(since start: UInt64) -> Double {
    Double(monotonicNanoseconds() - start) / 1e9
  }
}
