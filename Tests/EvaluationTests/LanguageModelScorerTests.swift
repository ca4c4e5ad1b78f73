import Evaluation
import TestSupport
import Testing

@Suite("Language model scores")
struct LanguageModelScorerTests {
  static let file = "perplexity.json"

  @Test("perplexity, nats and bits as computed with NumPy")
  func golden() throws {
    let cases = try JSON(golden: Self.file)["cases"].array
    #expect(cases.count == 4)
    for golden in cases {
      var scorer = LanguageModelScorer()
      try scorer.add(logProbabilities: golden["logprobs_nat"].doubles)
      #expect(agree(scorer.perplexity, golden["perplexity"].double))
      if let nats = golden["mean_nll_nats"].double { #expect(agree(scorer.natsPerSymbol, nats)) }
      if let bits = golden["bits_per_symbol"].double { #expect(agree(scorer.bitsPerSymbol, bits)) }
      if let characters = golden["n_chars"].int {
        try scorer.add(logProbability: 0, symbols: 0, characters: characters)
        #expect(agree(scorer.bitsPerCharacter, golden["bits_per_char"].double))
      }
    }
  }

  @Test("a uniform model hesitates between all its symbols")
  func uniform() throws {
    var scorer = LanguageModelScorer()
    #expect(scorer.perplexity == nil && scorer.bitsPerByte == nil)
    let text = "naïve"
    try scorer.add(
      logProbabilities: [Double](repeating: -3 * 0.6931471805599453, count: 5), text: text)
    #expect(agree(scorer.perplexity, 8))
    #expect(agree(scorer.bitsPerCharacter, 3))
    #expect(agree(scorer.bitsPerByte, 2.5))
    #expect(agree(scorer.perplexityPerWord, 32768))
  }

  @Test("impossible symbols cost everything; what is no probability is refused")
  func extremes() throws {
    var scorer = LanguageModelScorer()
    try scorer.add(logProbability: -1, symbols: 1)
    try scorer.add(logProbability: -.infinity, symbols: 1)
    try scorer.add(logProbability: -1, symbols: 1)
    #expect(scorer.natsPerSymbol == .infinity)
    #expect(throws: EvaluationError.self) { try scorer.add(logProbability: .nan, symbols: 1) }
    #expect(throws: EvaluationError.self) { try scorer.add(logProbability: 0.1, symbols: 1) }
  }

  @Test("a sum of very many small terms keeps its last digits")
  func compensated() throws {
    var scorer = LanguageModelScorer()
    try scorer.add(logProbability: -1e9, symbols: 1)
    for _ in 0..<1_000_000 { try scorer.add(logProbability: -1e-8, symbols: 1) }
    #expect(abs(scorer.nats - (1e9 + 0.01)) < 1e-7)
  }
}
