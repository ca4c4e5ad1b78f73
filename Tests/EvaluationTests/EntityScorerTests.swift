import Evaluation
import Testing
import Text

@Suite("Entity scorer")
struct EntityScorerTests {
  @Test("an entity is correct only with the right start, end and label")
  func exactMatch() {
    var scorer = EntityScorer()
    scorer.add(
      gold: ["B-PER", "I-PER", "O", "B-LOC", "O", "B-ORG"],
      predicted: ["B-PER", "I-PER", "O", "B-ORG", "B-LOC", "O"])
    let report = scorer.report
    #expect(report.overall == PrecisionRecall(correct: 1, found: 3, gold: 3))
    #expect(report.byLabel["PER"] == PrecisionRecall(correct: 1, found: 1, gold: 1))
    #expect(report.byLabel["LOC"] == PrecisionRecall(correct: 0, found: 1, gold: 1))
    #expect(report.f1 == 1.0 / 3)
    #expect(report.tokenAccuracy == 0.5)
  }

  @Test("what has no denominator is undefined, never 0")
  func undefined() {
    var scorer = EntityScorer()
    #expect(scorer.report.tokenAccuracy == nil)
    scorer.add(gold: [], predicted: [])
    scorer.add(gold: ["O", "O"], predicted: ["O", "O"])
    var report = scorer.report
    #expect(report.precision == nil && report.recall == nil && report.f1 == nil)
    #expect(report.macro.f1 == nil && report.weighted.f1 == nil)
    #expect(report.tokenAccuracy == 1)
    scorer.add(gold: ["B-X"], predicted: ["O"])
    report = scorer.report
    #expect(report.precision == nil)
    #expect(report.recall == 0)
    #expect(report.f1 == 0)
  }

  @Test("lenient reading counts I I for B I, strict reading does not")
  func lenientAgainstStrict() {
    let gold = ["B-PER", "I-PER", "O"]
    let predicted = ["I-PER", "I-PER", "O"]
    for (reading, correct) in [(TagReading.lenient, 1), (.conlleval, 1), (.strict(.bio), 0)] {
      var scorer = EntityScorer(reading: reading)
      scorer.add(gold: gold, predicted: predicted)
      #expect(scorer.report.overall.correct == correct, "\(reading)")
    }
  }

  @Test("the script's reading counts starts, also of entities that no rule ends")
  func scriptCountsStarts() {
    // Between L and B of one label nothing ends, but something starts.
    let tags = ["B-X", "L-X", "B-X"]
    var script = EntityScorer(reading: .conlleval)
    script.add(gold: tags, predicted: tags)
    #expect(script.report.overall == PrecisionRecall(correct: 1, found: 2, gold: 2))
    var lenient = EntityScorer()
    lenient.add(gold: tags, predicted: tags)
    #expect(lenient.report.overall == PrecisionRecall(correct: 1, found: 1, gold: 1))
  }

  @Test("sentences do not run into each other")
  func sentenceBoundary() {
    var scorer = EntityScorer()
    scorer.add(gold: ["B-PER"], predicted: ["B-PER"])
    scorer.add(gold: ["I-PER"], predicted: ["I-PER"])
    #expect(scorer.report.overall == PrecisionRecall(correct: 2, found: 2, gold: 2))
  }

  @Test("tags written in a scheme are read back, strictly and, but for BILOU, leniently")
  func wellFormedTagsRoundTrip() {
    var random = TestRandom(seed: 7)
    for _ in 0..<500 {
      let count = random.below(12)
      var spans: [TokenSpan] = []
      var start = 0
      while start < count {
        if random.below(3) > 0 {
          let end = min(count, start + 1 + random.below(3))
          spans.append(TokenSpan(tokens: start..<end, label: ["PER", "A-B"][random.below(2)]))
          start = end
        } else {
          start += 1
        }
      }
      for scheme in [TagScheme.bio, .iob1, .bioes, .bilou] {
        let tags = scheme.tags(for: spans, count: count)
        #expect(TagReading.strict(scheme).spans(in: tags) == spans, "\(tags)")
        if scheme != .bilou { #expect(TagReading.lenient.spans(in: tags) == spans, "\(tags)") }
      }
    }
  }

  @Test("scores by tags, by token spans and by byte spans agree")
  func spansAndTagsAgree() {
    var random = TestRandom(seed: 11)
    var byTags = EntityScorer()
    var byTokens = EntityScorer()
    var byBytes = EntityScorer()
    for _ in 0..<200 {
      let gold = random.tags(count: random.below(10))
      let predicted = random.corrupted(gold)
      byTags.add(gold: gold, predicted: predicted)
      let goldSpans = TagReading.lenient.spans(in: gold)
      let predictedSpans = TagReading.lenient.spans(in: predicted)
      byTokens.add(goldSpans: goldSpans.reversed(), predictedSpans: predictedSpans)
      func bytes(_ spans: [TokenSpan]) -> [Span] {
        spans.map {
          Span(range: $0.tokens.lowerBound * 3..<$0.tokens.upperBound * 3, label: $0.label)
        }
      }
      byBytes.add(
        goldSpans: bytes(goldSpans), predictedSpans: bytes(predictedSpans + predictedSpans))
    }
    #expect(byTags.report.overall.correct > 0)
    #expect(byTokens.report.byLabel == byTags.report.byLabel)
    #expect(byBytes.report.byLabel == byTags.report.byLabel)
  }

  @Test("merged scorers count what one scorer counts, sentence by sentence")
  func merge() {
    var random = TestRandom(seed: 3)
    var whole = EntityScorer(reading: .lenient, keepsSentences: true)
    var parts = [whole, whole]
    for part in 0...1 {
      for _ in 0..<50 {
        let gold = random.tags(count: 8, labels: part == 0 ? ["A", "B"] : ["C", "B", "D"])
        let predicted = random.corrupted(gold)
        whole.add(gold: gold, predicted: predicted)
        parts[part].add(gold: gold, predicted: predicted)
      }
    }
    parts[0].merge(parts[1])
    #expect(parts[0].report == whole.report)
    #expect(parts[0].sentenceCounts == whole.sentenceCounts)
    let sum = whole.sentenceCounts.reduce(PrecisionRecall()) { $0 + $1.overall }
    #expect(sum == whole.report.overall)
  }

  @Test("many distinct tags are kept apart")
  func manyTags() {
    let tags = (0..<5000).map { "B-L\($0)" }
    var scorer = EntityScorer()
    scorer.add(gold: tags, predicted: tags)
    #expect(scorer.report.overall == PrecisionRecall(correct: 5000, found: 5000, gold: 5000))
    #expect(scorer.report.labels.count == 5000)
  }

  @Test("an undefined label counts as 0 in a macro average, or is left out on request")
  func macroOfUndefined() {
    let labels = [
      PrecisionRecall(correct: 1, found: 1, gold: 1),
      PrecisionRecall(correct: 0, found: 0, gold: 2),
    ]
    #expect(labels.average(.macro).precision == 0.5)
    #expect(labels.average(.macro, undefined: .skip).precision == 1)
    #expect(labels.average(.weighted).recall == 1.0 / 3)
    #expect([PrecisionRecall]().average(.macro).f1 == nil)
  }

  @Test("a reading's name finds it again")
  func readingNames() {
    let readings: [TagReading] =
      [.lenient, .conlleval, .strictIOE1, .strictIOE2] + TagScheme.allCases.map { .strict($0) }
    #expect(Set(readings.map(\.name)).count == readings.count)
    for reading in readings { #expect(TagReading(name: reading.name) == reading) }
    #expect(TagReading(name: "strict-bioes") == .strict(.bioes))
    #expect(TagReading(name: "loose") == nil)
  }

  @Test("a signature says what was measured and cannot be forged by a value")
  func signature() {
    let signature = Signature(
      metric: "f1", reading: .strict(.bio), averaging: .micro, split: "00ff", model: "a|seed:3",
      seed: 1)
    #expect(
      signature.description
        == "f1|read:strict-IOB2|average:micro|split:00ff|model:a_seed:3|seed:1|version:"
        + Signature.version)
    #expect(signature.with(metric: "recall").description.hasPrefix("recall|read:"))
  }
}
