import Neural

/// Fine-tuning: a classifier that starts from what another one has learned.
///
/// The new classifier has the other one's architecture, tokenizer and vectors, and its vocabularies
/// with the words of the new corpus added. Weights of words are copied by their names, as are those
/// of labels that both have, and for the sake of these all n-grams that the other one knows.
extension ClassifierFeatures {
  /// These vocabularies with those of a trained classifier and its vectors.
  ///
  /// - Parameters:
  ///   - ngrams: whether the trained classifier's n-grams are added, too.
  ///   - classes: the columns of each n-gram's weights.
  func adding(_ base: ClassifierFeatures, ngrams: Bool, classes: Int) -> ClassifierFeatures {
    ClassifierFeatures(
      attributes: zip(base.attributes, attributes).map { old, new in
        (old.attribute, old.vocabulary.adding(new.vocabulary))
      },
      ngrams: ngrams
        ? self.ngrams.adding(
          trained: base.ngrams, maximum: configuration.maximumNGrams(classes: classes))
        : self.ngrams,
      configuration: configuration, vectors: base.vectors, embedder: base.embedder)
  }
}

extension TextClassifier {
  /// Copies the weights into those of a new classifier with the same configuration.
  ///
  /// - Parameter classes: for each class of the new classifier that of this one, if it has it.
  func transferWeights(
    to weights: Weights<Float>, features new: ClassifierFeatures, classes: [Int?]
  ) {
    weights.transfer(from: self.weights) { entry in
      for (attribute, old) in zip(new.attributes, features.attributes)
      where entry.name == "\(attribute.attribute.rawValue)s.weight" {
        return (attribute.vocabulary.indices(in: old.vocabulary), nil)
      }
      switch entry.name {
      case "ngrams.weight":
        return (new.ngrams.hashes.map { features.ngrams.row(of: $0).map(Int.init) }, classes)
      case "output.weight": return (classes, nil)
      case "output.bias", "ngrams.bias": return (nil, classes)
      default: return (nil, nil)
      }
    }
  }
}
