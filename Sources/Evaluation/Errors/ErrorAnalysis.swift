/// What a classifier or a tagger confuses with what, and the mistakes of which it was surest.
///
/// A mistake that a good system is sure of is often one of the gold data.
public struct ErrorAnalysis: Sendable {
  /// Mistakes of one kind that take one label for another.
  public struct Confusion: Sendable, Hashable {
    /// What kind of mistake it is.
    public var kind: Mistake.Kind
    /// The right label; `nil` where there is nothing.
    public var gold: String?
    /// The predicted label; `nil` where nothing was found.
    public var predicted: String?
    /// How often it happened.
    public var count: Int
    /// The share of what has the gold label; `nil` where there is no gold label.
    public var share: Double?
    /// The surest of them first.
    public var examples: [Mistake]
  }

  private struct Key: Hashable {
    var kind: Mistake.Kind
    var gold: String?
    var predicted: String?
  }

  private struct Entry {
    var count = 0
    var examples: SurestMistakes
  }

  /// The most mistakes that are kept.
  public let mistakeLimit: Int
  /// The most examples that are kept of a confusion.
  public let exampleLimit: Int
  /// The texts so far.
  public private(set) var items = 0
  /// The texts in which something is wrong.
  public private(set) var wrongItems = 0
  /// The mistakes of each kind.
  public private(set) var counts: [Mistake.Kind: Int] = [:]
  /// How often each label is right.
  public private(set) var goldCounts: [String: Int] = [:]
  private var surest: SurestMistakes
  private var entries: [Key: Entry] = [:]

  /// - Precondition: both limits are at least 0.
  public init(mistakes mistakeLimit: Int = 100, examplesPerConfusion exampleLimit: Int = 3) {
    precondition(mistakeLimit >= 0 && exampleLimit >= 0)
    self.mistakeLimit = mistakeLimit
    self.exampleLimit = exampleLimit
    surest = SurestMistakes(limit: mistakeLimit)
  }

  /// All mistakes.
  public var mistakeCount: Int { counts.values.reduce(0, +) }

  /// The mistakes of which the system was surest, the surest first. Where confidences are unknown,
  /// the first ones.
  public var mistakes: [Mistake] { surest.mistakes }

  /// The confusions, the most frequent first.
  public var confusions: [Confusion] {
    entries.map { key, entry in
      Confusion(
        kind: key.kind, gold: key.gold, predicted: key.predicted, count: entry.count,
        share: key.gold.flatMap { goldCounts[$0] }.map { Double(entry.count) / Double(max(1, $0)) },
        examples: entry.examples.mistakes)
    }.sorted {
      ($1.count, $0.gold ?? "", $0.predicted ?? "", $0.kind.rawValue)
        < ($0.count, $1.gold ?? "", $1.predicted ?? "", $1.kind.rawValue)
    }
  }

  /// Counts a text.
  ///
  /// - Parameters:
  ///   - gold: all labels that are right in it, with repetitions.
  ///   - mistakes: what is wrong in it.
  /// - Complexity: O(the limits) for each mistake.
  public mutating func add(gold: some Sequence<String>, mistakes: [Mistake]) {
    items += 1
    for label in gold { goldCounts[label, default: 0] += 1 }
    if mistakes.isEmpty { return }
    wrongItems += 1
    for mistake in mistakes {
      counts[mistake.kind, default: 0] += 1
      surest.add(mistake)
      let key = Key(kind: mistake.kind, gold: mistake.gold, predicted: mistake.predicted)
      entries[key, default: Entry(examples: SurestMistakes(limit: exampleLimit))].count += 1
      entries[key]?.examples.add(mistake)
    }
  }
}
