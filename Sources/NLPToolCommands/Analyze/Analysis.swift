import NLPToolkit

/// Finds the layers, and entities, of documents and prints them.
struct Analysis: DocumentOperation {
  private let tagger: TokenTagger
  /// The layers that are printed; `nil` for all.
  private let layers: Set<String>?
  private let entities: SequenceTagger?
  private let pool: ThreadPool
  private var writer: any AnalysisWriter
  private(set) var tokenCount = 0
  /// The documents of the batch that are still to be written, the last first.
  private var pending: [Document] = []

  static let batchCount = 512
  /// Longer texts are analyzed in pieces.
  private static let windowBytes = 1 << 17

  init(
    _ tagger: TokenTagger, layers: Set<String>?, entities: SequenceTagger?, pool: ThreadPool,
    writer: any AnalysisWriter
  ) {
    self.tagger = tagger
    self.layers = layers
    self.entities = entities
    self.pool = pool
    self.writer = writer
  }

  mutating func begin() throws {}

  mutating func compute(_ records: [DocumentRecord]) {
    pending = analyze(records.filter { !Self.isLong($0) }.map(\.document)).reversed()
  }

  mutating func write(_ record: DocumentRecord) throws {
    var record = record
    record.document =
      Self.isLong(record) ? try analyzeLong(record.document.text) : pending.removeLast()
    tokenCount += record.document.tokens.count
    try writer.write(record)
  }

  mutating func writeBlank() throws { try writer.writeBlank() }

  mutating func write(_ failure: DocumentFailure) throws -> Bool { try writer.write(failure) }

  mutating func end() throws {}

  private static func isLong(_ record: DocumentRecord) -> Bool {
    record.document.text.utf8.count > windowBytes
  }

  /// The documents with their tokens, layers and entities.
  private func analyze(_ documents: [Document]) -> [Document] {
    var documents = documents
    tagger.annotate(&documents, threads: pool)
    if let entities {
      for index in documents.indices { documents[index].hasGoldTokens = true }
      entities.annotate(&documents, threads: pool)
    }
    if let layers {
      for index in documents.indices {
        documents[index].layers.removeAll { !layers.contains($0.name) }
      }
    }
    return documents
  }

  /// Analyzes a text piece by piece, which bounds what is computed at once.
  private func analyzeLong(_ text: String) throws -> Document {
    var whole = Document(text: text)
    var layers: [TokenLayer] = []
    for (piece, start) in DocumentWindows(text, size: Self.windowBytes, tokenizer: tagger.tokenizer)
    {
      try Interruption.check()
      let piece = analyze([piece])[0]
      func shifted(_ range: Range<Int>, by offset: Int) -> Range<Int> {
        offset + range.lowerBound..<offset + range.upperBound
      }
      let first = whole.tokens.count
      whole.tokens += piece.tokens.map {
        Token(range: shifted($0.range, by: start), kind: $0.kind)
      }
      whole.sentences += piece.sentences.map {
        Sentence(range: shifted($0.range, by: start), tokens: shifted($0.tokens, by: first))
      }
      whole.spans += piece.spans.map {
        Span(range: shifted($0.range, by: start), label: $0.label, score: $0.score)
      }
      if layers.isEmpty { layers = piece.layers.map { TokenLayer(name: $0.name, values: []) } }
      for (index, layer) in piece.layers.enumerated() { layers[index].values += layer.values }
    }
    for layer in layers { whole.set(layer) }
    return whole
  }
}

/// Prints analyzed documents in one form.
protocol AnalysisWriter {
  mutating func write(_ record: DocumentRecord) throws
  mutating func writeBlank() throws
  /// - Returns: whether the output tells of the failure.
  mutating func write(_ failure: DocumentFailure) throws -> Bool
}
