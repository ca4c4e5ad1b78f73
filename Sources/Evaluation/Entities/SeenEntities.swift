import Text

/// Scores apart for entities that occur in the training data and those that do not.
///
/// An entity is seen if the training data have the same text, letter by letter, with the same
/// label. What was found is divided in the same way, so that precision is defined for both parts,
/// too.
public struct SeenEntities: Sendable {
  private struct Entity: Hashable {
    var text: String
    var label: String
  }

  private var known: Set<Entity> = []
  /// Entities whose words the training has with the same label.
  public private(set) var seen = PrecisionRecall()
  /// All others.
  public private(set) var unseen = PrecisionRecall()

  /// Starts with nothing counted.
  public init() {}

  /// The number of different entities in the training data.
  public var knownCount: Int { known.count }

  /// Adds a sentence of the training data; its predicted entities are not looked at.
  public mutating func learn(_ example: EntityExample) {
    let bytes = Array(example.text.utf8)
    for span in example.gold { known.insert(Self.entity(span, bytes)) }
  }

  /// Scores a sentence.
  ///
  /// - Precondition: the spans lie within the text.
  public mutating func add(_ example: EntityExample) {
    let bytes = Array(example.text.utf8)
    var found: Set<Span> = []
    for span in example.predicted {
      guard found.insert(Span(range: span.range, label: span.label)).inserted else { continue }
      count(PrecisionRecall(found: 1), Self.entity(span, bytes))
    }
    for span in Set(example.gold.map { Span(range: $0.range, label: $0.label) }) {
      count(
        PrecisionRecall(correct: found.contains(span) ? 1 : 0, gold: 1), Self.entity(span, bytes))
    }
  }

  private mutating func count(_ added: PrecisionRecall, _ entity: Entity) {
    if known.contains(entity) { seen += added } else { unseen += added }
  }

  private static func entity(_ span: Span, _ bytes: [UInt8]) -> Entity {
    Entity(text: String(decoding: bytes[span.range], as: UTF8.self), label: span.label)
  }
}
