import Neural
import Text
import Tokenization

/// The path of a trained classifier from texts to class scores.
///
/// A word's part in the encoder's first layer is the same wherever it stands, so it is computed
/// once and kept for later uses; what is left for each token is the recurrent product.
struct ClassifierInference: Sendable {
  private let network: ClassifierNetwork<Float>
  private let weights: Weights<Float>
  private let features: ClassifierFeatures
  private let tokenizer: Tokenizer
  private let workspaces: ObjectPool<Workspace>

  init(
    network: ClassifierNetwork<Float>, weights: Weights<Float>, features: ClassifierFeatures,
    tokenizer: Tokenizer
  ) {
    self.network = network
    self.weights = weights
    self.features = features
    self.tokenizer = tokenizer
    workspaces = ObjectPool { Workspace(features, network) }
  }

  /// Texts that one thread takes at a time: the rows of the widest tile of a product, and so few
  /// that all threads share a small batch from the tokens on.
  private static let groupSize = 8
  /// A group ends with so many bytes, but for a single text.
  private static let groupBytes = 1 << 14
  /// Tokens that go through the layers together.
  static let batchTokens = 4096

  /// The class scores of texts.
  func scores(of texts: [String], _ pool: ThreadPool) -> ClassScores {
    var scores = ClassScores(count: texts.count, classes: network.classCount)
    // Texts of like length beside each other: the shorter ones of a shard end early.
    let lengths = texts.map(\.utf8.count)
    let order = texts.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    let groups = Self.groups(order.map { lengths[$0] })
    let results = ParallelResults<ClassScores?>(count: groups.count, initial: nil)
    // Several groups run side by side; a single one shares its work.
    let inner = groups.count == 1 ? pool : .serial
    pool.forEach(groups.count) { index in
      let group = order[groups[index]].map { texts[$0] }
      results[index] = workspaces.withObject { self.scores(of: group, $0, inner) }
    }
    for (group, result) in zip(groups, results.elements) {
      guard let result else { continue }
      for (item, position) in group.enumerated() {
        scores.copy(order[position], from: result, item)
      }
    }
    return scores
  }

  /// Ranges of texts that one thread takes at a time.
  private static func groups(_ lengths: [Int]) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var first = 0
    var bytes = 0
    for (position, length) in lengths.enumerated() {
      if position > first, position - first == groupSize || bytes + length > groupBytes {
        groups.append(first..<position)
        first = position
        bytes = 0
      }
      bytes += length
    }
    if first < lengths.count { groups.append(first..<lengths.count) }
    return groups
  }

  /// The memory of one thread at a time: words that it has seen, and their input projections.
  private final class Workspace {
    var words: WordTable<ClassifierFeatures.Encoding>
    var ngrams: NGramFeatures
    let arena = Arena<Float>()
    /// For each word its row of `projections`; -1 if it has none.
    var rows: [Int32] = []
    var usedRows = 0
    let projections: [Matrix<Float>]

    /// The memory of projections is taken as words come.
    private static let bytes = 32 << 20
    /// With so many words, a service that runs for ever forgets them all.
    private static let maximumWords = 1 << 16

    init(_ features: ClassifierFeatures, _ network: ClassifierNetwork<Float>) {
      words = WordTable { features.encode($0) }
      ngrams = NGramFeatures(features: features)
      let widths = network.productWidths
      let capacity = max(
        ClassifierInference.batchTokens,
        Self.bytes / (MemoryLayout<Float>.stride * max(1, widths.reduce(0, +))))
      projections = widths.map {
        Matrix(pointer: .allocate(capacity: capacity * $0), rows: capacity, columns: $0)
      }
    }

    deinit {
      for matrix in projections { matrix.pointer.deallocate() }
    }

    func forgetIfFull(_ features: ClassifierFeatures) {
      guard words.count > Self.maximumWords else { return }
      words = WordTable { features.encode($0) }
      rows = []
      usedRows = 0
    }

    /// The words among `types` that have no projections yet, with a row for each; all others are
    /// forgotten if there is no room.
    func makeRows(for types: [Int32]) -> [Int32] {
      guard let capacity = projections.first?.rows else { return [] }
      while rows.count < words.count { rows.append(-1) }
      var added = takeRows(types, capacity)
      if added == nil {
        for word in rows.indices { rows[word] = -1 }
        usedRows = 0
        added = takeRows(types, capacity)
      }
      return added ?? []
    }

    private func takeRows(_ types: [Int32], _ capacity: Int) -> [Int32]? {
      var added: [Int32] = []
      for type in types where rows[Int(type)] < 0 {
        if usedRows == capacity {
          for type in added { rows[Int(type)] = -1 }
          return nil
        }
        rows[Int(type)] = Int32(usedRows)
        usedRows += 1
        added.append(type)
      }
      return added
    }
  }

  private func scores(
    of texts: [String], _ workspace: Workspace, _ pool: ThreadPool
  ) -> ClassScores {
    workspace.forgetIfFull(features)
    let types = texts.map { workspace.words.indices(in: $0, tokenizer: tokenizer) }
    var scores = ClassScores(count: texts.count, classes: network.classCount)
    if features.configuration.hasNGrams {
      for (text, types) in types.enumerated() {
        var made = SparseFeatures()
        var random = RandomSource(seed: 0)
        workspace.ngrams.append(
          types: types[...], encodings: workspace.words.encodings, to: &made, random: &random)
        scores.setNGrams(text, network.ngramScores(weights, made, item: 0))
      }
    }
    guard features.configuration.isRecurrent else { return scores }
    let work = TextParts(
      tokenCounts: types.map(\.count), size: features.configuration.maximumTokens,
      batchTokens: Self.batchTokens)
    for batch in work.batches {
      let parts = work.parts[batch]
      let values = recurrentScores(
        parts.map { types[$0.text][$0.tokens] }, workspace, pool)
      for (row, part) in parts.enumerated() {
        scores.addRecurrent(
          part.text, UnsafeBufferPointer(start: values.row(row), count: values.columns),
          share: part.share)
      }
    }
    // A text without tokens has a pooled vector of zeros, as in training.
    for (text, types) in types.enumerated() where types.isEmpty {
      scores.setRecurrent(text, network.emptyTextScores(weights))
    }
    return scores
  }

  /// Texts in whose words language models have a part, so that none of it is the same wherever a
  /// word stands.
  private func batch(
    _ texts: [ArraySlice<Int32>], _ encodings: [ClassifierFeatures.Encoding],
    _ embedder: ContextualEmbedder, _ arena: Arena<Float>, _ pool: ThreadPool
  ) -> ClassifierBatch {
    let context = ClassifierContext(texts, encodings, embedder, arena, pool)
    return ClassifierBatch(
      lengths: texts.map(\.count),
      words: ClassifierWords(
        texts.flatMap { $0.map { encodings[Int($0)] } }, features: features),
      windowSize: features.configuration.windowSize, context: context
    ) { text, token in Int32(context.firstRows[text] + token) }
  }

  /// The recurrent part's scores, [N, K], of texts by their word types.
  private func recurrentScores(
    _ texts: [ArraySlice<Int32>], _ workspace: Workspace, _ pool: ThreadPool
  ) -> Matrix<Float> {
    let arena = workspace.arena
    arena.reset()
    if let embedder = features.embedder {
      return network.forward(
        weights, batch(texts, workspace.words.encodings, embedder, arena, pool), arena, seed: nil,
        pool
      ).recurrent
    }
    let windows = TextWindows(
      lengths: texts.map(\.count), size: features.configuration.windowSize)
    var types = [Int32](repeating: 0, count: windows.sequences.rowCount)
    windows.forEachRow { row, text, token in
      types[row] = texts[text][texts[text].startIndex + token]
    }
    let added = workspace.makeRows(for: types)
    if !added.isEmpty {
      let encodings = workspace.words.encodings
      network.project(
        weights,
        ClassifierWords(added.map { encodings[Int($0)] }, features: features), arena,
        into: workspace.projections, rows: added.map { Int(workspace.rows[Int($0)]) })
    }
    return network.recurrentScores(
      weights, windows, projected: workspace.projections,
      ids: types.map { workspace.rows[Int($0)] }, arena, pool)
  }
}
