/// What is known about each token of a document in one respect, such as its part of speech.
public struct TokenLayer: Sendable, Hashable {
  /// The name: that of a column of CoNLL-U, see ``columns``, or another.
  public var name: String
  /// The value of each token, by its index in ``Document/tokens``; `nil` for a token without one.
  public var values: [String?]

  /// Sets every property.
  public init(name: String, values: [String?]) {
    self.name = name
    self.values = values
  }

  /// The layers that CoNLL-U has columns for, in their order: the dictionary form, the universal
  /// part of speech, that of the language, and the morphological features.
  public static let columns = ["lemma", "upos", "xpos", "feats"]

  /// The layer with the words of a token that are not in the text, apart by spaces: `de o` for the
  /// Portuguese "do". Such a token has as many values in the layers of ``columns``, also apart by
  /// spaces. The value of another token is ``itself``.
  public static let words = "words"
  /// The value of the layer ``words`` for a token that is one word.
  public static let itself = "_"
}

extension Document {
  /// The values of a layer, one for each token; `nil` if the document has no such layer.
  public func values(of layer: String) -> [String?]? {
    layers.first { $0.name == layer }?.values
  }

  /// Puts a layer in the place of one of its name, or behind the others.
  ///
  /// - Precondition: there is one value for each token.
  public mutating func set(_ layer: TokenLayer) {
    precondition(layer.values.count == tokens.count)
    if let index = layers.firstIndex(where: { $0.name == layer.name }) {
      layers[index] = layer
    } else {
      layers.append(layer)
    }
  }
}
