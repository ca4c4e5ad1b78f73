import NLPToolkit

/// Finds the layers, and entities, of documents and prints them.
struct Analysis: DocumentOperation {
  private(set) var router: LanguageRouter<TokenTagger>
  /// The layers that are printed; `nil` for all.
  private let layers: Set<String>?
  /// Goes by the language that the other router has told.
  private var entities: LanguageRouter<SequenceTagger>?
  private let pool: ThreadPool
  private var writer: any AnalysisWriter
  private(set) var tokenCount = 0
  /// The documents of the batch that are still to be written, the last first.
  private var pending: [Analyzed] = []
  /// Of languages whose rules are not those of the model, and of those without a model.
  private var tokenizers: [Tokenizer.Configuration: Tokenizer] = [:]

  /// A document with what was found in it.
  private struct Analyzed {
    var document: Document
    var route: LanguageRouter<TokenTagger>.Route
    var entityTagger: SequenceTagger?
    /// Why it ends the run when its turn comes.
    var failure: (any Error)?
  }

  static let batchCount = 512
  /// Longer texts are analyzed in pieces.
  private static let windowBytes = 1 << 17

  init(
    _ router: LanguageRouter<TokenTagger>, layers: Set<String>?,
    entities: LanguageRouter<SequenceTagger>?, pool: ThreadPool, writer: any AnalysisWriter
  ) {
    self.router = router
    self.layers = layers
    self.entities = entities
    self.pool = pool
    self.writer = writer
  }

  mutating func begin() throws {}

  mutating func compute(_ records: [DocumentRecord]) {
    var analyzed = records.filter { !Self.isLong($0) }.map { routed($0) }
    analyze(&analyzed)
    pending = analyzed.reversed()
  }

  mutating func write(_ record: DocumentRecord) throws {
    var record = record
    var analyzed = Self.isLong(record) ? routed(record) : pending.removeLast()
    if let failure = analyzed.failure { throw failure }
    if Self.isLong(record) { try analyzeLong(&analyzed) }
    (record.document, record.choice) = (analyzed.document, analyzed.route.choice)
    tokenCount += record.document.tokens.count
    try writer.write(record, tokenizer: tokenizer(for: analyzed.route))
  }

  mutating func writeBlank() throws { try writer.writeBlank() }

  mutating func write(_ failure: DocumentFailure) throws -> Bool { try writer.write(failure) }

  mutating func end() throws {}

  private static func isLong(_ record: DocumentRecord) -> Bool {
    record.document.text.utf8.count > windowBytes
  }

  /// The document with the models that its language chooses.
  private mutating func routed(_ record: DocumentRecord) -> Analyzed {
    var analyzed = Analyzed(document: record.document, route: .init())
    do {
      analyzed.route = try router.route(record.document.text, line: record.line)
      analyzed.entityTagger =
        try entities?.route(in: analyzed.route.locale, line: record.line).model
    } catch {
      analyzed.failure = error
    }
    return analyzed
  }

  /// What divides a document into words: the model's own tokenizer, unless the language has other
  /// rules.
  private mutating func tokenizer(for route: LanguageRouter<TokenTagger>.Route) -> Tokenizer {
    let own = route.model?.tokenizer
    if let own, route.locale.map({ $0 == own.configuration.locale }) ?? true { return own }
    var configuration = own?.configuration ?? Tokenizer.Configuration(style: .treebank)
    configuration.locale = route.locale ?? "und"
    let tokenizer = tokenizers[configuration] ?? Tokenizer(configuration)
    tokenizers[configuration] = tokenizer
    return tokenizer
  }

  /// Puts tokens, layers and entities into documents; those without a model get tokens alone.
  private mutating func analyze(_ analyzed: inout [Analyzed]) {
    for index in analyzed.indices where !analyzed[index].document.hasGoldTokens {
      let route = analyzed[index].route
      let tokenizer = tokenizer(for: route)
      if route.model?.tokenizer.configuration == tokenizer.configuration { continue }
      tokenizer.annotate(&analyzed[index].document)
      analyzed[index].document.hasGoldTokens = true
    }
    let pool = pool
    Self.forEachModel(of: &analyzed, \.route.model) { $0.annotate(&$1, threads: pool) }
    if entities != nil {
      for index in analyzed.indices { analyzed[index].document.hasGoldTokens = true }
      Self.forEachModel(of: &analyzed, \.entityTagger) { $0.annotate(&$1, threads: pool) }
    }
    if let layers {
      for index in analyzed.indices {
        // Which words a token has says how to read the other layers.
        analyzed[index].document.layers.removeAll {
          !layers.contains($0.name) && $0.name != TokenLayer.words
        }
      }
    }
  }

  /// Gives each model its documents together.
  private static func forEachModel<Model: AnyObject>(
    of analyzed: inout [Analyzed], _ model: (Analyzed) -> Model?,
    annotate: (Model, inout [Document]) -> Void
  ) {
    for (model, members) in analyzed.indices(byModel: model) {
      var documents = members.map { analyzed[$0].document }
      annotate(model, &documents)
      for (member, document) in zip(members, documents) { analyzed[member].document = document }
    }
  }

  /// Analyzes a text piece by piece, which bounds what is computed at once.
  private mutating func analyzeLong(_ long: inout Analyzed) throws {
    let text = long.document.text
    var whole = Document(text: text)
    var layers: [TokenLayer] = []
    let windows = DocumentWindows(
      text, size: Self.windowBytes, tokenizer: tokenizer(for: long.route))
    for (piece, start) in windows {
      try Interruption.check()
      var pieces = [long]
      pieces[0].document = piece
      analyze(&pieces)
      let piece = pieces[0].document
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
    long.document = whole
  }
}

/// Prints analyzed documents in one form.
protocol AnalysisWriter {
  /// - Parameter tokenizer: knows which tokens are written as one word.
  mutating func write(_ record: DocumentRecord, tokenizer: Tokenizer) throws
  mutating func writeBlank() throws
  /// - Returns: whether the output tells of the failure.
  mutating func write(_ failure: DocumentFailure) throws -> Bool
}
