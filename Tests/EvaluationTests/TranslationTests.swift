import Evaluation
import Testing

@Suite("Scores of generated text")
struct TranslationTests {
  @Test("BLEU by hand")
  func bleu() throws {
    let bleu = BLEU(tokenizer: .none, smoothing: .none, maximumOrder: 2)
    let counts = bleu.counts(hypothesis: "the the cat", references: ["the cat sat", "a the cat"])
    #expect(counts.matches == [2, 1])
    #expect(counts.totals == [3, 2])
    #expect(counts.referenceLength == 3)
    // √(2/3 · 1/2)
    #expect(agree(bleu.result(counts)?.score, 100 * (1.0 / 3).squareRoot()))
    #expect(bleu.result(BLEU.Counts(maximumOrder: 2)) == nil)
    let none = bleu.counts(hypothesis: "x", references: ["y"])
    #expect(bleu.result(none)?.score == 0)
  }

  @Test("of references equally near in length the shorter one counts")
  func nearestReference() {
    let counts = BLEU(tokenizer: .none).counts(
      hypothesis: "a b c", references: ["a b c d", "a b", "a b c d e"])
    #expect(counts.referenceLength == 2)
  }

  @Test("a text is a perfect translation of itself")
  func identity() {
    let texts = ["Ein Haus, zwei Häuser.", "我爱北京。", "x", "“A–b” costs 3.5 €!"]
    for text in texts {
      #expect(ChrF().score(ChrF().counts(hypothesis: text, references: [text])) == 100)
      let counts = TER().counts(hypothesis: text, references: [text])
      #expect(TER().score(counts) == 0)
      let rouge = ROUGE(.longestCommonSubsequence).counts(reference: text, prediction: text)
      #expect(rouge.correct == rouge.gold)
    }
    #expect(TER().score(TER.Counts()) == nil)
  }

  @Test("a moved phrase is one edit for TER")
  func shift() {
    let counts = TER().counts(
      hypothesis: "in the garden the dog sleeps", references: ["the dog sleeps in the garden"])
    #expect(counts.edits == 1)
    #expect(counts.referenceLength == 6)
  }

  @Test("lower case knows the final sigma and letters that become two")
  func lowercase() {
    let bleu = BLEU(tokenizer: .none, isLowercased: true, maximumOrder: 1)
    #expect(bleu.counts(hypothesis: "ΟΔΟΣ", references: ["οδος"]).matches == [1])
    #expect(bleu.counts(hypothesis: "ΣΑΣ ΟΔΟΣ", references: ["σας οδοσ"]).matches == [1])
    #expect(bleu.counts(hypothesis: "İ", references: ["i\u{307}"]).matches == [1])
  }

  @Test("stems, so that ROUGE finds words in other forms")
  func stems() {
    let pairs = [
      ("caresses", "caress"), ("ponies", "pony"), ("agreed", "agree"), ("motoring", "motor"),
      ("hopping", "hop"), ("relational", "relate"), ("skies", "sky"), ("enjoying", "enjoy"),
      ("controlling", "control"), ("generally", "general"), ("archaeology", "archaeologies"),
    ]
    for (one, other) in pairs {
      let counts = ROUGE(.ngrams(1), usesStems: true).counts(reference: one, prediction: other)
      #expect(counts.correct == 1, "\(one) \(other)")
    }
    let plain = ROUGE(.ngrams(1)).counts(reference: "motoring", prediction: "motor")
    #expect(plain.correct == 0)
  }
}
