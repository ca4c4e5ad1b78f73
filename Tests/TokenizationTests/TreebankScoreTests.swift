import Foundation
import TestSupport
import Testing
import Tokenization

/// How well the tokens agree with those of treebanks, on splits that the rules were not made from.
@Suite struct TreebankScoreTests {
  struct Sentence {
    var text: String
    /// The UTF-8 byte ranges of the words, contractions in two.
    var words: Set<Range<Int>>
  }

  /// Reads the texts and words of a CoNLL-U file.
  static func sentences(_ path: String) throws -> [Sentence] {
    let content = try String(contentsOf: #require(SharedData.url(path)), encoding: .utf8)
    var sentences: [Sentence] = []
    var position = 0
    // The end of the surface word of a contraction and the number of its last part.
    var contraction = (last: 0, end: 0)
    for line in content.split(separator: "\n") {
      if line.hasPrefix("# text = ") {
        sentences.append(Sentence(text: String(line.dropFirst(9)), words: []))
        position = 0
        contraction = (0, 0)
      }
      let fields = line.split(separator: "\t")
      guard !line.hasPrefix("#"), fields.count == 10, !fields[0].contains(".") else { continue }
      let bytes = Array(sentences[sentences.count - 1].text.utf8)
      while position < bytes.count, bytes[position] == 0x20 { position += 1 }
      let length = fields[1].utf8.count
      if fields[0].contains("-") {
        contraction = (Int(fields[0].split(separator: "-")[1]) ?? 0, position + length)
        continue
      }
      let isPart = (Int(fields[0]) ?? 0) <= contraction.last
      let end = isPart ? min(position + length, contraction.end) : position + length
      #expect(isPart || bytes[position..<end].elementsEqual(fields[1].utf8))
      sentences[sentences.count - 1].words.insert(position..<end)
      position = end
    }
    return sentences
  }

  static func f1(_ tokenizer: Tokenizer, _ sentences: [Sentence]) -> Double {
    var gold = 0
    var found = 0
    var right = 0
    for sentence in sentences {
      let tokens = Set(tokenizer.tokens(in: sentence.text).map(\.range))
      gold += sentence.words.count
      found += tokens.count
      right += tokens.intersection(sentence.words).count
    }
    return 2 * Double(right) / Double(gold + found)
  }

  @Test(.enabled(if: SharedData.has("data/ud-en-ewt"), "needs ../shared"))
  func englishWebTreebank() throws {
    let sentences = try Self.sentences("data/ud-en-ewt/en_ewt-ud-dev.conllu")
    #expect(sentences.count == 2001)
    let treebank = Self.f1(Tokenizer(.init(style: .treebank)), sentences)
    let unicode = Self.f1(Tokenizer(.init(style: .unicode)), sentences)
    #expect(treebank >= 0.988)
    #expect(unicode > 0.92 && unicode < treebank)
  }

  @Test(
    .enabled(if: SharedData.has("data/ud-th-pud"), "needs ../shared"),
    arguments: [
      ("th", "data/ud-th-pud/th_pud-ud-test.conllu", 0.755),
      ("zh", "data/ud-zh-pud/zh_pud-ud-test.conllu", 0.78),
      ("ja", "data/ud-ja-gsd/ja_gsd-ud-dev.conllu", 0.81),
    ])
  func dictionaryScripts(_ locale: String, _ path: String, _ least: Double) throws {
    let tokenizer = Tokenizer(.init(locale: locale, style: .treebank))
    #expect(Self.f1(tokenizer, try Self.sentences(path)) >= least)
  }
}
