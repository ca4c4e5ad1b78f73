import Evaluation
import EvaluationReports
import TestSupport
import Testing
import Text

/// The outputs of seqeval 1.2.2, of the conlleval port and of the original script.
///
/// Both tools print 0 (the port: 1 for precision, seqeval: NaN for the mean over no labels) where a
/// score is undefined, so undefined ones are mapped before they are compared.
@Suite("Entity scores against seqeval and conlleval")
struct EntityGoldenTests {
  static let seqeval = "seqeval.json"
  static let script = "data/metric-gold/conlleval-synthetic"

  static let strict: [String: TagReading] = [
    "IOB1": .strict(.iob1), "IOB2": .strict(.bio), "IOBES": .strict(.bioes),
    "BILOU": .strict(.bilou), "IOE1": .strictIOE1, "IOE2": .strictIOE2,
  ]

  static func score(_ reading: TagReading, _ gold: [[String]], _ predicted: [[String]])
    -> EntityReport
  {
    var scorer = EntityScorer(reading: reading)
    for (gold, predicted) in zip(gold, predicted) { scorer.add(gold: gold, predicted: predicted) }
    return scorer.report
  }

  static func compare(_ report: EntityReport, _ golden: JSON, _ name: String) {
    let averages = ["micro avg", "macro avg", "weighted avg"]
    #expect(report.labels == golden.keys.filter { !averages.contains($0) }, "\(name)")
    var rows: [(String, Double?, Double?, Double?, Int)] = report.labels.map { label in
      let score = report.byLabel[label] ?? PrecisionRecall()
      return (label, score.precision, score.recall, score.f1, score.gold)
    }
    for (kind, row) in zip([Averaging.micro, .macro, .weighted], averages) {
      let score = report.average(kind)
      rows.append((row, score.precision, score.recall, score.f1, score.support))
    }
    for (row, precision, recall, f1, support) in rows {
      let scores = [("precision", precision), ("recall", recall), ("f1-score", f1)]
      for (score, value) in scores {
        let expected = golden[row][score].double
        let mapped = value ?? (expected?.isNaN == true ? .nan : 0)
        #expect(agree(mapped, expected), "\(name) \(row) \(score)")
      }
      #expect(support == golden[row]["support"].int, "\(name) \(row) support")
    }
  }

  @Test("every seqeval case, default and strict")
  func seqevalCases() throws {
    let cases = try JSON(golden: Self.seqeval)["cases"].array
    #expect(cases.count == 74)
    for (number, golden) in cases.enumerated() {
      let gold = golden["y_true"].array.map(\.strings)
      let predicted = golden["y_pred"].array.map(\.strings)
      let scheme = try #require(golden["scheme"].string)
      let name = "case \(number) (\(scheme))"

      let lenient = Self.score(.lenient, gold, predicted)
      #expect(agree(lenient.tokenAccuracy, golden["default"]["token_accuracy"].double), "\(name)")
      if golden["default"]["report"]["error"] == .null {
        Self.compare(lenient, golden["default"]["report"], "\(name), default")
      } else {
        // seqeval fails where there is not one entity.
        #expect(lenient.overall == PrecisionRecall(), "\(name)")
      }

      let reading = try #require(Self.strict[scheme])
      for (tags, key) in [(gold, "entities_true"), (predicted, "entities_pred")] {
        let expected = golden["strict"][key].array.map { sentence in
          sentence.array.map { entity in
            TokenSpan(
              tokens: (entity[1].int ?? -1)..<(entity[2].int ?? -1), label: entity[0].string ?? "")
          }
        }
        #expect(tags.map(reading.spans(in:)) == expected, "\(name), \(key)")
      }
      let strict = Self.score(reading, gold, predicted)
      if golden["strict"]["report"]["error"] == .null {
        Self.compare(strict, golden["strict"]["report"], "\(name), strict")
      } else {
        #expect(strict.overall == PrecisionRecall(), "\(name), strict")
      }

      if golden["conlleval"] != .null {
        let report = Self.score(.conlleval, gold, predicted)
        let overall = golden["conlleval"]["overall"]["chunks"]
        #expect(report.overall.gold == overall["stats"]["gold"].int, "\(name)")
        #expect(report.overall.found == overall["stats"]["pred"].int, "\(name)")
        #expect(report.overall.correct == overall["stats"]["correct"].int, "\(name)")
        #expect(agree(report.precision ?? 1, overall["evals"]["prec"].double), "\(name)")
        #expect(agree(report.recall ?? 0, overall["evals"]["rec"].double), "\(name)")
        let tags = golden["conlleval"]["overall"]["tags"]["stats"]
        #expect(report.equalTags == tags["correct"].int, "\(name)")
      }
    }
  }

  @Test("six files scored by the original script", .enabled(if: SharedData.has(script)))
  func originalScript() throws {
    let expected = try SharedData.json("data/metric-gold/seqeval-expected.json")
    let files = ["noisy-20", "noisy-5", "perfect", "random-all", "spans-iob1", "spans-iob2"]
    for file in files {
      var gold: [[String]] = [[]]
      var predicted: [[String]] = [[]]
      for line in try SharedData.lines("\(Self.script)/\(file).conll") {
        let columns = line.split(separator: " ").map(String.init)
        if columns.count < 3 {
          gold.append([])
          predicted.append([])
        } else {
          gold[gold.count - 1].append(columns[1])
          predicted[predicted.count - 1].append(columns[2])
        }
      }
      for reading in [TagReading.lenient, .conlleval] {
        let report = Self.score(reading, gold, predicted)
        let printed = try SharedData.lines("\(Self.script)/\(file).expected")
        #expect(report.conllevalText.split(separator: "\n").map(String.init) == printed)
      }
      let golden = expected["conlleval-synthetic/\(file).conll"]
      Self.compare(Self.score(.lenient, gold, predicted), golden["default"]["report"], file)
      for scheme in ["IOB1", "IOB2"] {
        let reading = try #require(Self.strict[scheme])
        Self.compare(
          Self.score(reading, gold, predicted), golden["strict-\(scheme)"]["report"],
          "\(file) strict \(scheme)")
      }
    }
  }
}
