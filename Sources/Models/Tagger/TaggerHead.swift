import Neural
import Text

/// What a tagger decides on: tags that mark spans, or labels of tokens in one or more layers.
package enum TaggerTargets: Sendable {
  case spans(Tagset)
  case layers([TokenLabels])

  /// The labels that sentences have in some layers.
  ///
  /// - Returns: `nil` if there are no layers, or one without a label.
  package init?(
    layers: [String], sentences: [LabelledSentence], configuration: TaggerConfiguration
  ) {
    let labels = layers.enumerated().compactMap { index, layer in
      TokenLabels(
        layer: layer, index: index, sentences: sentences,
        minimumCount: configuration.minimumRuleCount)
    }
    guard !labels.isEmpty, labels.count == layers.count else { return nil }
    self = .layers(labels)
  }
}

/// One decision about the tokens of a sentence: some columns of the emissions, and the CRF that
/// reads them, or a softmax for each token.
///
/// T tokens of a sentence, K labels.
struct TaggerHead<S: Scalar>: Sendable {
  /// The K columns of the emissions.
  let columns: Range<Int>
  /// `nil` where each token is decided on by itself.
  let crf: CRF<S>?

  /// The heads of what a tagger decides on, one behind the other.
  static func heads(
    of targets: TaggerTargets, configuration: TaggerConfiguration, layout: inout ParameterLayout
  ) -> [TaggerHead] {
    switch targets {
    case .spans(let tagset):
      let crf = layout.scope("crf") {
        CRF<S>(
          tags: tagset.count, layout: &$0, allowed: tagset.allows(_:before:),
          allowedFirst: tagset.allowsFirst, allowedLast: tagset.allowsLast)
      }
      return [TaggerHead(columns: 0..<tagset.count, crf: crf)]
    case .layers(let layers):
      var end = 0
      return layers.enumerated().map { index, labels in
        defer { end += labels.count }
        let hasCRF = configuration.usesTokenCRF && labels.count <= TaggerConfiguration.mostCRFLabels
        let crf =
          hasCRF ? layout.scope("crf\(index)") { CRF<S>(tags: labels.count, layout: &$0) } : nil
        return TaggerHead(columns: end..<end + labels.count, crf: crf)
      }
    }
  }

  /// The sum of the negative log-likelihoods of a sentence's labels times `scale`; tokens without a
  /// label add nothing, and nor do sentences with such tokens under a CRF.
  ///
  /// - Parameters:
  ///   - rows: of the tokens in the emissions.
  ///   - tags: T indices of labels, negative for none.
  ///   - emissions: of the batch.
  ///   - demissions: of the batch; the columns of the head are written.
  ///   - gradients: of the CRF's scores, if there is one.
  func loss(
    _ prepared: CRF<S>.Prepared?, rows: [Int], tags: UnsafePointer<Int32>, scale: S,
    emissions: Matrix<S>, demissions: Matrix<S>, gradients: CRF<S>.ScoreGradients?,
    _ arena: Arena<S>
  ) -> Double {
    let count = columns.count
    guard let crf, let prepared, let gradients else {
      let (logits, dlogits) = (emissions.columns(columns), demissions.columns(columns))
      var loss = 0.0
      for (step, row) in rows.enumerated() {
        loss += CrossEntropy<S>()(
          logits: logits.rows(row..<row + 1), targets: tags + step, scale: scale,
          dlogits: dlogits.rows(row..<row + 1))
      }
      return loss * Double(scale)
    }
    let gradient = arena.matrix(rows.count, count)
    var loss = 0.0
    if rows.indices.allSatisfy({ tags[$0] >= 0 }) {
      let gathered = arena.matrix(rows.count, count)
      for (step, row) in rows.enumerated() {
        gathered.row(step).update(from: emissions.row(row) + columns.lowerBound, count: count)
      }
      loss = crf.negativeLogLikelihood(
        prepared, emissions: gathered, tags: tags, scale: scale, demissions: gradient,
        gradients: gradients, arena: arena)
    } else {
      gradient.fill(0)
    }
    for (step, row) in rows.enumerated() {
      (demissions.row(row) + columns.lowerBound).update(from: gradient.row(step), count: count)
    }
    return loss
  }

  /// The best label of each token of a sentence.
  ///
  /// - Parameters:
  ///   - emissions: of the sentence, [T, all columns]. Under a CRF those of impossible labels are
  ///     overwritten.
  ///   - isPossible: whether a label can stand at a token; where none can, the best one is given.
  func decode(
    _ prepared: CRF<S>.Prepared?, emissions: Matrix<S>,
    isPossible: ((_ step: Int, _ label: Int) -> Bool)? = nil
  ) -> [Int] {
    let scores = emissions.columns(columns)
    if let crf, let prepared {
      if let isPossible { Self.exclude(scores, labels: columns.count, isPossible) }
      return crf.decode(prepared, emissions: scores).tags
    }
    let isPossible = isPossible ?? { _, _ in true }
    return (0..<scores.rows).map { step in
      let row = UnsafeBufferPointer(start: scores.row(step), count: columns.count)
      let best = Self.argmax(row)
      if isPossible(step, best) { return best }
      let others = row.indices.sorted { row[$0] > row[$1] }
      return others.first { isPossible(step, $0) } ?? best
    }
  }

  /// Takes from labels that cannot stand at a token what they could win with, where others can.
  private static func exclude(
    _ scores: Matrix<S>, labels: Int, _ isPossible: (_ step: Int, _ label: Int) -> Bool
  ) {
    for step in 0..<scores.rows {
      let others = (0..<labels).filter { !isPossible(step, $0) }
      if others.count == labels { continue }
      for label in others { scores.row(step)[label] = -1e6 }
    }
  }

  private static func argmax(_ values: UnsafeBufferPointer<S>) -> Int {
    var best = 0
    for index in 1..<max(1, values.count) where values[index] > values[best] { best = index }
    return best
  }
}
