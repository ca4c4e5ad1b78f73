import Corpora
import TestSupport
import Testing
import Text
import TextInput

@Suite struct JSONLinesReaderTests {
  private func read(_ line: String, _ settings: ReadingSettings = .init()) throws -> InputRecord {
    var settings = settings
    settings.format = .jsonl
    return try #require(try records(of: line, settings).first)
  }

  @Test(arguments: [
    #"{"text":"Ada met Bob","entities":[{"start":8,"end":11,"label":"PER"},"#
      + #"{"start":0,"end":3,"label":"PER"}]}"#,
    #"{"entities":[[8,11,"PER"],[0,3,"PER"]],"text":"Ada met Bob"}"#,
    #"{"text":"Ada met Bob","label":[[0,3,"PER"],[8,11,"PER"]]}"#,
    #"{"text":"Ada met Bob","labels":[[0,3,"PER"],[8,11,"PER"]]}"#,
    #"{"text":"Ada met Bob","spans":[{"start":0,"end":3,"label":"PER","text":"Ada"},"#
      + #"{"start":8,"end":11,"label":"PER"}]}"#,
    #"{"text":"Ada met Bob","entities":[{"start_offset":0,"end_offset":3,"label":"PER"},"#
      + #"{"start_offset":8.0,"end_offset":11,"label":"PER"}]}"#,
  ])
  func entitiesComeInManyShapes(line: String) throws {
    let document = try #require(try read(line).document)
    #expect(document.entities == ["PER:Ada", "PER:Bob"])
    #expect(document.labels.isEmpty)
  }

  @Test func classesComeInManyShapes() throws {
    #expect(try read(#"{"text":"a","label":"x"}"#).document?.labels == ["x"])
    #expect(try read(#"{"text":"a","label":1}"#).document?.labels == ["1"])
    #expect(try read(#"{"text":"a","label":true}"#).document?.labels == ["true"])
    #expect(try read(#"{"text":"a","labels":["x","y"]}"#).document?.labels == ["x", "y"])
    #expect(try read(#"{"text":"a","label":null,"entities":null}"#).document?.labels == [])
    #expect(try read(#"{"text":"a","id":7}"#).document?.identifier == "7")
    #expect(try read(#"{"text":"a","id":"x/y"}"#).document?.identifier == "x/y")
  }

  @Test(arguments: [(OffsetUnit.utf8, 5, 8), (.utf16, 3, 6), (.scalar, 2, 5)])
  func offsetsAreInTheUnitThatIsNamed(unit: OffsetUnit, start: Int, end: Int) throws {
    var settings = ReadingSettings()
    settings.offsets = unit
    let line = "{\"text\":\"\u{1F600} Ada\",\"entities\":[[\(start),\(end),\"PER\"]]}"
    #expect(try read(line, settings).document?.entities == ["PER:Ada"])
    let inside = "{\"text\":\"\u{1F600} Ada\",\"entities\":[[1,\(end),\"PER\"]]}"
    #expect(try read(inside, settings).rejections.count == (unit == .scalar ? 0 : 1))
  }

  @Test(
    arguments: [
      [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 1],
      [0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 1],
    ] as [[UInt8]])
  func otherCompressionsAreToldApart(bytes: [UInt8]) {
    #expect {
      try records(of: bytes)
    } throws: { error in
      guard case .unrecognizedFormat? = error as? TextInputError else { return false }
      return !"\(error)".contains("\n")
    }
  }

  @Test func fieldsCanHaveOtherNames() throws {
    var settings = ReadingSettings()
    settings.fields.text = "body"
    settings.fields.label = "class"
    settings.fields.entities = "names"
    settings.fields.identifier = "key"
    let line = #"{"key":"k","text":"no","body":"Ada","class":"x","label":"y","names":[[0,3,"P"]]}"#
    let document = try #require(try read(line, settings).document)
    #expect(document.text == "Ada" && document.labels == ["x"])
    #expect(document.entities == ["P:Ada"] && document.identifier == "k")
  }

  @Test(arguments: [
    "{\"text\":\"a\"", "[1]", "\"text\"", "{}", "{\"text\":5}", "{\"text\":null}",
    "{\"text\":\"  \"}", "{\"text\":\"a\\u0000b\"}", "{\"text\":\"a\",\"entities\":[[0,2,\"X\"]]}",
    "{\"text\":\"a\",\"entities\":[[-1,1,\"X\"]]}", "{\"text\":\"a\",\"entities\":[[1,1,\"X\"]]}",
    "{\"text\":\"abc\",\"entities\":[[2,1,\"X\"]]}", "{\"text\":\"a\",\"entities\":[[0,1]]}",
    "{\"text\":\"a\",\"entities\":[[0,1,\"\"]]}", "{\"text\":\"a\",\"entities\":[[0,1,5]]}",
    "{\"text\":\"a\",\"entities\":[{\"start\":0,\"label\":\"X\"}]}",
    "{\"text\":\"a\",\"entities\":[\"X\"]}", "{\"text\":\"a\",\"entities\":[null]}",
    "{\"text\":\"a\",\"entities\":[[0.5,1,\"X\"]]}", "{\"text\":\"a\",\"label\":\"\"}",
    "{\"text\":\"abc\",\"entities\":[{\"start\":0,\"end\":1,\"label\":\"X\",\"text\":\"b\"}]}",
    "{\"text\":\"a\",\"entities\":[[0,99999999999999999999,\"X\"]]}",
    "{\"text\":\"ab\",\"tokens\":[[0,1],[0,2]],\"sentences\":[2]}",
    "{\"text\":\"ab\",\"tokens\":[[0,1]],\"sentences\":[2]}",
    "{\"text\":\"ab\",\"tokens\":[[0,3]],\"sentences\":[1]}",
    "{\"text\":\"ab\",\"tokens\":[[0,1],[1,2]],\"sentences\":[1]}",
    "{\"text\":\"a\",\"x\":" + String(repeating: "[", count: 5000) + "}",
  ])
  func whatCannotBeUsedIsRejected(line: String) throws {
    let read = try read("{\"text\":\"fine\"}\n" + line + "\n{\"text\":\"fine, too\"}\n")
    #expect(read.document?.text == "fine")
    var settings = ReadingSettings()
    settings.format = .jsonl
    let all = try records(
      of: "{\"text\":\"fine\"}\n" + line + "\n{\"text\":\"fine, too\"}\n", settings)
    #expect(all.count == 3)
    #expect(all[1].document == nil)
    #expect(all[1].rejections.map(\.line) == [2])
    #expect(all[1].rejections.allSatisfy { !$0.reason.isEmpty && !$0.reason.contains("\n") })
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let text = "\u{1F600} Ada met \u{E9}mile.\nThen \"Bob\"\t\u{7}"
    var document = Document(identifier: "x\"1", text: text, hasGoldTokens: true)
    document.tokens = [Token(range: 0..<4), Token(range: 5..<8), Token(range: 13..<19)]
    document.sentences = [
      Sentence(range: 0..<8, tokens: 0..<2), Sentence(range: 13..<19, tokens: 2..<3),
    ]
    document.spans = [
      Span(range: 5..<8, label: "PER"), Span(range: 5..<19, label: "ALL"),
      Span(range: 13..<19, label: "PER"),
    ]
    for labels in [[], ["a"], ["a", "b, c"]] {
      document.labels = labels
      for unit in OffsetUnit.allCases {
        var settings = ReadingSettings()
        settings.offsets = unit
        let line = JSONLinesWriter(offsets: unit).text(of: document)
        #expect(try read(line, settings).document == document)
      }
    }
  }
}
