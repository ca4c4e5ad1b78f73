import Neural

/// The vectors in context of the tokens of texts, and where each text has its own among them.
struct ClassifierContext: Sendable {
  /// Those of all tokens, one text behind the other.
  let vectors: ContextualVectors
  /// The row of each text's first token.
  let firstRows: [Int]

  /// What language models say of the tokens of texts, each of which they read from its start.
  ///
  /// - Parameters:
  ///   - texts: word types by text and token.
  ///   - encodings: by word type.
  /// - Complexity: O(characters); the result takes two bytes for each unit of the language models,
  ///   for each token.
  init(
    _ texts: [ArraySlice<Int32>], _ encodings: [ClassifierFeatures.Encoding],
    _ embedder: ContextualEmbedder, _ arena: Arena<Float>, _ pool: ThreadPool
  ) {
    vectors = embedder.vectors(
      of: texts.map { $0.map { encodings[Int($0)].word } }, arena, pool)
    var rows = 0
    firstRows = texts.map { text in
      defer { rows += text.count }
      return rows
    }
  }

  fileprivate init(_ vectors: ContextualVectors, firstRows: [Int]) {
    self.vectors = vectors
    self.firstRows = firstRows
  }
}

/// What language models say of the texts that a classifier is trained on: computed once if it fits
/// into memory, and otherwise for each batch anew.
struct StoredContext: Sendable {
  private let embedder: ContextualEmbedder
  private let encodings: [ClassifierFeatures.Encoding]
  private let kept: ContextualVectors?
  /// The row of the first element of the array that each text is a slice of.
  private let origins: [Int]

  /// Vectors of more bytes are not kept.
  private static let greatestBytes = 2 << 30

  /// - Parameters:
  ///   - texts: word types by text and token.
  ///   - encodings: by word type.
  init(
    _ texts: [ArraySlice<Int32>], _ encodings: [ClassifierFeatures.Encoding],
    _ embedder: ContextualEmbedder, _ pool: ThreadPool
  ) {
    self.embedder = embedder
    self.encodings = encodings
    let bytes =
      texts.reduce(0) { $0 + $1.count } * embedder.size * MemoryLayout<UInt16>.stride
    let context =
      bytes > Self.greatestBytes
      ? nil : ClassifierContext(texts, encodings, embedder, Arena(), pool)
    kept = context?.vectors
    origins = context.map { zip($0.firstRows, texts).map { $0 - $1.startIndex } } ?? []
  }

  /// That of some of the texts, or of parts of them; what is computed anew is of the parts alone.
  ///
  /// - Parameter parts: of each the index of its text, and the slice of it.
  func of(
    _ parts: [(text: Int, types: ArraySlice<Int32>)], _ arena: Arena<Float>, _ pool: ThreadPool
  ) -> ClassifierContext {
    guard let kept else {
      return ClassifierContext(parts.map(\.types), encodings, embedder, arena, pool)
    }
    return ClassifierContext(
      kept, firstRows: parts.map { origins[$0.text] + $0.types.startIndex })
  }
}
