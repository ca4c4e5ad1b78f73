import Evaluation
import TestSupport
import Testing

/// The outputs of scikit-learn 1.9; it prints 0 where a score is undefined.
@Suite("Classification scores against scikit-learn")
struct ClassificationGoldenTests {
  static let file = "sklearn.json"
  static let folder = "data/metric-gold/classification"

  static func text(_ value: JSON) -> String {
    value.string ?? value.double.map { String(Int($0)) } ?? "?"
  }

  static func check(_ matrix: ConfusionMatrix, _ golden: JSON, _ name: String) {
    func equal(_ value: Double?, _ key: String, undefined: Double = 0) {
      guard let expected = golden[key].double else { return }
      #expect(agree(value ?? undefined, expected), "\(name) \(key)")
    }
    #expect(matrix.counts == golden["confusion"].array.map(\.ints), "\(name) confusion")
    let normalized = golden["confusion_norm_true"].array.map(\.doubles)
    if !normalized.isEmpty {
      for (row, expected) in zip(matrix.normalized(by: .gold), normalized) {
        #expect(row.count == expected.count)
        for (value, expected) in zip(row, expected) { #expect(agree(value ?? 0, expected)) }
      }
    }
    equal(matrix.accuracy, "accuracy")
    equal(matrix.balancedAccuracy, "balanced_accuracy")
    equal(matrix.matthews, "mcc")
    equal(matrix.kappa(), "kappa", undefined: .nan)
    equal(matrix.kappa(weights: .linear), "kappa_linear")
    equal(matrix.kappa(weights: .quadratic), "kappa_quadratic")
    equal(matrix.accuracy.map { 1 - $0 }, "hamming")
    equal(matrix.accuracy.map { 1 - $0 }, "zero_one")
    for averaging in Averaging.allCases {
      equal(matrix.jaccard(averaging), "jaccard_\(averaging)")
      equal(matrix.average(averaging, beta: 2).fScore, "fbeta2_\(averaging)")
      equal(matrix.average(averaging, beta: 0.5).fScore, "fbeta05_\(averaging)")
      let scores = matrix.average(averaging)
      let expected = golden["prf_\(averaging)"].doubles
      for (value, expected) in zip([scores.precision, scores.recall, scores.f1], expected) {
        #expect(agree(value ?? 0, expected), "\(name) prf_\(averaging)")
      }
    }
    compareReport(matrix.labels, matrix.byLabel, golden["report"], name)
  }

  static func compareReport(
    _ labels: [String], _ scores: [PrecisionRecall], _ report: JSON, _ name: String
  ) {
    var rows = zip(labels, scores).map { label, score in
      (label, score.precision, score.recall, score.f1, score.gold)
    }
    for (row, averaging) in [("macro avg", Averaging.macro), ("weighted avg", .weighted)] {
      let score = scores.average(averaging)
      rows.append((row, score.precision, score.recall, score.f1, score.support))
    }
    for (row, precision, recall, f1, support) in rows {
      #expect(report[row] != .null, "\(name) \(row)")
      #expect(agree(precision ?? 0, report[row]["precision"].double), "\(name) \(row)")
      #expect(agree(recall ?? 0, report[row]["recall"].double), "\(name) \(row)")
      #expect(agree(f1 ?? 0, report[row]["f1-score"].double), "\(name) \(row)")
      #expect(support == report[row]["support"].int, "\(name) \(row)")
    }
  }

  @Test("hard decisions")
  func decisions() throws {
    let cases = try JSON(golden: Self.file)["cases"].array
      .filter { $0["y_pred"] != .null && $0["confusion"] != .null }
    #expect(cases.count == 5)
    for (number, golden) in cases.enumerated() {
      var matrix = ConfusionMatrix()
      for (gold, predicted) in zip(golden["y_true"].array, golden["y_pred"].array) {
        matrix.add(gold: Self.text(gold), predicted: Self.text(predicted))
      }
      Self.check(matrix, golden, "case \(number)")
    }
  }

  @Test("files of labels", .enabled(if: SharedData.has(folder)))
  func files() throws {
    let expected = try SharedData.json("\(Self.folder)/expected.json")
    #expect(expected.keys.count == 4)
    for name in expected.keys {
      var matrix = ConfusionMatrix()
      for line in try SharedData.lines("\(Self.folder)/\(name).tsv") {
        let columns = line.split(separator: "\t").map(String.init)
        matrix.add(gold: columns[0], predicted: columns[1])
      }
      Self.check(matrix, expected[name], name)
    }
    let golden = expected["binary"]
    let lines = try SharedData.lines("\(Self.folder)/binary-scores.tsv")
      .map { $0.split(separator: "\t") }
    let isPositive = lines.map { $0[0] == "1" }
    let scores = lines.compactMap { Double($0[1]) }
    let ranking = try BinaryRanking(isPositive: isPositive, scores: scores)
    #expect(agree(ranking.areaUnderROC, golden["roc_auc"].double))
    #expect(agree(ranking.averagePrecision, golden["average_precision"].double))
    var probabilities = ClassProbabilities(labels: ["0", "1"])
    for (isPositive, score) in zip(isPositive, scores) {
      try probabilities.add(gold: isPositive ? "1" : "0", probabilities: [1 - score, score])
    }
    #expect(agree(probabilities.brier.map { $0 / 2 }, golden["brier"].double))
    #expect(agree(probabilities.logLoss(clipping: 1e-6), golden["log_loss_eps"].double))
  }

  @Test("probabilities")
  func probabilities() throws {
    let cases = try JSON(golden: Self.file)["cases"].array.filter { $0["prob"] != .null }
    #expect(cases.count == 5)
    for (number, golden) in cases.enumerated() {
      let rows = golden["prob"].array.map(\.doubles)
      let labels = (0..<rows[0].count).map(String.init)
      var scores = ClassProbabilities(labels: labels)
      for (gold, row) in zip(golden["y_true"].array, rows) {
        try scores.add(gold: Self.text(gold), probabilities: row)
      }
      func equal(_ value: Double?, _ key: String) {
        guard let expected = golden[key].double else { return }
        #expect(agree(value, expected), "case \(number) \(key)")
      }
      equal(scores.logLoss, "log_loss")
      equal(scores.logLoss, "nll")
      equal(scores.topAccuracy(2), "top2_accuracy")
      equal(scores.brier, "brier_multi")
      equal(scores.brier.map { $0 / 2 }, "brier")
      for rivals in ClassProbabilities.Rivals.allCases {
        for averaging in [Averaging.macro, .weighted] {
          equal(
            scores.areaUnderROC(rivals, averaging: averaging),
            "roc_auc_\(rivals.rawValue)_\(averaging)")
        }
      }
      equal(scores.averagePrecision(.macro), "avg_precision_macro")
      equal(scores.averagePrecision(.micro), "avg_precision_micro")
      equal(try scores.calibration(bins: 10).expectedError, "ece")
      if labels.count == 2 {
        let ranking = scores.ranking(of: 1)
        equal(ranking.areaUnderROC, "roc_auc")
        equal(ranking.averagePrecision, "avg_precision")
        Self.checkCurves(ranking, golden)
      }
    }
  }

  static func checkCurves(_ ranking: BinaryRanking, _ golden: JSON) {
    func compare(_ points: [BinaryRanking.ROCPoint]?, _ expected: JSON) {
      guard let points, expected != .null else { return }
      let columns = [
        points.map(\.falsePositiveRate), points.map(\.truePositiveRate), points.map(\.threshold),
      ]
      for (column, expected) in zip(columns, expected.array.map(\.doubles)) {
        #expect(column.count == expected.count)
        for (value, expected) in zip(column, expected) { #expect(agree(value, expected)) }
      }
    }
    if golden["roc_curve_all_points"] == .null {
      compare(ranking.rocCurve(), golden["roc_curve"])
    } else {
      compare(ranking.rocCurve(), golden["roc_curve_all_points"])
      compare(ranking.rocCurve(dropsCollinear: true), golden["roc_curve"])
    }
    let points = ranking.precisionRecallCurve ?? []
    let expected = golden["pr_curve"].array.map(\.doubles)
    #expect(points.count == expected[2].count)
    for (index, point) in points.enumerated() {
      #expect(agree(point.precision, expected[0][index]))
      #expect(agree(point.recall, expected[1][index]))
      #expect(agree(point.threshold, expected[2][index]))
    }
  }

  @Test("ties and certain mistakes")
  func ties() throws {
    let cases = try JSON(golden: Self.file)["cases"].array.filter { $0["score"] != .null }
    #expect(cases.count == 2)
    for golden in cases {
      let scores = golden["score"].doubles
      let gold = golden["y_true"].ints
      var probabilities = ClassProbabilities(labels: ["0", "1"])
      for (gold, score) in zip(gold, scores) {
        try probabilities.add(gold: String(gold), probabilities: [1 - score, score])
      }
      #expect(agree(probabilities.logLoss, golden["log_loss"].double))
      guard golden["name"].string == "ties" else { continue }
      let ranking = try BinaryRanking(isPositive: gold.map { $0 == 1 }, scores: scores)
      #expect(agree(ranking.areaUnderROC, golden["roc_auc"].double))
      #expect(agree(ranking.averagePrecision, golden["avg_precision"].double))
      #expect(agree(probabilities.brier.map { $0 / 2 }, golden["brier"].double))
      Self.checkCurves(ranking, golden)
    }
  }

  @Test("several labels an item, and numbers")
  func multilabelAndRegression() throws {
    let cases = try JSON(golden: Self.file)["cases"].array
    let multilabel = try #require(cases.first { $0["name"].string == "multilabel" })
    var scorer = MultilabelScorer()
    func labels(_ row: JSON) -> Set<String> {
      Set(row.ints.enumerated().filter { $0.element == 1 }.map { String($0.offset) })
    }
    for (gold, predicted) in zip(multilabel["y_true"].array, multilabel["y_pred"].array) {
      scorer.add(gold: labels(gold), predicted: labels(predicted))
    }
    #expect(agree(scorer.subsetAccuracy, multilabel["subset_accuracy"].double))
    #expect(agree(scorer.hammingLoss, multilabel["hamming"].double))
    #expect(agree(scorer.jaccard, multilabel["jaccard_samples"].double))
    Self.compareReport(scorer.labels, scorer.byLabel, multilabel["report"], "multilabel")
    for (row, scores) in [
      ("samples avg", scorer.samples()), ("micro avg", scorer.average(.micro)),
    ] {
      #expect(agree(scores.precision, multilabel["report"][row]["precision"].double))
      #expect(agree(scores.recall, multilabel["report"][row]["recall"].double))
      #expect(agree(scores.f1, multilabel["report"][row]["f1-score"].double))
    }

    let regression = try #require(cases.first { $0["name"].string == "regression" })
    let scores = try RegressionScores(
      gold: regression["y_true"].doubles, predicted: regression["y_pred"].doubles)
    #expect(agree(scores.meanSquaredError, regression["mse"].double))
    #expect(agree(scores.meanAbsoluteError, regression["mae"].double))
    #expect(agree(scores.r2, regression["r2"].double))
    #expect(agree(scores.pearson, regression["pearson"].double))
  }
}
