import Models
import Neural
import TestSupport
import Testing
import Text

/// Finite differences in Double over every parameter of a tagger: words that repeat, unknown ones,
/// and more sentences than a shard has.
struct TaggerNetworkTests {
  @Test(arguments: CellKind.allCases, [false, true])
  func gradientsWithDropout(cell: CellKind, isVariational: Bool) {
    check(cell, isVariational: isVariational, seed: 7)
  }

  @Test func gradientsWithoutDropout() {
    check(.lstm, isVariational: false, seed: nil)
  }

  @Test func gradientsOfWordsAlone() {
    check(.gru, isVariational: false, seed: 3) {
      $0.characterSize = 0
      $0.attributeSize = 0
      $0.bidirectional = false
      $0.layers = 1
    }
  }

  /// With states of language models, vectors of corpora and sentences that count less.
  @Test(arguments: [nil, UInt64(5)])
  func gradientsOfWordsInContext(seed: UInt64?) {
    check(.lstm, isVariational: false, seed: seed, contextualSize: 4) {
      $0.contextualSize = 3
      $0.corpusSize = 2
      $0.layers = 1
    }
  }

  /// With names of a gazetteer, one of which has two labels.
  @Test(arguments: [nil, UInt64(5)])
  func gradientsWithKnownNames(seed: UInt64?) {
    let names = Gazetteer([
      (name: "Ada met", label: "PER"), (name: "Rome", label: "LOC"), (name: "Bob", label: "LOC"),
      (name: "Bob", label: "PER"),
    ])
    check(.lstm, isVariational: true, seed: seed, gazetteer: names) { $0.corpusSize = 2 }
  }

  /// With labels of tokens in place of spans: a softmax or a CRF for each of two layers, some
  /// tokens without a label.
  @Test(arguments: [false, true], [nil, UInt64(5)])
  func gradientsOfLayers(hasCRF: Bool, seed: UInt64?) {
    check(.lstm, isVariational: true, seed: seed, layers: ["upos", "lemma"]) {
      $0.usesTokenCRF = hasCRF
      $0.minimumRuleCount = 1
      $0.layers = 1
    }
  }

  private func check(
    _ cell: CellKind, isVariational: Bool, seed: UInt64?, contextualSize: Int = 0,
    gazetteer: Gazetteer? = nil, layers: [String] = [],
    change: (inout TaggerConfiguration) -> Void = { _ in }
  ) {
    var configuration = TaggerConfiguration()
    configuration.cell = cell
    configuration.hidden = 3
    configuration.layers = 2
    configuration.wordSize = 3
    configuration.minimumWordCount = 2
    configuration.characterSize = 2
    configuration.characterHidden = 2
    configuration.attributeSize = 2
    configuration.dropout = 0.3
    configuration.variationalDropout = isVariational
    change(&configuration)

    let words = ["Ada", "met", "Bob", "in", "Rome", ".", "Ada", "42", "Bob"]
    let tagset = Tagset(labels: ["LOC", "PER"])
    var random = SeededRandom(11)
    let lengths = [3, 1, 5, 2, 4, 1, 2, 3, 1, 2]
    let sentences = lengths.map { length in
      let chosen = (0..<length).map { _ in words[Int.random(in: words.indices, using: &random)] }
      return LabelledSentence(
        words: chosen,
        spans: length < 3
          ? [TokenSpan(tokens: 0..<1, label: "LOC")]
          : [TokenSpan(tokens: 0..<length - 1, label: "PER")],
        labels: layers.enumerated().map { index, _ in
          chosen.map { word in
            if length == 4 { return nil }
            if index == 0 { return String(word.count) }
            return word == "met" ? "meet" : word.lowercased()
          }
        })
    }
    let targets =
      TaggerTargets(
        layers: layers, sentences: sentences, configuration: configuration) ?? .spans(tagset)
    var counts: [String: Int] = [:]
    for word in words { counts[word, default: 0] += 1 }
    let features = TaggerFeatures(
      wordCounts: counts, configuration: configuration, corpora: ["news": 3, "novels": 2],
      gazetteer: gazetteer)
    let contextual =
      contextualSize == 0
      ? nil
      : ContextualVectors(
        rows: lengths.reduce(0, +), size: contextualSize,
        elements: random.normals(lengths.reduce(0, +) * contextualSize, deviation: 1).map(
          Float.init))
    var token = 0
    var types = WordTypes(features: features)
    let batch = TaggerBatch(
      sentences.enumerated().map { index, sentence in
        defer { token += sentence.words.count }
        return TaggerBatch.Sentence(
          types: sentence.words.map { types.index(of: $0) },
          tags: sentence.tags(targets), firstToken: token, corpus: Int32(index % 3),
          weight: index % 2 == 0 ? 1 : 0.5,
          names: features.nameColumns(of: sentence.words))
      }, attributeCount: features.attributeCount, contextual: contextual,
      encoding: types.encoding(of:))

    let network = TaggerNetwork<Double>(
      configuration: configuration, features: features, targets: targets,
      contextualSize: contextualSize)
    let weights = Weights<Double>(layout: network.layout, forTraining: true)
    for entry in network.layout.entries {
      guard let reference = network.layout.reference(named: entry.name) else { continue }
      weights.setElements(of: reference, to: random.normals(entry.count, deviation: 0.5))
    }
    let gradients = Gradients<Double>(layout: network.layout)
    let workspace = TaggerNetwork<Double>.Workspace()
    func loss() -> Double {
      weights.repack()
      gradients.reset()
      return network.loss(
        weights, batch, workspace, gradients: gradients, seed: seed, .serial)
    }
    #expect(loss() > 0)
    let analytic = network.layout.entries.map { entry in
      network.layout.reference(named: entry.name).map { gradients[$0].elements() } ?? []
    }
    for (entry, gradients) in zip(network.layout.entries, analytic) {
      guard let matrix = network.layout.reference(named: entry.name).map({ weights[$0] }) else {
        continue
      }
      let values = UnsafeMutableBufferPointer(start: matrix.pointer, count: matrix.count)
      let check = GradientCheck(values, analytic: gradients, loss: loss)
      #expect(check.passes, "\(entry.name): \(check)")
    }
  }
}
