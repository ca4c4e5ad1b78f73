import Text
import TextInput
import Tokenization

/// Documents ready to be written.
///
/// Texts and tokens lie one behind the other in one buffer, so that no row has memory of its own:
/// what a row costs to make, hand to another thread and give back would be as much as what SQLite
/// takes for it.
struct DocumentRows: Sendable {
  struct Row: Sendable {
    var split: Split
    var hasGoldTokens: Bool
    var line: Int
    var hash: Int
    var tokenCount: Int
    var sentenceCount: Int
    /// The bytes of the text in the buffer.
    var text: Range<Int>
    var segmentation: Range<Int>
    /// The number of its details; -1 for a text alone.
    var details: Int
    /// The place in the source behind it.
    var end: Int
  }

  /// What only some documents have.
  struct Details: Sendable {
    var identifier: String?
    var spans: [Span]
    var labels: [String]
    var layers: [TokenLayer]
    var target: String?
    var recording: Recording?
  }

  private(set) var rows: [Row] = []
  private var details: [Details] = []
  private let buffer: RowBuffer

  /// No rows.
  init() {
    buffer = RowBuffer(capacity: 0)
  }

  /// Tokenizes the documents of a batch, which takes most of the time of an ingestion.
  init(_ batch: IngestionBatch, request: IngestionRequest) {
    buffer = RowBuffer(capacity: batch.weight + batch.weight / 2 + 1024)
    rows.reserveCapacity(batch.documents.count)
    var memory = Memory()
    for read in batch.documents { append(read, request, reusing: &memory) }
  }

  /// What one document leaves to the next.
  private struct Memory {
    var tokens: [Token] = []
    var sentences: [Sentence] = []
    var workspace = Tokenizer.Workspace()
  }

  private mutating func append(
    _ read: ReadDocument, _ request: IngestionRequest, reusing memory: inout Memory
  ) {
    var document = read.document
    if !request.labels.isEmpty { document.rename(by: request.labels) }
    // The hash is of what the source says, so it comes before tokens are added.
    let hash = document.contentHash
    let isTokenized = !document.hasGoldTokens
    if isTokenized {
      swap(&document.tokens, &memory.tokens)
      swap(&document.sentences, &memory.sentences)
      if let tokenizer = request.tokenizer {
        tokenizer.annotate(&document, reusing: &memory.workspace)
      } else {
        request.tokenize(&document)
      }
    }
    let text = buffer.append(&document.text)
    let segmentation = buffer.append(
      atMost: Segmentation.maximumSize(of: document)
    ) { Segmentation.write(document, to: $0) }
    var row = Row(
      split: request.split.split(of: document), hasGoldTokens: document.hasGoldTokens,
      line: read.line, hash: hash, tokenCount: document.tokens.count,
      sentenceCount: document.sentences.count, text: text, segmentation: segmentation, details: -1,
      end: read.end)
    if document.identifier != nil || !document.spans.isEmpty || !document.labels.isEmpty
      || !document.layers.isEmpty || document.target != nil || document.recording != nil
    {
      row.details = details.count
      details.append(
        Details(
          identifier: document.identifier, spans: document.spans, labels: document.labels,
          layers: document.layers, target: document.target, recording: document.recording))
    }
    rows.append(row)
    if isTokenized {
      swap(&document.tokens, &memory.tokens)
      swap(&document.sentences, &memory.sentences)
    }
  }

  func details(of row: Row) -> Details? { row.details < 0 ? nil : details[row.details] }

  /// The bytes of a range of the buffer, which live as long as the rows.
  func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer { buffer[range] }
}

/// Bytes that are only ever added to, in one piece of memory.
private final class RowBuffer: @unchecked Sendable {
  private var memory: UnsafeMutableRawBufferPointer
  private var count = 0

  init(capacity: Int) {
    memory = .allocate(byteCount: max(16, capacity), alignment: 16)
  }

  deinit {
    memory.deallocate()
  }

  subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: memory[range])
  }

  func append(_ text: inout String) -> Range<Int> {
    text.withUTF8 { bytes in
      append(atMost: bytes.count) { buffer in
        buffer.copyMemory(from: UnsafeRawBufferPointer(bytes))
        return bytes.count
      }
    }
  }

  /// - Parameter body: gets room for `size` bytes, and gives the number of those that it wrote.
  func append(atMost size: Int, _ body: (UnsafeMutableRawBufferPointer) -> Int) -> Range<Int> {
    if memory.count - count < size {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 2 * memory.count + size, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
      memory.deallocate()
      memory = larger
    }
    let start = count
    count += body(UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + size]))
    return start..<count
  }
}

extension Document {
  /// Gives labels their other names, and takes away those whose other name is empty.
  fileprivate mutating func rename(by names: [String: String]) {
    labels = labels.map { names[$0] ?? $0 }.filter { !$0.isEmpty }
    for index in spans.indices {
      spans[index].label = names[spans[index].label] ?? spans[index].label
    }
    spans.removeAll { $0.label.isEmpty }
  }
}
