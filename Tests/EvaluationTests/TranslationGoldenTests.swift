import Evaluation
import TestSupport
import Testing

/// The outputs of sacreBLEU 2.6 and of rouge-score.
@Suite("BLEU, chrF, TER and ROUGE against sacreBLEU and rouge-score")
struct TranslationGoldenTests {
  static let file = "sacrebleu.json"
  static let folder = "data/metric-gold/sacrebleu"
  static let rouge = "rouge.json"

  static func bleu(_ settings: JSON) throws -> BLEU {
    var bleu = BLEU()
    if let name = settings["tokenize"].string {
      bleu.tokenizer = try #require(SegmentTokenizer(rawValue: name))
    }
    bleu.isLowercased = settings["lowercase"].bool ?? false
    bleu.maximumOrder = settings["max_ngram_order"].int ?? 4
    bleu.usesEffectiveOrder = settings["effective_order"].bool ?? false
    switch settings["smooth_method"].string {
    case "floor": bleu.smoothing = .floor(0.1)
    case "add-k": bleu.smoothing = .addK(1)
    case "none": bleu.smoothing = .none
    default: break
    }
    return bleu
  }

  static func chrF(_ settings: JSON) -> ChrF {
    ChrF(
      characterOrder: settings["char_order"].int ?? 6, wordOrder: settings["word_order"].int ?? 0,
      beta: settings["beta"].double ?? 2, isLowercased: settings["lowercase"].bool ?? false,
      keepsWhitespace: settings["whitespace"].bool ?? false)
  }

  static func ter(_ settings: JSON) -> TER {
    TER(
      isNormalized: settings["normalized"].bool ?? false,
      removesPunctuation: settings["no_punct"].bool ?? false,
      supportsAsian: settings["asian_support"].bool ?? false,
      isCaseSensitive: settings["case_sensitive"].bool ?? false)
  }

  /// Everything but the version.
  static func signature(_ fields: [Signature.Field]) -> String {
    fields.map { "\($0.name):\($0.value)" }.joined(separator: "|")
  }

  static func chrFScore(_ metric: ChrF, _ rows: [ChrF.Counts]) -> Double {
    var sums = [Double](repeating: 0, count: rows[0].count)
    for row in rows { for (place, value) in row.enumerated() { sums[place] += value } }
    return metric.score(sums)
  }

  /// Checks one case against `references[reference][segment]`.
  static func check(_ golden: JSON, _ hypotheses: [String], _ references: [[String]]) throws {
    let settings = golden["args"]
    let name = "\(golden["metric"].string ?? "") \(settings)"
    let segments = hypotheses.indices.map { index in
      (hypotheses[index], references.map { $0[index] })
    }
    let fields: [Signature.Field]
    var perSentence: [Double?] = []
    switch golden["metric"].string {
    case "BLEU", "BLEU_sentence":
      let bleu = try Self.bleu(settings)
      fields = bleu.fields(references: references.count)
      let rows = segments.map { bleu.counts(hypothesis: $0.0, references: $0.1) }
      var sum = BLEU.Counts(maximumOrder: bleu.maximumOrder)
      for row in rows { sum += row }
      let result = try #require(bleu.result(sum))
      perSentence = rows.map { bleu.result($0)?.score }
      if golden["metric"].string == "BLEU" {
        #expect(agree(result.score, golden["score"].double), "\(name)")
        #expect(agree(result.brevityPenalty, golden["bp"].double), "\(name)")
        #expect(sum.hypothesisLength == golden["sys_len"].int, "\(name)")
        #expect(sum.referenceLength == golden["ref_len"].int, "\(name)")
        for (value, expected) in zip(result.precisions, golden["precisions"].doubles) {
          #expect(agree(value, expected), "\(name)")
        }
        if settings["smooth_method"].string != "add-k" {
          #expect(sum.matches == golden["counts"].ints, "\(name)")
          #expect(sum.totals == golden["totals"].ints, "\(name)")
        }
      }
    case "CHRF":
      let chrF = Self.chrF(settings)
      fields = chrF.fields(references: references.count)
      let rows = segments.map { chrF.counts(hypothesis: $0.0, references: $0.1) }
      perSentence = rows.map { chrF.score($0) }
      #expect(agree(Self.chrFScore(chrF, rows), golden["score"].double), "\(name)")
    default:
      let ter = Self.ter(settings)
      fields = ter.fields(references: references.count)
      let rows = segments.map { ter.counts(hypothesis: $0.0, references: $0.1) }
      var sum = TER.Counts()
      for row in rows { sum += row }
      perSentence = rows.map { ter.score($0) ?? 0 }
      #expect(agree(ter.score(sum), golden["score"].double), "\(name)")
      #expect(agree(sum.edits, golden["num_edits"].double), "\(name)")
      #expect(agree(sum.referenceLength, golden["ref_length"].double), "\(name)")
    }
    if let signature = golden["signature"].string {
      #expect(signature.hasPrefix(Self.signature(fields) + "|version:"), "\(name)")
    }
    let sentences = golden["sentence"] == .null ? golden["scores"] : golden["sentence"]
    for (value, expected) in zip(perSentence, sentences.doubles) {
      #expect(agree(value, expected), "\(name), sentence")
    }
  }

  @Test("every case, by corpus and by sentence")
  func cases() throws {
    let golden = try JSON(golden: Self.file)
    let hypotheses = golden["hyps"].strings
    let cases = golden["cases"].array
    #expect(cases.count == 44)
    for one in cases {
      let references = golden["refs_\(one["refs"].string ?? "")"].array.map(\.strings)
      try Self.check(one, hypotheses, references)
    }
  }

  @Test("words as sacreBLEU cuts them")
  func tokenizers() throws {
    let golden = try JSON(golden: Self.file)["tokenize"]
    let input = golden["input"].strings
    #expect(input.count == 10)
    for tokenizer in [SegmentTokenizer.v13a, .international, .chinese] {
      let expected = golden[tokenizer.rawValue].strings
      for (text, expected) in zip(input, expected) {
        let words = tokenizer.words(in: text)
        #expect(words.joined(separator: " ") == expected, "\(tokenizer)")
      }
    }
  }

  @Test("whole files of two languages", .enabled(if: SharedData.has(folder)))
  func files() throws {
    let expected = try SharedData.json("\(Self.folder)/expected.json")
    #expect(expected.keys.count == 6)
    for file in expected.keys {
      let language = file.suffix(2)
      let hypotheses = try SharedData.lines("\(Self.folder)/\(file)")
      let references = [try SharedData.lines("\(Self.folder)/ref.\(language)")]
      #expect(hypotheses.count == references[0].count)
      for key in expected[file].keys {
        let golden = expected[file][key]
        if key.hasPrefix("sent-bleu") {
          // sent-bleu-SMOOTHING-effective-TOKENIZER-first50
          let parts = key.split(separator: "-").map(String.init)
          var bleu = BLEU(usesEffectiveOrder: true)
          bleu.smoothing = parts[2] == "addk1" ? .addK(1) : .exponential
          bleu.tokenizer = try #require(SegmentTokenizer(rawValue: parts[4]))
          for (index, expected) in golden.doubles.enumerated() {
            let counts = bleu.counts(
              hypothesis: hypotheses[index], references: [references[0][index]])
            #expect(agree(bleu.result(counts)?.score, expected), "\(file) \(key) \(index)")
          }
          continue
        }
        try check(key, golden, hypotheses, references[0], file)
      }
    }
  }

  private func check(
    _ key: String, _ golden: JSON, _ hypotheses: [String], _ references: [String], _ file: String
  ) throws {
    let score: Double?
    if key.hasPrefix("bleu") {
      var parts = key.split(separator: "-").dropFirst().map(String.init)
      var bleu = BLEU()
      if parts.first == "lc" {
        bleu.isLowercased = true
        parts.removeFirst()
      }
      bleu.tokenizer = try #require(SegmentTokenizer(rawValue: parts[0]))
      var sum = BLEU.Counts(maximumOrder: 4)
      for (hypothesis, reference) in zip(hypotheses, references) {
        sum += bleu.counts(hypothesis: hypothesis, references: [reference])
      }
      score = bleu.result(sum)?.score
      if golden["counts"] != .null { #expect(sum.matches == golden["counts"].ints) }
    } else if key.hasPrefix("chrf") {
      let chrF = key == "chrf2++" ? ChrF.plusPlus : ChrF()
      score = Self.chrFScore(
        chrF,
        zip(hypotheses, references).map { chrF.counts(hypothesis: $0, references: [$1]) })
    } else {
      let ter = TER()
      var sum = TER.Counts()
      for (hypothesis, reference) in zip(hypotheses, references) {
        sum += ter.counts(hypothesis: hypothesis, references: [reference])
      }
      score = ter.score(sum)
    }
    #expect(agree(score, golden["score"].double), "\(file) \(key)")
  }

  @Test("ROUGE, with and without stems")
  func rougeCases() throws {
    let golden = try JSON(golden: Self.rouge)
    let variants: [(String, ROUGE.Variant)] = [
      ("rouge1", .ngrams(1)), ("rouge2", .ngrams(2)), ("rougeL", .longestCommonSubsequence),
      ("rougeLsum", .summary),
    ]
    for (key, usesStems) in [("nostem", false), ("stem", true)] {
      let scores = golden["scores"][key].array
      #expect(scores.count == 6)
      for (pair, expected) in zip(golden["pairs"].array, scores) {
        for (name, variant) in variants {
          let counts = ROUGE(variant, usesStems: usesStems).counts(
            reference: pair["target"].string ?? "", prediction: pair["prediction"].string ?? "")
          #expect(agree(counts.precision ?? 0, expected[name]["p"].double))
          #expect(agree(counts.recall ?? 0, expected[name]["r"].double))
          #expect(agree(counts.f1 ?? 0, expected[name]["f"].double))
        }
      }
    }
  }
}
