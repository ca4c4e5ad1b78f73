import Text

/// What a document may have beside its words, so what a format may have no place for.
public struct DocumentParts: OptionSet, Sendable, Hashable {
  public let rawValue: Int

  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// A name of the document.
  public static let identifier = DocumentParts(rawValue: 1)
  /// Classes of the document.
  public static let classes = DocumentParts(rawValue: 2)
  /// Entities with their labels.
  public static let entities = DocumentParts(rawValue: 4)
  /// Tokens that came with the corpus.
  public static let tokens = DocumentParts(rawValue: 8)
  /// White space other than a space between tokens and a line end between sentences.
  public static let spacing = DocumentParts(rawValue: 16)
  /// What is known about each token, such as its part of speech.
  public static let layers = DocumentParts(rawValue: 32)

  /// What the text becomes, such as its translation.
  public static let target = DocumentParts(rawValue: 64)

  /// The file of sound that the text is spoken in.
  public static let recording = DocumentParts(rawValue: 128)

  /// Each part alone.
  public static let all: [DocumentParts] = [
    .identifier, .classes, .entities, .tokens, .spacing, .layers, .target,
    .recording,
  ]

  /// What people call the parts in the set.
  public var names: [String] {
    zip(
      Self.all,
      [
        "names", "classes", "entities", "tokens", "line ends and spaces", "layers of tokens",
        "targets", "recordings",
      ]
    ).filter { contains($0.0) }.map(\.1)
  }

  /// The parts that a document has.
  init(of document: Document) {
    self = []
    if document.identifier != nil { insert(.identifier) }
    if !document.labels.isEmpty { insert(.classes) }
    if !document.spans.isEmpty { insert(.entities) }
    if document.hasGoldTokens { insert(.tokens) }
    if !document.layers.isEmpty { insert(.layers) }
    if document.target != nil { insert(.target) }
    if document.recording != nil { insert(.recording) }
    if !document.isSentencePerLine { insert(.spacing) }
  }
}

extension Document {
  /// Whether its sentences stand one a line, and nothing but spaces stands between their tokens: so
  /// column files give a text back.
  ///
  /// - Complexity: O(n) in the length of the text.
  fileprivate var isSentencePerLine: Bool {
    var text = text
    return text.withUTF8 { bytes in
      var end = 0
      for sentence in sentences {
        for (position, index) in sentence.tokens.enumerated() {
          let gap = bytes[end..<tokens[index].range.lowerBound]
          if position > 0 {
            guard gap.allSatisfy({ $0 == 0x20 }) else { return false }
          } else {
            guard gap.elementsEqual(end == 0 ? [] : [0x0A]) else { return false }
          }
          end = tokens[index].range.upperBound
        }
      }
      return end == bytes.count
    }
  }
}
