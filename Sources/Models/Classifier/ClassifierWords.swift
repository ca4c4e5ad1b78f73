/// Word types by number, as the recurrent part of a classifier reads them.
struct ClassifierWords: Sendable {
  let count: Int
  /// The index of each type's value, by attribute.
  let attributes: [[Int32]]
  /// The columns of vectors from plain text; 0 without them.
  let dimension: Int
  /// These vectors, one after the other.
  let vectors: [Float]

  init(_ encodings: [ClassifierFeatures.Encoding], features: ClassifierFeatures) {
    count = encodings.count
    attributes = features.attributes.indices.map { attribute in
      encodings.map { $0.attributes[attribute] }
    }
    dimension = features.vectors?.dimension ?? 0
    vectors = dimension == 0 ? [] : encodings.flatMap(\.vector)
  }
}
