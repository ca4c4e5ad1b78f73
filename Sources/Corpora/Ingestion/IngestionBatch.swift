import Text
import TextInput

/// A document as it was read.
struct ReadDocument: Sendable {
  var document: Document
  var line: Int
  /// The place in the source behind it.
  var end: Int
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
}
