import Models
import Neural
import TestSupport
import Testing
import Text

/// Tokens that are written as one and divided into words.
struct WordSplitTests {
  @Test(arguments: [
    (["buku", "nya"], "split -3"), (["中", "国人"], "split 1"), (["中国", "人"], "split -1"),
    (["a", "b"], "split 1"), (["dá", "me", "lo"], "split 2 -2"), (["é\u{301}x", "y"], "split -1"),
  ])
  func splitsOfWords(_ words: [String], _ description: String) throws {
    let split = try #require(WordSplit(into: words))
    #expect(split.words(of: words.joined()) == words && split.description == description)
    #expect(split.count == words.count && WordSplit(description) == split)
  }

  @Test func aSplitOfOneWordDividesAnother() throws {
    let split = try #require(WordSplit(into: ["buku", "nya"]))
    #expect(split.words(of: "namanya") == ["nama", "nya"])
    #expect(split.words(of: "nya") == nil && split.words(of: "") == nil)
    #expect(WordSplit(into: ["a", "", "b"]) == nil && WordSplit(into: ["a"]) == nil)
    let far = String(repeating: "a", count: 300)
    #expect(WordSplit(into: [far, far]) == nil && WordSplit(into: [far, "b"]) != nil)
    #expect(try #require(WordSplit("split 3 -3")).words(of: "abcde") == nil)
  }

  @Test(arguments: [
    "", "split", "split ", "split 0", "split x", "split 1  2", "Split 1", "split 256",
    "split 99999999999999999999", "lower 0 3 0 y",
  ])
  func noSplits(_ text: String) { #expect(WordSplit(text) == nil) }

  /// Whatever the words are made of, the split makes them from the token.
  @Test func allWordsComeBack() throws {
    let scalars = Array("abßİé\u{301}漢字🙂👩‍🔬_-".unicodeScalars)
    var random = SeededRandom(4)
    for _ in 0..<2000 {
      let words = (0..<Int.random(in: 2...4, using: &random)).map { _ in
        var word = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 1...5, using: &random) {
          word.append(scalars[Int.random(in: scalars.indices, using: &random)])
        }
        return String(word)
      }
      let split = try #require(WordSplit(into: words))
      let found = try #require(split.words(of: words.joined()))
      #expect(found.map { Array($0.unicodeScalars) } == words.map { Array($0.unicodeScalars) })
      #expect(WordSplit(split.description) == split)
    }
  }

  /// Sentences whose treebank cuts an ending off that the tokenizer does not.
  private static func corpus() -> InMemoryCorpus {
    let nouns = [
      "buku", "nama", "rumah", "anak", "meja", "pintu", "kakak", "teman", "surat", "usaha",
    ]
    let documents = nouns.flatMap { noun in
      [true, false].map { hasEnding in
        var rows = [
          ("Ada", "PROPN", "Ada"), (" melihat", "VERB", "lihat"), (" \(noun)", "NOUN", noun),
        ]
        if hasEnding { rows.append(("nya", "PRON", "dia")) }
        rows.append((".", "PUNCT", "."))
        return document(of: rows)
      }
    }
    return InMemoryCorpus(name: "trees", documents: [.train: documents, .validation: documents])
  }

  /// - Parameter rows: forms, each with the space before it, and their values.
  private static func document(of rows: [(form: String, upos: String, lemma: String)]) -> Document {
    var document = Document(text: rows.map(\.form).joined(), hasGoldTokens: true)
    var end = 0
    for row in rows {
      let start = end + (row.form.hasPrefix(" ") ? 1 : 0)
      end += row.form.utf8.count
      document.tokens.append(Token(range: start..<end))
    }
    document.sentences = [Sentence(range: 0..<end, tokens: 0..<rows.count)]
    document.layers = [
      TokenLayer(name: "lemma", values: rows.map(\.lemma)),
      TokenLayer(name: "upos", values: rows.map(\.upos)),
    ]
    return document
  }

  private static func trainer(
    goldTokens: Bool = false, hasCRF: Bool = false
  ) throws -> TokenTaggerTrainer {
    var recipe = TokenTaggerSample.recipe()
    recipe.tagger.usesTokenCRF = hasCRF
    recipe.goldTokens = goldTokens
    let trainer = try TokenTaggerTrainer(corpus(), recipe: recipe)
    _ = try trainer.run(pool: .serial)
    return trainer
  }

  @Test func endingsThatTheTokenizerDoesNotCutOff() throws {
    let trainer = try Self.trainer()
    #expect(trainer.recipe.tokenLayers == ["upos", "lemma", TokenLayer.words])
    let tagger = trainer.tagger(name: "sample")
    let document = tagger.analyze("Ada melihat kotanya.")
    #expect(document.values(of: TokenLayer.words) == ["_", "_", "kota nya", "_"])
    #expect(document.values(of: "upos") == ["PROPN", "VERB", "NOUN PRON", "PUNCT"])
    #expect(document.values(of: "lemma") == ["Ada", "lihat", "kota dia", "."])
    try withTemporaryDirectory { directory in
      let path = directory + "/sample.nlpmodel"
      try tagger.write(to: path)
      #expect(try TokenTagger(contentsOf: path).analyze("Ada melihat kotanya.") == document)
    }
  }

  @Test func theCorpussOwnTokensStayApartIfAskedFor() throws {
    #expect(try Self.trainer(goldTokens: true).recipe.tokenLayers == ["upos", "lemma"])
  }

  /// A token has as many values in each layer as it has words, however sure the layers are.
  @Test(arguments: [false, true])
  func layersAgreeOnTheNumberOfWords(hasCRF: Bool) throws {
    let tagger = try Self.trainer(hasCRF: hasCRF).tagger(name: "sample")
    let text = "Anaknya pintu Nya rumahnyanya sanya nyanya, kakaknya! Ada meja bukunya"
    let document = tagger.analyze(text)
    let words = try #require(document.values(of: TokenLayer.words))
    for layer in ["upos", "lemma"] {
      for (value, words) in zip(try #require(document.values(of: layer)), words) {
        #expect(
          value?.split(separator: " ").count == words?.split(separator: " ").count, "\(document)")
      }
    }
  }
}
