import ArgumentParser
import NLPToolkit

/// Plain text to train on: files, or the corpora of a store.
struct TrainingTextOptions: ParsableArguments {
  @Argument(help: "The corpus store, if the text is in one.")
  var database: String?

  @Option(
    help: "The corpus of the store to train on; several are joined. With --input, its name.")
  var corpus: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Text files to train on, in their order.", valueName: "file"),
    completion: .file())
  var input: [String] = []

  func validate() throws {
    if database != nil && !input.isEmpty {
      throw ValidationError("give either a store or --input, not both")
    }
  }

  /// Fails if there is no text, or a store without the name of a corpus.
  func checkGiven() throws {
    if database == nil && input.isEmpty {
      throw ValidationError("give text to train on: --input FILE, or a store and --corpus NAME")
    }
    if database != nil && corpus.isEmpty {
      throw ValidationError("name the corpus of the store to train on, with --corpus NAME")
    }
  }

  /// The files that are read.
  var files: [String] { input + (database.map(OverwriteCheck.files(ofStore:)) ?? []) }

  /// The corpora as one; `nil` if the text is in files.
  func openCorpora() throws -> JoinedCorpus? {
    guard let database else { return nil }
    let store = try CorpusStore(path: database, mode: .readOnly)
    return JoinedCorpus(try corpus.map { try store.corpus(named: $0) })
  }
}
