import Benchmarks
import Foundation
import TestSupport
import Testing
import TextInput
import Text
import Tokenization

@Suite struct NormalizerTests {
  @Test func forms() {
    let text = "ﬁancé\u{301} Å\u{212B} ① ½…"
    #expect(Normalizer().normalize(text) == text && Normalizer().isIdentity)
    func scalars(_ form: Normalizer.Form) -> [Unicode.Scalar] {
      Array(Normalizer(form: form).normalize(text).unicodeScalars)
    }
    #expect(scalars(.nfc) == Array("ﬁanc\u{E9}\u{301} \u{C5}\u{C5} ① ½…".unicodeScalars))
    #expect(scalars(.nfd) == Array("ﬁance\u{301}\u{301} A\u{30A}A\u{30A} ① ½…".unicodeScalars))
    #expect(
      scalars(.nfkc) == Array("fianc\u{E9}\u{301} \u{C5}\u{C5} 1 1\u{2044}2...".unicodeScalars))
    #expect(
      scalars(.nfkcCasefold)
        == Array("fianc\u{E9}\u{301} \u{E5}\u{E5} 1 1\u{2044}2...".unicodeScalars))
  }

  @Test func otherSteps() {
    #expect(Normalizer(lowercases: true).normalize("ÀB ΟΔΟΣ ΣΑΣ I") == "àb οδος σας i")
    #expect(Normalizer(lowercases: true, locale: "tr").normalize("DIŞ İL") == "dış il")
    #expect(
      Normalizer(foldsAccents: true).normalize("Crème brûlée, Łódź, straße, が हिन्दी")
        == "Creme brulee, Lodz, strasse, が हिन्दी")
    #expect(Normalizer(foldsDigits: true).normalize("١٢٣ ४५ 7 ²") == "123 45 7 ²")
    #expect(
      Normalizer(removesInvisible: true).normalize("a\u{0}\u{200B}b\u{AD}c\n\u{FEFF}👩\u{200D}👧")
        == "abc\n👩\u{200D}👧")
    #expect(Normalizer(transliterates: true).normalize("Москва") == "Moskva")
    #expect(
      Normalizer(transliterates: true, foldsAccents: true).normalize("Ελλάδα, Ada") == "Ellada, Ada"
    )
  }

  @Test func partsPointBackToTheRawBytes() {
    let text = "ＡＢＣ ﬁve e\u{301}te\u{301} x"
    let normal = Normalizer(form: .nfkc, lowercases: true).align(text)
    #expect(normal.text == "abc five été x")
    let tokens = Tokenizer(.init(style: .unicode)).tokens(in: normal.text)
    #expect(
      tokens.map { text.slice(utf8: normal.rawRange(of: $0.range)) } == [
        "ＡＢＣ", "ﬁve", "e\u{301}te\u{301}", "x",
      ])
    // Half of a ligature came from all of it.
    #expect(text.slice(utf8: normal.rawRange(of: 4..<5)) == "ﬁ")
    #expect(normal.rawRange(of: 0..<normal.text.utf8.count) == 0..<text.utf8.count)
  }

  static let normalizers: [Normalizer] = [
    Normalizer(form: .nfc), Normalizer(form: .nfd), Normalizer(form: .nfkc),
    Normalizer(form: .nfkcCasefold), Normalizer(lowercases: true),
    Normalizer(lowercases: true, locale: "tr"), Normalizer(lowercases: true, locale: "lt"),
    Normalizer(foldsAccents: true), Normalizer(foldsDigits: true),
    Normalizer(removesInvisible: true),
    Normalizer(transliterates: true),
    Normalizer(
      form: .nfkc, lowercases: true, removesInvisible: true, transliterates: true,
      foldsAccents: true, foldsDigits: true),
  ]

  /// Any cut of the normal form gives cuts of the raw text that are in order, whole characters and,
  /// put together, all that was not removed.
  @Test(arguments: normalizers.indices)
  func alignmentOfRandomText(_ index: Int) {
    let normalizer = Self.normalizers[index]
    var random = RandomText(seed: UInt64(index))
    for _ in 0..<(normalizer.transliterates ? 150 : 600) {
      let text = random.text(count: 1 + random.below(30))
      let normal = normalizer.align(text)
      #expect(normal.text == normalizer.normalize(text))
      let raw = Array(text.utf8)
      var previous = 0..<0
      var start = 0
      var problem: String?
      for scalar in normal.text.unicodeScalars {
        let width = String(scalar).utf8.count
        let range = normal.rawRange(of: start..<start + width)
        start += width
        let isInOrder =
          range.lowerBound >= previous.lowerBound && range.upperBound >= previous.upperBound
        let isWhole = String(validating: raw[range], as: UTF8.self) != nil
        if range.isEmpty || !isInOrder || !isWhole || range.upperBound > raw.count {
          problem = "\(range) after \(previous)"
        }
        previous = range
      }
      #expect(problem == nil, "\(text.debugDescription): \(problem ?? "")")
      if let problem { _ = problem; return }
    }
  }

  @Test func normalFormsOfRandomTextAreStable() {
    var random = RandomText(seed: 31)
    for _ in 0..<500 {
      let text = random.text(count: 20)
      for form in [Normalizer.Form.nfc, .nfd, .nfkc] {
        let once = Normalizer(form: form).normalize(text)
        let twice = Normalizer(form: form).normalize(once)
        #expect(once.utf8.elementsEqual(twice.utf8))
        // Strings are equal when they are canonically equivalent.
        if form != .nfkc { #expect(once == text) }
      }
    }
  }

  struct Golden: Decodable {
    struct Case: Decodable {
      var locale: String
      var text: String
      var word: [[Segment]]
      var sentence: [[Segment]]
      var grapheme: [[Segment]]
      var line: [[Segment]]
      var nfc: String
      var nfd: String
      var nfkc: String
      var nfkcCasefold: String
      var lower: String
    }
    enum Segment: Decodable {
      case number(Int)
      case text(String)
      init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let number = try? value.decode(Int.self) {
          self = .number(number)
        } else {
          self = .text(try value.decode(String.self))
        }
      }
      var text: String? { if case .text(let text) = self { text } else { nil } }
    }
    var cases: [Case]
  }

  @Test(.enabled(if: SharedData.has("golden/icu/break.json"), "needs ../shared"))
  func goldenTexts() throws {
    let data = try Data(contentsOf: #require(SharedData.url("golden/icu/break.json")))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let golden = try decoder.decode(Golden.self, from: data)
    #expect(golden.cases.count == 18)
    for test in golden.cases {
      func same(_ normalizer: Normalizer, _ expected: String) {
        #expect(normalizer.normalize(test.text).utf8.elementsEqual(expected.utf8), "\(test.text)")
      }
      same(Normalizer(form: .nfc), test.nfc)
      same(Normalizer(form: .nfd), test.nfd)
      same(Normalizer(form: .nfkc), test.nfkc)
      same(Normalizer(form: .nfkcCasefold), test.nfkcCasefold)
      same(Normalizer(lowercases: true, locale: test.locale), test.lower)
      let units: [(TextUnit, [[Golden.Segment]])] = [
        (.word, test.word), (.sentence, test.sentence), (.grapheme, test.grapheme),
        (.line, test.line),
      ]
      for (unit, expected) in units {
        let found = TextSegmenter(unit, locale: test.locale).segments(in: test.text)
        #expect(found.map { test.text.slice(utf8: $0) } == expected.map { $0.last?.text ?? "" })
      }
    }
  }
}

@Suite struct UTF8DecoderTests {
  @Test func illFormedSequencesAreReplacedAndCounted() {
    var decoder = UTF8Decoder()
    let bytes: [UInt8] = [
      0x61, 0xFF, 0xE2, 0x82, 0x62, 0xC0, 0x80, 0xED, 0xA0, 0x80, 0xEF, 0xBF, 0xBD,
    ]
    #expect(
      decoder.decode(bytes, isLast: true)
        == "a\u{FFFD}\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}")
    #expect(decoder.replacements == 7)
  }

  @Test func piecesGiveTheSameTextAsTheWhole() {
    var random = RandomText(seed: 5)
    for _ in 0..<300 {
      var bytes = Array(random.text(count: 20).utf8)
      if random.below(2) == 0 { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
      var whole = UTF8Decoder()
      let expected = whole.decode(bytes, isLast: true)
      var pieces = UTF8Decoder()
      var text = ""
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + 1 + random.below(4))
        text += pieces.decode(bytes[start..<end], isLast: end == bytes.count)
        start = end
      }
      #expect(text.utf8.elementsEqual(expected.utf8))
      #expect(pieces.replacements == whole.replacements)
    }
    var decoder = UTF8Decoder()
    #expect(decoder.decode([0xE2, 0x82], isLast: false) == "")
    #expect(decoder.decode([], isLast: true) == "\u{FFFD}" && decoder.replacements == 1)
  }
}
