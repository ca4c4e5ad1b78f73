import Text

/// A document as it was read.
struct ReadDocument: Sendable {
  var document: Document
  var line: Int
  /// The place in the source behind it.
  var end: Int
}

/// A document ready to be written.
struct DocumentRow: Sendable {
  var split: Split
  var line: Int
  var hash: Int
  /// Without tokens and sentences: they are in the segmentation.
  var document: Document
  var tokenCount: Int
  var sentenceCount: Int
  var segmentation: [UInt8]
  /// The place in the source behind it.
  var end: Int

  /// - Parameter storage: an array whose memory the tokens take while they are there.
  init(_ read: ReadDocument, request: IngestionRequest, reusing storage: inout [Token]) {
    document = read.document
    if !request.labels.isEmpty { document.rename(by: request.labels) }
    // The hash is of what the source says, so it comes before tokens are added.
    hash = WordHash.content(of: document)
    if !document.hasGoldTokens {
      swap(&document.tokens, &storage)
      request.tokenize(&document)
    }
    split = request.split.split(of: document)
    segmentation = Segmentation.encode(document)
    tokenCount = document.tokens.count
    sentenceCount = document.sentences.count
    storage = document.tokens
    document.tokens = []
    document.sentences = []
    line = read.line
    end = read.end
  }
}

/// Records that are written in one transaction.
struct IngestionBatch: Sendable {
  struct Rejection: Sendable {
    var line: Int
    var reason: String
    /// The place in the source behind it.
    var end: Int
  }

  var documents: [ReadDocument] = []
  var rejections: [Rejection] = []
  var repairs: [Rejection] = []
  var start = LineReader.Position()
  /// The place behind the last record.
  var end = LineReader.Position()
  /// The bytes of text, roughly.
  var weight = 0
  /// Set on the last batch of an input that was read to its end.
  var ending: Ending?

  struct Ending: Sendable {
    var endsClean: Bool
    var status: FileStatus?
  }

  var count: Int { documents.count + rejections.count }

  /// Tokenizes the documents, which takes most of the time of an ingestion.
  func rows(_ request: IngestionRequest) -> [DocumentRow] {
    var storage: [Token] = []
    return documents.map { DocumentRow($0, request: request, reusing: &storage) }
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
