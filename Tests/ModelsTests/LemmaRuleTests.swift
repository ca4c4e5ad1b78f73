import Foundation
import Models
import TestSupport
import Testing

struct LemmaRuleTests {
  @Test(arguments: [
    ("parties", "party", "lower 0 3 0 y"), ("The", "the", "lower 0 0 0 "),
    ("Going", "go", "lower 0 3 0 "), ("London", "London", "keep 0 0 0 "),
    ("LONDON", "London", "title 0 0 0 "), ("usa", "USA", "upper 0 0 0 "),
    ("is", "be", "= be"), ("gegangen", "gehen", "lower 2 3 0 hen"),
    ("n't", "not", "lower 0 2 0 ot"),
    ("Lovelace's", "Lovelace", "keep 0 2 0 "), ("gesehen", "sehen", "lower 2 0 0 "),
  ])
  func rulesOfWords(_ form: String, _ lemma: String, _ description: String) {
    let rule = LemmaRule(from: form, to: lemma)
    #expect(rule.lemma(of: form) == lemma)
    if form != "gegangen" { #expect(rule.description == description) }
  }

  @Test func aRuleOfOneWordMakesTheLemmaOfAnother() {
    let rule = LemmaRule(from: "parties", to: "party")
    #expect(rule.lemma(of: "Cities") == "city" && rule.lemma(of: "es") == nil)
    #expect(LemmaRule(from: "was", to: "be").lemma(of: "am") == "be")
    #expect(LemmaRule(from: "Ada", to: "Ada").lemma(of: "McDonald") == "McDonald")
  }

  /// Whatever the form and the lemma are made of, the rule makes the one from the other, and so
  /// does the rule that its description says.
  @Test func everyPairComesBack() throws {
    let alphabets = ["ab", "aAbB", "aßİıÅé\u{301}", "ﬁǅσς", "漢字かな", "a '’-=0 ", "🙂👩‍🔬a"]
    var random = SeededRandom(3)
    func word(_ scalars: [Unicode.Scalar]) -> String {
      var word = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...7, using: &random) {
        word.append(scalars[Int.random(in: scalars.indices, using: &random)])
      }
      return String(word)
    }
    for index in 0..<7000 {
      let scalars = Array(alphabets[index % alphabets.count].unicodeScalars)
      let (form, lemma) = (word(scalars), word(scalars))
      let rule = LemmaRule(from: form, to: lemma)
      let result = try #require(rule.lemma(of: form))
      #expect(result.unicodeScalars.elementsEqual(lemma.unicodeScalars), "\(form) to \(lemma)")
      let read = try #require(LemmaRule(rule.description), "\(rule.description)")
      let again = try #require(read.lemma(of: form))
      #expect(again.unicodeScalars.elementsEqual(lemma.unicodeScalars), "\(rule.description)")
    }
  }

  @Test func longWordsHaveRules() {
    let form = String(repeating: "a", count: 5000)
    #expect(LemmaRule(from: form, to: "b").lemma(of: form) == "b")
    #expect(LemmaRule(from: "b", to: form).lemma(of: "b") == form)
  }

  @Test(arguments: [
    "", "lower", "lower 0 0", "sideways 0 0 0 ", "lower -1 0 0 ", "lower 0 999 0 ",
    "lower 0 0 3 ab",
    "lower 0 99999999999999999999 0 ", "=be", "lower a 0 0 ",
  ])
  func textsThatAreNoRules(_ text: String) {
    #expect(LemmaRule(text) == nil)
  }

  /// All pairs of a treebank, and how many rules they come down to.
  @Test(.enabled(if: SharedData.has("data/ud-en-ewt"), "needs ../shared"))
  func wordsOfATreebank() throws {
    let url = try #require(SharedData.url("data/ud-en-ewt/en_ewt-ud-dev.conllu"))
    var rules: Set<LemmaRule> = []
    var pairs: Set<[Substring]> = []
    for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
      let columns = line.split(separator: "\t")
      guard columns.count == 10, Int(columns[0]) != nil else { continue }
      pairs.insert([columns[1], columns[2]])
    }
    for pair in pairs {
      let rule = LemmaRule(from: String(pair[0]), to: String(pair[1]))
      rules.insert(rule)
      #expect(rule.lemma(of: String(pair[0])) == String(pair[1]))
    }
    #expect(pairs.count > 4000 && rules.count < pairs.count / 8)
  }
}
