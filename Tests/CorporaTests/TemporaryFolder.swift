import Corpora
import Foundation
import Text
import Tokenization
import TextInput

/// A folder that goes away with the value.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: url.appendingPathComponent(name))
    return path(name)
  }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }
}

/// Ingests files into the store `store.sqlite` of a folder, as corpus `c`.
@discardableResult
func ingest(
  _ paths: [String], into folder: TemporaryFolder, store: String = "store.sqlite",
  settings: ReadingSettings = .init(), split: SplitRule = .given(.train), isStrict: Bool = false,
  transactionSize: Int = 1000
) throws -> [IngestionSummary] {
  let tokenizer = Tokenizer()
  var request = IngestionRequest(
    corpus: "c", settings: settings, split: split, isStrict: isStrict,
    tokenizer: tokenizer)
  request.transactionSize = transactionSize
  let ingestion = try Ingestion(into: folder.path(store), request)
  return try ingestion.run(paths.map { .file(path: $0) })
}

func openCorpus(_ folder: TemporaryFolder, store: String = "store.sqlite") throws -> StoredCorpus {
  try CorpusStore(path: folder.path(store), mode: .readOnly).corpus(named: "c")
}
