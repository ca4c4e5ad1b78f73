import ArgumentParser
import Glibc
import NLPToolkit

/// `nlptool ingest`: files into a corpus store.
package struct IngestCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Reads files into a corpus store.",
    discussion: """
      A first corpus, from a file written on the spot:
        printf 'Ada\\tB-PER\\nmet\\tO\\nBob\\tB-PER\\n' > people.conll
        nlptool ingest corpora.sqlite people.conll --corpus people --split train
        nlptool corpus show corpora.sqlite --corpus people

      A job names its files, their format, labels, splits and licence:
        nlptool ingest corpora.sqlite --job corpora/jobs/wnut17.yaml --data DATA

      Recordings stay where they are; the store has their paths, lengths, labels and speakers:
        nlptool ingest sounds.sqlite commands --corpus commands --input-format wav --split auto

      A run that was stopped goes on when it is started again, and a run over the same files adds \
      nothing. What cannot be used is set aside with its file, line and reason.
      """)

  @Argument(
    help: ArgumentHelp(
      "The store; made when it is not there. A job may name it, too.", valueName: "db"))
  var database: String?

  @Argument(
    help: ArgumentHelp("Files to read; standard input if there are none, or for '-'."),
    completion: .file())
  var files: [String] = []

  @Option(help: "The corpus that the documents go to; a job names its own.")
  var corpus: String?

  @Option(
    help: "Their split; auto divides 80/10/10 by a hash of each text, of recordings by speaker.")
  var split = SplitArgument.train

  @OptionGroup var proportions: ProportionOptions

  @Option(help: ArgumentHelp("A job: what to read and how, as YAML.", valueName: "file"))
  var job: String?

  @Option(
    help: ArgumentHelp(
      "The folder of the files of a job (default: that of the job).", valueName: "folder"))
  var data: String?

  @Flag(help: "Pass over the sources of a job that are not there.")
  var skipMissing = false

  @Flag(
    help: "Let a job fetch files of this machine (file://) as it fetches those of the web.")
  var fileUrls = false

  @Flag(help: "Fetch nothing: a source of a job whose file is missing is an error.")
  var offline = false

  @Flag(help: "Read everything and report, but write nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Read only so many documents of each file; without it a later run reads the rest.",
      valueName: "n"))
  var limit: Int?

  @OptionGroup(title: "Reading") var reading: ReadingOptions

  @Option(help: "The language whose rules tokenize plain text, as in 'en' or 'th'.")
  var locale: String?

  @Flag(help: "End at the first record that cannot be used, and leave the store as it was.")
  var strict = false

  @Option(
    help: ArgumentHelp(
      "How many documents are written in one transaction, at most.", valueName: "n"))
  var transactionSize: Int?

  @Flag(help: "Print a line of JSON for each file, as --format jsonl does.")
  var json = false

  @OptionGroup var format: FormatOptions<TableFormat>

  @OptionGroup var seed: SeedOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  package init() {}

  package func validate() throws {
    if files.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("'-' stands twice among the files; standard input can be read once")
    }
    if let transactionSize, transactionSize < 1 {
      throw ValidationError("--transaction-size \(transactionSize): give 1 or more")
    }
    if let limit, limit < 1 {
      throw ValidationError("--limit \(limit): give 1 or more")
    }
    if job == nil {
      if database == nil { throw ValidationError("Missing expected argument '<db>'") }
      if corpus == nil { throw ValidationError("Missing expected argument '--corpus <corpus>'") }
      if data != nil || skipMissing || offline || fileUrls {
        throw ValidationError("--data, --skip-missing, --offline and --file-urls go with --job")
      }
    } else if !files.isEmpty {
      throw ValidationError("--job and files exclude each other; give one of them")
    }
  }

  package func run() throws {
    let diagnostics = diagnostics.makeDiagnostics()
    if let job { return try run(JobFile(path: job), diagnostics) }
    guard let database, let corpus else { return }
    try OverwriteCheck.check(OverwriteCheck.files(ofStore: database), against: files)
    // A wrong name is told before any work is done.
    for path in files where path != "-" && !isFolder(path) && !isPipe(path) {
      _ = try FileStream(path: path)
    }
    let inputs = (files.isEmpty ? ["-"] : files).map {
      $0 == "-" ? IngestionInput.standardInput : .file(path: $0)
    }
    var request = request(
      corpus: corpus, settings: try reading.settings(),
      split: try proportions.rule(seed: seed.seed) ?? split.rule(seed: seed.seed), locale: locale)
    request.isDryRun = dryRun
    let report = report(diagnostics)
    let isInterrupted = try ingest(inputs, request, into: database, report)
    report.finish()
    if isInterrupted { throw CommandError.interrupted(resume: commandLine()) }
    if report.hasSummaries { try divideByClass(corpus, of: database, [request.split]) }
    try report.checkFailures()
  }

  /// Divides documents whose rule is to divide each class, which takes all of them at once.
  private func divideByClass(_ name: String, of database: String, _ rules: Set<SplitRule>) throws {
    let rules = rules.filter(\.isStratified)
    if rules.isEmpty || dryRun { return }
    let corpus = try CorpusStore(path: database, mode: .readWriteCreate).corpus(named: name)
    for rule in rules { _ = try corpus.divide(rule, ownSources: true) }
  }

  private func run(_ job: JobFile, _ diagnostics: Diagnostics) throws {
    guard let database = database ?? job.database else {
      throw CommandError.usage(
        "\(job.file): names no store; give one: nlptool ingest DB --job FILE")
    }
    if self.database == nil,
      database.hasPrefix("/") || database.split(separator: "/").contains("..")
    {
      throw CommandError.badData(
        "\(job.file): the store '\(database)' lies elsewhere; name it on the command line to have it "
          + "there")
    }
    let folder = data ?? (job.file.lastIndex(of: "/").map { String(job.file[..<$0]) } ?? ".")
    let sources = JobSources(
      folder: folder, isOffline: offline, allowsFiles: fileUrls, diagnostics: diagnostics)
    var inputs: [(paths: [String], source: JobFile.Source)] = []
    for source in job.sources {
      do {
        inputs.append((try sources.paths(of: source, in: job), source))
      } catch let error as CommandError where skipMissing && error.status == .noInput {
        diagnostics.warning(error.message)
      }
    }
    try OverwriteCheck.check(
      OverwriteCheck.files(ofStore: database), against: [job.file] + inputs.flatMap(\.paths))
    if inputs.isEmpty { throw CommandError.noInput("\(job.file): none of its sources is there") }
    let report = report(diagnostics)
    var isInterrupted = false
    for (paths, source) in inputs where !isInterrupted {
      var request = request(
        corpus: corpus ?? job.corpus, settings: source.reading, split: source.split,
        locale: locale ?? job.language)
      request.labels = job.labels
      request.isDryRun = dryRun
      do {
        isInterrupted = try ingest(
          paths.map { .file(path: $0) }, request, into: database, report)
      } catch TextInputError.noSuchFile(let path) where skipMissing {
        diagnostics.warning("\(path): not there")
      }
    }
    report.finish()
    if let licence = job.licence { diagnostics.note("licence: \(licence)") }
    if isInterrupted { throw CommandError.interrupted(resume: commandLine()) }
    if report.hasSummaries {
      try divideByClass(corpus ?? job.corpus, of: database, Set(job.sources.map(\.split)))
    }
    try report.checkFailures()
  }

  private func report(_ diagnostics: Diagnostics) -> IngestionReport {
    IngestionReport(
      diagnostics: diagnostics, printsJSON: json || format.format == .jsonl, isDryRun: dryRun)
  }

  /// - Returns: whether the user asked to stop.
  private func ingest(
    _ inputs: [IngestionInput], _ request: IngestionRequest, into database: String,
    _ report: IngestionReport
  ) throws -> Bool {
    // One for each input, whose size is what there is to do.
    var progress: Progress?
    let ingestion = try Ingestion(
      into: database, request,
      progress: { state in
        let current =
          progress
          ?? report.diagnostics.progress(
            "Reading", total: state.totalBytes,
            unit: state.totalBytes == nil ? "documents" : "bytes")
        progress = current
        if state.totalBytes == nil {
          current.update(to: state.documents)
        } else {
          let documents = Progress.abbreviated(Double(state.documents))
          current.update(to: state.bytes, remark: "\(documents) documents")
        }
      },
      isCancelled: { Interruption.isRequested })
    var isInterrupted = false
    try Interruption.whilePolling {
      func finishProgress() {
        progress?.finish()
        progress = nil
      }
      _ = try ingestion.run(
        inputs,
        finished: { summary in
          finishProgress()
          isInterrupted = summary.isInterrupted
          report.add(summary)
        },
        failed: { error in
          finishProgress()
          report.add(error)
        })
    }
    return isInterrupted
  }

  private func request(
    corpus: String, settings: ReadingSettings, split: SplitRule, locale: String?
  ) -> IngestionRequest {
    var configuration = Tokenizer.Configuration()
    if let locale { configuration.locale = locale }
    let tokenizer = Tokenizer(configuration)
    var request = IngestionRequest(
      corpus: corpus, settings: settings, split: split, isStrict: strict,
      tokenization: locale.map { "locale \($0)" } ?? "", tokenizer: tokenizer)
    request.threads = threads.count
    request.limit = limit
    if let transactionSize { request.transactionSize = transactionSize }
    return request
  }
}

/// Whether a folder is at the path.
func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// The command line of the process, as it can be typed again.
func commandLine() -> String {
  let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+./,:@%".utf8)
  return CommandLine.arguments.map { argument in
    if !argument.isEmpty, argument.utf8.allSatisfy(plain.contains) { return argument }
    return "'"
      + argument.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }.joined(separator: " ")
}
