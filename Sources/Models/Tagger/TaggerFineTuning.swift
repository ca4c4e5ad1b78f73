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

extension SequenceTagger {
  /// Copies the weights into those of a new tagger with the same configuration.
  func transferWeights(
    to weights: Weights<Float>, features new: TaggerFeatures, tagset newTagset: Tagset
  ) {
    let trained = Dictionary(
      uniqueKeysWithValues: (0..<tagset.count).map { (tagset.name(of: $0), $0) })
    let tags = (0..<newTagset.count).map { trained[newTagset.name(of: $0)] }
    weights.transfer(from: self.weights) { entry in
      for (attribute, old) in zip(new.attributes, features.attributes)
      where entry.name == "\(attribute.attribute.rawValue)s.weight" {
        return (attribute.vocabulary.indices(in: old.vocabulary), nil)
      }
      switch entry.name {
      case "characters.weight":
        return (new.characters.indices(in: features.characters), nil)
      case "corpora.weight":
        return (features.corpora.flatMap { new.corpora?.indices(in: $0) }, nil)
      case "output.weight": return (tags, nil)
      case "output.bias", "crf.start_transitions", "crf.end_transitions": return (nil, tags)
      case "crf.transitions": return (tags, tags)
      default: return (nil, nil)
      }
    }
  }
}
