/// BLEU, chrF, chrF++ and TER of the same segments.
public struct TranslationScorer: Sendable {
  /// How BLEU is computed.
  public let bleu: BLEU
  /// How chrF is computed.
  public let chrF: ChrF
  /// How TER is computed.
  public let ter: TER
  private var bleuItems: ItemStatistics
  private var chrFSums: ChrF.Counts
  private var chrFPlusPlusSums: ChrF.Counts
  private var terCounts = TER.Counts()
  /// The number of segments.
  public private(set) var segments = 0
  /// The most references that a segment had.
  public private(set) var references = 0

  /// Starts with no segments.
  public init(bleu: BLEU = BLEU(), chrF: ChrF = ChrF(), ter: TER = TER()) {
    self.bleu = bleu
    self.chrF = chrF
    self.ter = ter
    bleuItems = ItemStatistics(width: 2 + 2 * bleu.maximumOrder)
    chrFSums = Self.zeros(chrF)
    chrFPlusPlusSums = Self.zeros(.plusPlus)
  }

  private static func zeros(_ chrF: ChrF) -> ChrF.Counts {
    [Double](repeating: 0, count: 3 * (chrF.characterOrder + chrF.wordOrder))
  }

  /// - Precondition: there is at least one reference.
  public mutating func add(hypothesis: String, references: [String]) {
    bleuItems.add(bleu.counts(hypothesis: hypothesis, references: references).row)
    let counts = chrF.counts(hypothesis: hypothesis, references: references)
    for (index, value) in counts.enumerated() { chrFSums[index] += value }
    let plusPlus = ChrF.plusPlus.counts(hypothesis: hypothesis, references: references)
    for (index, value) in plusPlus.enumerated() { chrFPlusPlusSums[index] += value }
    terCounts += ter.counts(hypothesis: hypothesis, references: references)
    segments += 1
    self.references = max(self.references, references.count)
  }

  /// In 0...100; `nil` without segments.
  public var bleuScore: Double? {
    segments > 0 ? bleu.result(row: bleuItems.sums).score : nil
  }

  /// In 0...100; `nil` without segments.
  public var chrFScore: Double? { segments > 0 ? chrF.score(chrFSums) : nil }

  /// chrF++, which counts words and pairs of words, too, in 0...100; `nil` without segments.
  public var chrFPlusPlusScore: Double? {
    segments > 0 ? ChrF.plusPlus.score(chrFPlusPlusSums) : nil
  }

  /// In percent, lower is better.
  public var terScore: Double? { ter.score(terCounts) }

  /// What each segment adds to BLEU, for resampling.
  public var items: ItemStatistics { bleuItems }
}
