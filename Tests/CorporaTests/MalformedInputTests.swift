import Corpora
import Foundation
import Testing
import Text
import TextInput

/// What is wrong with an input is told with its line and reason, and the rest of it is kept.
@Suite struct MalformedInputTests {
  /// An input, how many documents it gives, and the lines and reasons of what is set aside; `nil`
  /// where the whole input is refused.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var format: InputFormat
    var bytes: [UInt8]
    var documents: Int
    var rejected: [(line: Int, reason: String)]?

    init(
      _ name: String, _ format: InputFormat, _ bytes: [UInt8], _ documents: Int,
      _ rejected: [(Int, String)]?
    ) {
      (self.name, self.format, self.bytes, self.documents) = (name, format, bytes, documents)
      self.rejected = rejected
    }

    init(
      _ name: String, _ format: InputFormat, _ text: String, _ documents: Int,
      _ rejected: [(Int, String)]?
    ) {
      self.init(name, format, Array(text.utf8), documents, rejected)
    }

    var testDescription: String { "\(format.rawValue): \(name)" }
  }

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private static let deep = String(repeating: "[", count: 5000)

  static let text: [Case] = [
    Case("empty", .text, "", 0, nil),
    Case("blank lines only", .text, "\n \n\t\n", 0, nil),
    Case("torn UTF-8", .text, [0x61, 0x0A, 0xC3, 0x0A, 0x62], 2, [(2, "UTF-8")]),
    Case("surrogates in UTF-8", .text, [0xED, 0xA0, 0x80, 0x0A, 0x62], 1, [(1, "UTF-8")]),
    Case("overlong UTF-8", .text, [0xC0, 0x80, 0x0A, 0x62], 1, [(1, "UTF-8")]),
    Case("NUL", .text, [0x61, 0x00, 0x0A, 0x62], 1, [(1, "NUL")]),
    Case("byte order mark", .text, mark + [0x61, 0x0A], 1, []),
    Case("line ends of Windows", .text, "a\r\nb\r\n", 2, []),
    Case("no last line end", .text, "a\nb", 2, []),
    Case("only broken lines", .text, [0xFF, 0x0A, 0xFE], 0, nil),
  ]

  static let jsonl: [Case] = [
    Case("empty", .jsonl, "", 0, nil),
    Case("no JSON", .jsonl, "{\"text\":\"a\"}\nword\n", 1, [(2, "")]),
    Case("an array", .jsonl, "[1]\n{\"text\":\"a\"}\n", 1, [(1, "")]),
    Case("unclosed string", .jsonl, "{\"text\":\"a}\n{\"text\":\"a\"}\n", 1, [(1, "")]),
    Case("unclosed object", .jsonl, "{\"text\":\"a\"\n{\"text\":\"a\"}\n", 1, [(1, "")]),
    Case("behind the object", .jsonl, "{\"text\":\"a\"} x\n{\"text\":\"a\"}\n", 1, [(1, "")]),
    Case("no text", .jsonl, "{\"txt\":\"a\"}\n{\"text\":\"a\"}\n", 1, [(1, "text")]),
    Case("text is a number", .jsonl, "{\"text\":7}\n{\"text\":\"a\"}\n", 1, [(1, "a number")]),
    Case("empty text", .jsonl, "{\"text\":\" \"}\n{\"text\":\"a\"}\n", 1, [(1, "empty")]),
    Case("NUL by escape", .jsonl, #"{"text":"a\u0000"}"# + "\n{\"text\":\"a\"}\n", 1, [(1, "NUL")]),
    Case("lone surrogate", .jsonl, #"{"text":"a\ud800"}"# + "\n{\"text\":\"a\"}\n", 1, [(1, "")]),
    Case("bad escape", .jsonl, #"{"text":"a\x"}"# + "\n{\"text\":\"a\"}\n", 1, [(1, "")]),
    Case("control character", .jsonl, "{\"text\":\"a\tb\"}\n{\"text\":\"a\"}\n", 1, [(1, "")]),
    Case("deep nesting", .jsonl, "{\"text\":\"a\",\"x\":\(deep)\n{\"text\":\"a\"}\n", 1, [(1, "")]),
    Case("nested objects pass", .jsonl, #"{"text":"a","meta":{"x":[{"y":1}]}}"# + "\n", 1, []),
    Case(
      "torn UTF-8", .jsonl,
      Array("{\"text\":\"a\"}\n{\"text\":\"".utf8) + [0xE2, 0x82, 0x22, 0x7D], 1, [(2, "UTF-8")]),
    Case(
      "span out of range", .jsonl,
      #"{"text":"abc","entities":[[1,9,"X"]]}"# + "\n{\"text\":\"a\"}\n", 1, [(1, "1 to 9")]),
    Case(
      "negative span", .jsonl, #"{"text":"abc","entities":[[-1,2,"X"]]}"# + "\n{\"text\":\"a\"}\n",
      1, [(1, "-1")]),
    Case(
      "empty span", .jsonl, #"{"text":"abc","entities":[[1,1,"X"]]}"# + "\n{\"text\":\"a\"}\n", 1,
      [(1, "1 to 1")]),
    Case(
      "turned span", .jsonl, #"{"text":"abc","entities":[[2,1,"X"]]}"# + "\n{\"text\":\"a\"}\n", 1,
      [(1, "2 to 1")]),
    Case(
      "span of fractions", .jsonl,
      #"{"text":"abc","entities":[[0.5,1,"X"]]}"# + "\n{\"text\":\"a\"}\n", 1, [(1, "whole")]),
    Case(
      "huge span", .jsonl,
      #"{"text":"abc","entities":[[0,99999999999999999999,"X"]]}"# + "\n{\"text\":\"a\"}\n", 1,
      [(1, "")]),
    Case(
      "span without label", .jsonl,
      #"{"text":"abc","entities":[{"start":0,"end":1}]}"# + "\n{\"text\":\"a\"}\n", 1,
      [(1, "label")]),
    Case(
      "span of two parts", .jsonl, #"{"text":"abc","entities":[[0,1]]}"# + "\n{\"text\":\"a\"}\n",
      1, [(1, "parts")]),
    Case(
      "span of other words", .jsonl,
      #"{"text":"abc","entities":[{"start":0,"end":1,"label":"X","text":"b"}]}"#
        + "\n{\"text\":\"a\"}\n", 1, [(1, "not 'b'")]),
    Case(
      "entities are a word", .jsonl, #"{"text":"abc","entities":"X"}"# + "\n{\"text\":\"a\"}\n", 1,
      [(1, "entity")]),
    Case(
      "overlapping spans are kept", .jsonl,
      #"{"text":"abc","entities":[[0,2,"X"],[1,3,"Y"]]}"# + "\n", 1, []),
    Case(
      "empty label", .jsonl, #"{"text":"abc","label":""}"# + "\n{\"text\":\"a\"}\n", 1,
      [(1, "empty label")]),
    Case(
      "labels of spaces or with a NUL", .jsonl,
      #"{"text":"a","label":" "}"# + "\n" + #"{"text":"a","label":"x\u0000"}"# + "\n"
        + #"{"text":"a","entities":[[0,1,"\u0000"]]}"# + "\n" + #"{"text":"a","cats":{"":1}}"#
        + "\n" + #"{"text":"a","id":"\u0000"}"# + "\n"
        + #"{"tokens":["a"],"ner_tags":["B-\u0000"]}"# + "\n{\"text\":\"a\"}\n", 1,
      [
        (1, "empty label"), (2, "NUL"), (3, "NUL"), (4, "empty label"), (5, "NUL"), (6, "NUL"),
      ]),
    Case(
      "null label", .jsonl, #"{"text":"abc","label":[null]}"# + "\n{\"text\":\"a\"}\n", 1,
      [(1, "null")]),
    Case(
      "tokens out of order", .jsonl,
      #"{"text":"ab","tokens":[[1,2],[0,1]],"sentences":[2]}"# + "\n{\"text\":\"a\"}\n", 1,
      [(1, "tokens")]),
    Case(
      "sentences too long", .jsonl,
      #"{"text":"ab","tokens":[[0,2]],"sentences":[2]}"# + "\n{\"text\":\"a\"}\n", 1,
      [(1, "sentences")]),
    Case(
      "equal identifiers are kept", .jsonl,
      #"{"id":"1","text":"a"}"# + "\n" + #"{"id":"1","text":"b"}"# + "\n", 2, []),
    Case("line ends of Windows", .jsonl, "{\"text\":\"a\"}\r\n\r\n{\"text\":\"b\"}\r\n", 2, []),
    Case("byte order mark", .jsonl, mark + Array("{\"text\":\"a\"}\n".utf8), 1, []),
  ]

  static let columns: [Case] = [
    Case("no tags", .conll, "Ada\nmet\n", 0, nil),
    Case("unknown scheme", .conll, "Ada X-PER\nmet O\n", 0, nil),
    Case("missing column", .conll, "Ada\tB-PER\n\nmet\n\nBob\tB-PER\n", 2, [(3, "1 column")]),
    Case(
      "column too many", .conll, "Ada\tB-PER\n\nmet\tO\tx\n\nBob\tB-PER\n", 2, [(3, "3 columns")]),
    Case("empty token", .conll, "Ada\tB-PER\n\n\tO\n\nBob\tB-PER\n", 2, [(3, "empty token")]),
    Case("mixed schemes", .conll, "Ada\tB-PER\nB\tE-PER\n\nC\tL-PER\n\nD\tO\n", 0, nil),
    Case(
      "torn UTF-8", .conll,
      Array("Ada\tB-PER\n\n".utf8) + [0xC3, 0x09, 0x4F, 0x0A, 0x0A] + Array("D\tO\n".utf8), 2,
      [(3, "UTF-8")]),
    Case(
      "NUL", .conll,
      Array("Ada\tB-PER\n\n".utf8) + [0x41, 0x00, 0x09, 0x4F, 0x0A, 0x0A] + Array("D\tO\n".utf8), 2,
      [(3, "NUL")]),
    Case(
      "inside without begin is read as conlleval does", .conll, "Ada\tI-PER\nmet\tO\nBob\tB-PER\n",
      1, []),
    Case("no last empty line", .conll, "Ada\tB-PER\nmet\tO", 1, []),
    Case("many empty lines", .conll, "\n\nAda\tB-PER\n\n\n\nmet\tO\n\n\n", 2, []),
    Case("line ends of Windows", .conll, "Ada\tB-PER\r\nmet\tO\r\n\r\nC\tO\r\n", 2, []),
  ]

  static let tables: [Case] = [
    Case("empty", .csv, "", 0, nil),
    Case("header only", .csv, "text,label\n", 0, nil),
    Case("unclosed quote", .csv, "text,label\na,x\n\"b,y\n", 1, [(3, "quot")]),
    Case("behind a quote", .csv, "text,label\na,x\n\"b\"c,y\n", 1, [(3, "")]),
    Case("field missing", .csv, "text,label\na,x\nb\n", 1, [(3, "")]),
    Case("field too many", .csv, "text,label\na,x\nb,y,z\n", 1, [(3, "")]),
    Case("quoted line end", .csv, "text,label\n\"a\nb\",x\n", 1, []),
    Case("doubled quotes", .csv, "text,label\n\"a \"\"b\"\"\",x\n", 1, []),
    Case("line ends of Windows", .csv, "text,label\r\na,x\r\n", 1, []),
    Case("byte order mark", .csv, mark + Array("text,label\na,x\n".utf8), 1, []),
    Case("no text column", .csv, "words,label\na,x\n", 0, nil),
    Case(
      "torn UTF-8", .csv, Array("text,label\na,x\n".utf8) + [0xFF, 0x2C, 0x79, 0x0A], 1,
      [(3, "UTF-8")]),
    Case("field missing", .tsv, "text\tlabel\na\tx\nb\n", 1, [(3, "")]),
    Case("label without text", .fasttext, "__label__x a\n__label__y\n", 1, [(2, "")]),
    Case("text without label", .fasttext, "__label__x a\nb\n", 1, [(2, "")]),
    Case("torn UTF-8", .fasttext, Array("__label__x a\n".utf8) + [0xFF, 0x0A], 1, [(2, "UTF-8")]),
  ]

  private static let unit =
    "<tu><tuv xml:lang=\"en\"><seg>a</seg></tuv><tuv xml:lang=\"de\"><seg>b</seg></tuv></tu>"

  static let memories: [Case] = [
    Case("empty", .tmx, "", 0, nil), Case("a page", .tmx, "<html></html>", 0, nil),
    Case("no units", .tmx, "<tmx><body></body></tmx>", 0, nil),
    Case("cut short", .tmx, "<tmx><tu><tuv xml:lang=\"en\"><seg>a", 0, nil),
    Case("not UTF-8", .tmx, Array("<tmx>".utf8) + [0xFF], 0, nil),
    Case(
      "one language", .tmx, "<tmx>\n<tu><tuv xml:lang=\"en\"><seg>a</seg></tuv></tu>\n\(unit)", 1,
      [(2, "fewer than two languages")]),
    Case(
      "an empty segment", .tmx, "<tmx>\(unit)\n\(unit.replacing(">b<", with: "> <"))", 1,
      [(2, "empty segment")]),
    Case("units that are not closed", .tmx, "<tmx>\(unit)\n<tu><tuv", 1, [(2, "")]),
  ]

  static let more: [Case] = [
    Case("entities that are no JSON", .csv, "text,entities\na,x\nb,\n", 1, [(2, "no JSON")]),
    Case("entities that are no array", .csv, "text,entities\na,7\nb,\n", 1, [(2, "array")]),
    Case(
      "an entity out of range", .csv, "text,entities\na,\"[[0,9,\"\"X\"\"]]\"\nb,\n", 1,
      [(2, "0 to 9")]),
    Case("NUL", .csv, Array("text\na".utf8) + [0, 0x0A, 0x62, 0x0A], 1, [(2, "NUL")]),
    Case("empty text", .csv, "text,label\n,x\nb,y\n", 1, [(2, "empty")]),
    Case("a quote is a quote", .tsv, "text\tlabel\n\"a\tx\n", 1, []),
    Case("no text column", .tsv, "words\tlabel\na\tx\n", 0, nil),
    Case("empty label", .fasttext, "__label__ a\n__label__x b\n", 1, [(1, "empty label")]),
    Case("NUL", .fasttext, Array("__label__x a\n__label__y b".utf8) + [0, 0x0A], 1, [(2, "NUL")]),
    Case("empty", .json, "", 0, nil), Case("an object", .json, "{\"text\":\"a\"}", 0, nil),
    Case("an empty array", .json, "[]", 0, nil),
    Case("cut short", .json, "[{\"text\":\"a\"}", 0, nil),
    Case("deep nesting", .json, deep, 0, nil),
    Case("torn UTF-8", .json, Array("[\"".utf8) + [0xC3] + Array("\"]".utf8), 0, nil),
    Case("numbers", .json, "[{\"text\":\"a\"},7]", 1, [(2, "not a document")]),
    Case("triples", .json, "[{\"text\":\"a\"},[\"a\",\"b\",\"c\"]]", 1, [(2, "pair")]),
    Case("no text", .json, "[{\"text\":\"a\"},{\"id\":1}]", 1, [(2, "no field")]),
    Case("empty", .conllu, "", 0, nil),
    Case(
      "nine columns", .conllu, word(1) + "\n" + "1\ta\t_\t_\t_\t_\t_\t_\t_\n\n", 1,
      [(3, "9 columns")]),
    Case("a number is missing", .conllu, word(1) + word(3) + "\n" + word(1), 1, [(2, "word 3")]),
    Case("no number", .conllu, word(1) + "\nx" + word(1) + "\n" + word(1), 2, [(3, "number")]),
    Case(
      "multiword token without its words", .conllu,
      "1-2" + word(1).dropFirst() + word(1) + "\n" + word(1), 1,
      [(1, "multiword")]),
    Case(
      "a range that is turned", .conllu, "2-1" + word(1).dropFirst() + "\n" + word(1), 1,
      [(1, "order")]),
    Case(
      "an empty word", .conllu, "1\t\t" + String(repeating: "_\t", count: 7) + "_\n\n" + word(1), 1,
      [(1, "empty token")]),
    Case("another text in the comment is passed over", .conllu, "# text = b\n" + word(1), 1, []),
    Case(
      "line ends of Windows", .conllu, word(1).replacing("\n", with: "\r\n") + "\r\n" + word(1), 2,
      []),
    Case("comments only", .conllu, "# a\n# b\n", 0, nil),
    Case("comments only", .conll, "# a = b\n", 0, nil), Case("empty", .conll, "", 0, nil),
    Case("empty", .tsv, "", 0, nil), Case("empty", .fasttext, "", 0, nil),
  ]

  private static func word(_ number: Int) -> String {
    "\(number)\ta" + String(repeating: "\t_", count: 8) + "\n"
  }

  static let all = text + jsonl + columns + tables + memories + more

  @Test func thereAreManyCases() {
    #expect(Self.all.count >= 100)
    let formats = Set(Self.all.map(\.format)).union([.brat, .directory, .wav, .midi])
    #expect(formats == Set(InputFormat.allCases))
  }

  @Test(arguments: all)
  func eachIsToldOrTaken(_ test: Case) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(test.bytes, to: "input")
    var settings = ReadingSettings()
    settings.format = test.format
    guard let rejected = test.rejected else {
      let error = #expect(throws: TextInputError.self) {
        try ingest([path], into: folder, settings: settings)
      }
      let text = error?.description ?? ""
      #expect(text.contains(path) && !text.contains("\n"))
      #expect(!FileManager.default.fileExists(atPath: folder.path("store.sqlite")))
      return
    }
    let summary = try ingest([path], into: folder, settings: settings)[0]
    #expect(summary.added == test.documents)
    #expect(summary.rejections.map(\.line) == rejected.map(\.line))
    for (found, expected) in zip(summary.rejections, rejected) {
      #expect(expected.reason.isEmpty || found.reason.contains(expected.reason))
      #expect(!found.reason.isEmpty)
      #expect(!found.reason.contains("\n"))
    }
  }

  /// Folders: the text, what stands beside it, and the reason; `nil` is taken.
  @Test(
    arguments: [
      ("Ada", "T1\tPER 0 3\tAda\n", nil), ("Ada", "", nil),
      ("Ada", "R1\tx Arg1:T1 Arg2:T2\n#1\tnote\n", nil),
      ("Ada", "T1\tPER 0 3\tAda\r\nT2\tPER 0 2\tAd\r\n", nil), ("A\tb", "T1\tPER 0 3\tA b\n", nil),
      ("Ada", "T1\tPER 0 9\tAda\n", "0 to 9"), ("Ada", "T1\tPER 3 0\tAda\n", "T1"),
      ("Ada", "T1\tPER 0 3\tBob\n", "not 'Bob'"), ("Ada", "T1\n", "T1"),
      ("Ada", "T1\tPER 0 1;2 3\tA a\n", nil), ("Ada", "T1\tPER x y\tA\n", "T1"),
      ("", "", "empty"), ("a\0", "", "NUL"),
    ] as [(String, String, String?)])
  func foldersAreToldOrTaken(_ text: String, _ annotations: String, _ reason: String?) throws {
    let folder = try TemporaryFolder()
    for (name, content) in [("good.txt", "fine"), ("a.txt", text), ("a.ann", annotations)] {
      let path = folder.path("brat/" + name)
      try FileManager.default.createDirectory(
        atPath: folder.path("brat"), withIntermediateDirectories: true)
      try Data(content.utf8).write(to: URL(fileURLWithPath: path))
    }
    let summary = try ingest([folder.path("brat")], into: folder)[0]
    #expect(summary.added == (reason == nil ? 2 : 1))
    #expect(summary.rejections.count == (reason == nil ? 0 : 1))
    if let reason {
      #expect(summary.rejections[0].reason.contains(reason))
      #expect(summary.rejections[0].reason.contains("a."))
    }
  }

  /// Tags that cannot stand where they do are read as conlleval does, and told with their line.
  @Test(
    arguments: [
      ("B-X\nI-X\nO\nB-Y", "BIO", nil), ("O\nI-X\nB-X\nO\nB-X", "BIO", 2),
      ("B-X\nI-Y\nB-X\nO\nB-X", "BIO", 2),
      ("I-X\nI-X\nB-X\nO", "IOB1", nil), ("S-X\nB-X\nO\nS-X", "BIOES", 2),
      ("S-X\nI-X\nE-X\nO", "BIOES", 2),
      ("B-X\nL-X\nU-Y\nL-Y", "BILOU", 4),
    ] as [(String, String, Int?)])
  func brokenTagsAreTold(_ tags: String, _ scheme: String, _ line: Int?) throws {
    let folder = try TemporaryFolder()
    let text = tags.split(separator: "\n").map { "w\t\($0)\n" }.joined()
    let path = try folder.write(text, to: "a.conll")
    let summary = try ingest([path], into: folder)[0]
    #expect(summary.layout.contains(scheme + ", ") || summary.layout.hasSuffix(scheme))
    #expect(summary.repaired == (line == nil ? 0 : 1))
    let corpus = try openCorpus(folder)
    #expect(try corpus.repairedRecords().map(\.line) == (line.map { [$0] } ?? []))
    var kinds: [CorpusFinding.Kind] = []
    try corpus.verify { kinds.append($0.kind) }
    #expect(kinds.contains(.brokenTags) == (line != nil))
    #expect(try ingest([path], into: folder)[0].added == 0)
    #expect(try corpus.repairedRecords().count == (line == nil ? 0 : 1))
  }

  @Test(
    arguments: [
      (InputFormat.text, "a\\x\nb\n"), (.fasttext, "__label__x a\\\n__label__y b\n"),
      (.tsv, "text\n\\q\nb\n"),
    ] as [(InputFormat, String)])
  func unknownEscapesAreTold(_ format: InputFormat, _ text: String) throws {
    let folder = try TemporaryFolder()
    var settings = ReadingSettings()
    settings.format = format
    settings.unescapes = true
    let summary = try ingest([try folder.write(text, to: "a")], into: folder, settings: settings)[0]
    #expect(summary.added == 1 && summary.rejections.map(\.line) == [format == .tsv ? 2 : 1])
    #expect(summary.rejections[0].reason.contains("escape"))
    settings.format = .jsonl
    #expect(throws: TextInputError.self) {
      try ingest([folder.path("a")], into: folder, store: "b", settings: settings)
    }
  }

  /// A line of a hundred megabytes is set aside without being held.
  @Test(.timeLimit(.minutes(2)))
  func aLineOfAHundredMegabytes() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("long.txt")
    FileManager.default.createFile(atPath: path, contents: nil)
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.write(contentsOf: Data("first\n".utf8))
    let megabyte = Data(repeating: 0x61, count: 1 << 20)
    for _ in 0..<100 { try file.write(contentsOf: megabyte) }
    try file.write(contentsOf: Data("\nlast\n".utf8))
    try file.close()
    let summary = try ingest([path], into: folder)[0]
    #expect(summary.added == 2 && summary.rejections.map(\.line) == [2])
    #expect(summary.rejections[0].reason.contains("more than 16777216 bytes"))
  }
}
