import Neural
import Text

/// Fine-tuning: a tagger that starts from what another one has learned.
///
/// The new tagger has the other one's architecture, its vectors and language models, and its
/// vocabularies with the words of the new corpus added. Weights of words, characters and labels
/// that both have are copied by their names; what is new starts at random.
extension TaggerFeatures {
  /// The vocabularies of a tagger with the words of a training split added.
  init(
    extending base: TaggerFeatures, wordCounts: [String: Int], corpora: [String: Int],
    configuration: TaggerConfiguration
  ) {
    let added = TaggerFeatures(
      wordCounts: wordCounts, configuration: configuration, corpora: corpora)
    self.init(
      attributes: zip(base.attributes, added.attributes).map { old, new in
        (old.attribute, old.vocabulary.adding(new.vocabulary))
      },
      characters: base.characters.adding(added.characters), vectors: base.vectors,
      corpora: base.corpora.map { $0.adding(added.corpora ?? Vocabulary(counts: [:])) },
      gazetteer: base.names?.gazetteer)
  }
}

extension Vocabulary {
  /// The words of both, their counts summed.
  fileprivate func adding(_ other: Vocabulary) -> Vocabulary {
    var counts: [String: Int] = [:]
    for vocabulary in [self, other] {
      for (word, count) in zip(vocabulary.words, vocabulary.counts).dropFirst() {
        counts[word, default: 0] = min(
          Self.maximumCount, counts[word, default: 0] + max(1, count))
      }
    }
    return Vocabulary(counts: counts)
  }

  /// For each word the index in another vocabulary; `nil` for one that it lacks.
  fileprivate func indices(in other: Vocabulary) -> [Int?] {
    [Vocabulary.unknown] + words.dropFirst().map { other.contains($0) ? other[$0] : nil }
  }
}

/// Copies the weights of a trained tagger into those of a new one, row by row and column by column.
struct WeightTransfer {
  private let base: SequenceTagger
  private let features: TaggerFeatures
  /// For each tag of the new tagger that of the trained one.
  private let tags: [Int?]

  init(from base: SequenceTagger, to features: TaggerFeatures, tagset: Tagset) {
    self.base = base
    self.features = features
    let trained = Dictionary(
      uniqueKeysWithValues: (0..<base.tagset.count).map { (base.tagset.name(of: $0), $0) })
    tags = (0..<tagset.count).map { trained[tagset.name(of: $0)] }
  }

  /// - Precondition: the weights are those of a network with the trained one's configuration, so
  ///   that all have equal shapes but those of words, characters, corpora and tags.
  func apply(to weights: Weights<Float>) {
    for entry in weights.layout.entries {
      let reference = weights.layout.reference(named: entry.name)!
      let old = base.weights[base.weights.layout.reference(named: entry.name)!].elements()
      let shape = base.weights.layout.entries.first { $0.name == entry.name }!
      let (rows, columns) = indices(of: entry)
      precondition(rows != nil || entry.rows == shape.rows)
      precondition(columns != nil || entry.columns == shape.columns)
      var new = weights[reference].elements()
      for row in 0..<entry.rows {
        guard let oldRow = rows.map({ $0[row] }) ?? row else { continue }
        for column in 0..<entry.columns {
          guard let oldColumn = columns.map({ $0[column] }) ?? column else { continue }
          new[row * entry.columns + column] = old[oldRow * shape.columns + oldColumn]
        }
      }
      weights.setElements(of: reference, to: new)
    }
    weights.repack()
  }

  /// The trained rows and columns of a parameter's; `nil` where they are the same.
  private func indices(of entry: ParameterLayout.Entry) -> (rows: [Int?]?, columns: [Int?]?) {
    for (new, old) in zip(features.attributes, base.features.attributes)
    where entry.name == "\(new.attribute.rawValue)s.weight" {
      return (new.vocabulary.indices(in: old.vocabulary), nil)
    }
    switch entry.name {
    case "characters.weight":
      return (features.characters.indices(in: base.features.characters), nil)
    case "corpora.weight":
      return (base.features.corpora.flatMap { features.corpora?.indices(in: $0) }, nil)
    case "output.weight": return (tags, nil)
    case "output.bias", "crf.start_transitions", "crf.end_transitions": return (nil, tags)
    case "crf.transitions": return (tags, tags)
    default: return (nil, nil)
    }
  }
}
