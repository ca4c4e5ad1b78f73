import Text

/// A document ready to be written.
struct DocumentRow: Sendable {
  var split: Split
  var line: Int
  var hash: Int
  var document: Document
  var segmentation: [UInt8]
  /// The place in the source behind it.
  var end: Int

  init(_ document: Document, line: Int, end: Int, request: IngestionRequest) {
    // The hash is of what the source says, so it comes before tokens are added.
    hash = WordHash.content(of: document)
    self.document = document
    if !document.hasGoldTokens { request.tokenize(&self.document) }
    split = request.split.split(of: document.text)
    segmentation = Segmentation.encode(self.document)
    self.line = line
    self.end = end
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

  var documents: [DocumentRow] = []
  var rejections: [Rejection] = []
  var start = LineReader.Position()
  /// The place behind the last record.
  var end = LineReader.Position()
  /// The bytes of text and blobs, roughly.
  var weight = 0
  /// Set on the last batch of an input that was read to its end.
  var ending: Ending?

  struct Ending: Sendable {
    var endsClean: Bool
    var status: FileStatus?
  }

  var count: Int { documents.count + rejections.count }
}
