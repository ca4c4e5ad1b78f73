import Evaluation
import Foundation
import TestSupport
import Testing
import Text

enum MetricCases {
  private static let environment = ProcessInfo.processInfo.environment

  /// Where the inputs and outputs lie: a sample in `Golden`, or what `tools/compare-metrics` made.
  static let folder =
    environment["NLPTOOL_METRIC_CASES"]
    ?? GoldenFile.url(target: "EvaluationTests", "").path

  /// The families that were made; `nil` for all.
  static let families = environment["NLPTOOL_METRIC_FAMILIES"].map {
    $0.split(separator: ",").map(String.init)
  }

  /// Whether there is a corpus to measure the speed with.
  static var hasSpeed: Bool { FileManager.default.fileExists(atPath: folder + "/speed.json") }
}

/// Random inputs with the outputs of other tools; `tools/compare-metrics` makes them.
@Suite("Differences from other tools")
struct DifferentialTests {
  /// Calls `check` with each case of a family; a family without cases fails unless it was left out.
  static func forEach<Case: Decodable>(
    _ family: String, _ type: Case.Type, _ check: (Case, String) throws -> Void
  ) throws {
    if let families = MetricCases.families, !families.contains(family) { return }
    let folder = MetricCases.folder
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { $0.hasPrefix(family + ".") && $0.hasSuffix(".jsonl") }
    var total = 0
    for file in files {
      let data = try Data(contentsOf: URL(filePath: folder + "/" + file))
      for (index, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
        try check(try JSONDecoder().decode(type, from: Data(line)), "\(file) line \(index + 1)")
        total += 1
      }
    }
    #expect(total > 0, "\(folder): no cases of \(family)")
  }

  struct TaggingCase: Decodable {
    var gold: [[String]]
    var predicted: [[String]]
    var accuracy: Double
    var reports: [String: [String: [Double?]]?]
    var conlleval: [String: [Int]]
  }

  @Test("tagging: seqeval in every mode, and conlleval")
  func tagging() throws {
    try Self.forEach("tagging", TaggingCase.self) { one, name in
      for (readingName, expected) in one.reports {
        let reading = try #require(TagReading(name: readingName))
        let report = EntityGoldenTests.score(reading, one.gold, one.predicted)
        guard let expected else {
          // seqeval refuses tags that the scheme does not have.
          let allowed = (reading.prefixes ?? []) + ["O"]
          let tags = (one.gold + one.predicted).joined()
          #expect(
            tags.contains { !allowed.contains($0.first ?? "O") }
              || report.overall == PrecisionRecall(), "\(name) \(readingName)")
          continue
        }
        #expect(agree(report.tokenAccuracy, one.accuracy), "\(name)")
        compare(report, expected, "\(name) \(readingName)")
      }
      let report = EntityGoldenTests.score(.conlleval, one.gold, one.predicted)
      for (label, counts) in one.conlleval {
        let ours =
          label.isEmpty ? report.overall : report.byLabel[String(label.dropFirst())] ?? .init()
        #expect(
          ours == PrecisionRecall(correct: counts[0], found: counts[1], gold: counts[2]),
          "\(name) conlleval \(label): \(one.gold) \(one.predicted)")
      }
    }
  }

  private func compare(_ report: EntityReport, _ expected: [String: [Double?]], _ name: String) {
    var rows: [String: (Double?, Double?, Double?, Int)] = [:]
    for label in report.labels {
      let score = report.byLabel[label] ?? PrecisionRecall()
      rows[label] = (score.precision, score.recall, score.f1, score.gold)
    }
    for averaging in Averaging.allCases {
      let score = report.average(averaging)
      rows["\(averaging) avg"] = (score.precision, score.recall, score.fScore, score.support)
    }
    #expect(Set(rows.keys) == Set(expected.keys), "\(name)")
    for (label, row) in rows {
      guard let values = expected[label] else { continue }
      for (ours, theirs) in zip([row.0, row.1, row.2], values) {
        // Theirs is 0 where ours is undefined; a mean over no labels is undefined for both.
        #expect(agree(ours ?? 0, theirs ?? 0), "\(name) \(label)")
      }
      #expect(row.3 == values[3].map { Int($0) }, "\(name) \(label)")
    }
  }

  struct ClassificationCase: Decodable {
    var gold: [String]
    var predicted: [String]
    var beta: Double
    var values: [String: Double?]
    var confusion: [[Int]]
  }

  @Test("classification: scikit-learn")
  func classification() throws {
    try Self.forEach("classification", ClassificationCase.self) { one, name in
      var matrix = ConfusionMatrix()
      for (gold, predicted) in zip(one.gold, one.predicted) {
        matrix.add(gold: gold, predicted: predicted)
      }
      #expect(matrix.counts == one.confusion, "\(name)")
      var ours: [String: Double?] = [
        "accuracy": matrix.accuracy, "balanced_accuracy": matrix.balancedAccuracy,
        // scikit-learn says 0 where the correlation is undefined.
        "matthews": matrix.matthews ?? 0,
      ]
      for weights in ConfusionMatrix.KappaWeights.allCases {
        ours["kappa_\(weights)"] = matrix.kappa(weights: weights)
      }
      for averaging in Averaging.allCases {
        let scores = matrix.average(averaging, beta: one.beta)
        ours["precision_\(averaging)"] = scores.precision ?? 0
        ours["recall_\(averaging)"] = scores.recall ?? 0
        ours["f_\(averaging)"] = scores.fScore ?? 0
        ours["jaccard_\(averaging)"] = matrix.jaccard(averaging) ?? 0
      }
      #expect(Set(ours.keys) == Set(one.values.keys))
      for (key, value) in one.values {
        #expect(agree(ours[key] ?? nil, value), "\(name) \(key)")
      }
    }
  }

  struct ProbabilityCase: Decodable {
    var gold: [Int]
    var rows: [[Double]]
    var relevant: [[Bool]]
    var values: [String: Double]
  }

  @Test("probabilities and rankings: scikit-learn")
  func probabilities() throws {
    try Self.forEach("probabilities", ProbabilityCase.self) { one, name in
      var scores = ClassProbabilities(labels: one.rows[0].indices.map(String.init))
      var ranking = LabelRanking()
      for (index, row) in one.rows.enumerated() {
        try scores.add(gold: String(one.gold[index]), probabilities: row)
        try ranking.add(isRelevant: one.relevant[index], scores: row)
      }
      var ours: [String: Double?] = [
        "log_loss": scores.logLoss, "brier": scores.brier, "top_2": scores.topAccuracy(2),
        "ranking_precision": ranking.averagePrecision, "ranking_loss": ranking.loss,
        "ranking_coverage": ranking.coverageError,
      ]
      for averaging in Averaging.allCases {
        ours["ap_\(averaging)"] = scores.averagePrecision(averaging)
        for rivals in ClassProbabilities.Rivals.allCases {
          ours["auc_\(rivals.rawValue)_\(averaging)"] = scores.areaUnderROC(
            rivals, averaging: averaging)
        }
      }
      for (key, value) in one.values { #expect(agree(ours[key] ?? nil, value), "\(name) \(key)") }
    }
  }

  @Test("translation: sacreBLEU")
  func translation() throws {
    try Self.forEach("translation", JSON.self) { one, name in
      let references = one["references"].array.map(\.strings)
      let hypotheses = one["hypotheses"].strings
      let settings = one["args"]
      var scores: [Double?] = []
      let total: Double?
      func segment<Counts>(_ count: (String, [String]) -> Counts) -> [Counts] {
        hypotheses.enumerated().map { index, text in count(text, references.map { $0[index] }) }
      }
      switch one["metric"].string {
      case "BLEU":
        let bleu = try TranslationGoldenTests.bleu(settings)
        let rows = segment(bleu.counts)
        var sum = BLEU.Counts(maximumOrder: bleu.maximumOrder)
        for row in rows { sum += row }
        total = bleu.result(sum)?.score
        scores = rows.map { bleu.result($0)?.score }
      case "CHRF":
        let chrF = TranslationGoldenTests.chrF(settings)
        let rows = segment(chrF.counts)
        total = TranslationGoldenTests.chrFScore(chrF, rows)
        scores = rows.map { chrF.score($0) }
      default:
        let ter = TranslationGoldenTests.ter(settings)
        let rows = segment(ter.counts)
        var sum = TER.Counts()
        for row in rows { sum += row }
        total = ter.score(sum) ?? 0
        scores = rows.map { ter.score($0) ?? 0 }
      }
      let input = "\(name) \(settings) \(hypotheses) \(references)"
      #expect(agree(total, one["score"].double), "\(input)")
      for (value, expected) in zip(scores, one["sentences"].doubles) {
        #expect(agree(value, expected), "\(input)")
      }
    }
  }

  struct ErrorCase: Decodable {
    var references: [String]
    var hypotheses: [String]
    var words: [Int]
    var characters: [Int]
    var rates: [Double]?
  }

  @Test("word and character errors: jiwer")
  func errors() throws {
    try Self.forEach("errors", ErrorCase.self) { one, name in
      var words = ErrorRate(.word)
      var characters = ErrorRate(.character)
      for (reference, hypothesis) in zip(one.references, one.hypotheses) {
        words.add(reference: reference, hypothesis: hypothesis)
        characters.add(reference: reference, hypothesis: hypothesis)
      }
      for (counts, expected) in [(words.counts, one.words), (characters.counts, one.characters)] {
        #expect(
          [counts.hits, counts.substitutions, counts.deletions, counts.insertions] == expected,
          "\(name) \(one.references) \(one.hypotheses)")
      }
      guard let rates = one.rates else { return }
      let ours = [words.errorRate, words.matchErrorRate, words.informationLost]
      for (value, expected) in zip(ours, rates) { #expect(agree(value, expected), "\(name)") }
    }
  }

  struct RougeCase: Decodable {
    var target: String
    var prediction: String
    var scores: [[String: [Double]]]
  }

  @Test("summaries: rouge-score")
  func rouge() throws {
    let variants: [(String, ROUGE.Variant)] = [
      ("rouge1", .ngrams(1)), ("rouge2", .ngrams(2)), ("rouge3", .ngrams(3)),
      ("rougeL", .longestCommonSubsequence), ("rougeLsum", .summary),
    ]
    try Self.forEach("rouge", RougeCase.self) { one, name in
      for (scores, usesStems) in zip(one.scores, [false, true]) {
        for (key, variant) in variants {
          let counts = ROUGE(variant, usesStems: usesStems).counts(
            reference: one.target, prediction: one.prediction)
          let ours = [counts.precision, counts.recall, counts.f1]
          for (value, expected) in zip(ours, scores[key] ?? []) {
            #expect(agree(value ?? 0, expected), "\(name) \(key) stems: \(usesStems)")
          }
        }
      }
    }
  }

  struct SpeedCase: Decodable {
    var seconds: Double
    var f1: Double
    var tokens: Int
  }

  @Test(
    "speed: seqeval's time by ours, and a thousand bootstrap samples; only printed",
    .enabled(if: MetricCases.hasSpeed, "tools/compare-metrics makes the corpus for it"))
  func speed() throws {
    let folder = MetricCases.folder
    let data = try Data(contentsOf: URL(filePath: folder + "/speed.json"))
    let theirs = try JSONDecoder().decode(SpeedCase.self, from: data)
    var gold: [[String]] = [[]]
    var predicted: [[String]] = [[]]
    let text = try String(contentsOfFile: folder + "/speed.conll", encoding: .utf8)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let tags = line.split(separator: " ")
      if tags.count == 2 {
        gold[gold.count - 1].append(String(tags[0]))
        predicted[predicted.count - 1].append(String(tags[1]))
      } else {
        gold.append([])
        predicted.append([])
      }
    }
    let clock = ContinuousClock()
    var report = EntityGoldenTests.score(.lenient, [], [])
    let time = clock.measure { report = EntityGoldenTests.score(.lenient, gold, predicted) }
    #expect(report.tokens == theirs.tokens)
    #expect(agree(report.f1, theirs.f1))
    let seconds = Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds)
    print(
      "\(theirs.tokens) tokens scored \(Int(theirs.seconds / seconds)) times as fast as seqeval")

    var scorer = EntityScorer(keepsSentences: true)
    for (gold, predicted) in zip(gold, predicted) { scorer.add(gold: gold, predicted: predicted) }
    let items = ItemStatistics(scorer.sentenceCounts)
    let bootstrap = clock.measure {
      _ = Resampling(samples: 1000).bootstrap(items, metric: ItemStatistics.f1)
    }
    print("1000 bootstrap samples of \(items.count) sentences in \(bootstrap)")
  }
}
