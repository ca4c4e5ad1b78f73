import Foundation
import NLPToolkit
import TestSupport
import Testing

@Suite("nlptool tag")
struct TagCommandTests {
  let runner: CommandRunner
  let sentence = "Ada Lovelace met us in Łódź."

  init() throws {
    runner = try CommandRunner()
    try SampleTagger.write(to: runner)
  }

  private func tag(_ arguments: String..., input: String = "") throws -> CommandRunner.Result {
    try runner.run(["tag", "--model", "m.nlpmodel"] + arguments, input: input)
  }

  private func entities(_ line: String) throws -> [JSONValue] {
    try #require(try JSONObject(parsing: line)["entities"]?.array)
  }

  @Test("Each form of output")
  func forms() throws {
    #expect(
      try tag("--text", sentence).output == "[PER Ada Lovelace] met us in [LOC Łódź].\n")
    #expect(
      try tag("--text", sentence, "--format", "inline").output
        == "<PER>Ada Lovelace</PER> met us in <LOC>Łódź</LOC>.\n")
    #expect(
      try tag("--text", sentence, "--format", "conll").lines
        == ["Ada\tB-PER", "Lovelace\tI-PER", "met\tO", "us\tO", "in\tO", "Łódź\tB-LOC", ".\tO", ""])
    #expect(
      try tag("--text", sentence, "--format", "conll", "--scheme", "bioes").lines.prefix(2)
        == ["Ada\tB-PER", "Lovelace\tE-PER"])
    let json = try tag("--text", sentence, "--format", "jsonl").lines
    let object = try JSONObject(parsing: try #require(json.first))
    #expect(object.fields.map(\.name) == ["text", "entities"])
    let first = try #require(try entities(json[0]).first)
    #expect(first["text"]?.string == "Ada Lovelace")
    #expect(first["label"]?.string == "PER")
    let score = try #require(first["score"]?.double)
    #expect(score > 0.5 && score <= 1)
  }

  @Test("Names of a gazetteer are entities, also with labels that the model lacks")
  func gazetteer() throws {
    try runner.write("Łódź\tTOWN\n\nmet us\tPER\n", to: "names.tsv")
    let arguments = ["tag", "--model", "m.nlpmodel", "--gazetteer", "names.tsv"]
    #expect(
      try runner.run(arguments + ["--text", sentence]).output
        == "[PER Ada Lovelace] [PER met us] in [TOWN Łódź].\n")
    #expect(
      try runner.run(arguments + ["--text", "in łódź", "--ignore-case"]).output
        == "in [TOWN łódź]\n")
    let weighed = try runner.run(arguments + ["--text", sentence, "--gazetteer-weight", "3"])
    #expect(weighed.status == 65 && weighed.error.contains("TOWN"))
    try runner.write("Łódź LOC\n", to: "names.tsv")
    let spaces = try runner.run(arguments + ["--text", sentence])
    #expect(spaces.status == 65 && spaces.error.contains("names.tsv:1"))
    #expect(try tag("--gazetteer-weight", "3", "--text", sentence).status == 64)
    #expect(try tag("--gazetteer", "absent.tsv", "--text", sentence).status == 66)
  }

  @Test("Offsets in each unit cut the entity out again")
  func offsets() throws {
    let text = "😀 Çelik met us in Łódź ."
    for unit in OffsetUnit.allCases {
      let result = try tag("--text", text, "--format", "jsonl", "--offsets", unit.rawValue)
      for entity in try entities(try #require(result.lines.first)) {
        let range = try #require(entity["start"]?.integer)..<(#require(entity["end"]?.integer))
        let cut =
          switch unit {
          case .utf8: String(decoding: Array(text.utf8)[range], as: UTF8.self)
          case .utf16: String(decoding: Array(text.utf16)[range], as: UTF16.self)
          case .scalar:
            String(String.UnicodeScalarView(Array(text.unicodeScalars)[range]))
          }
        #expect(cut == entity["text"]?.string)
      }
      #expect(try entities(result.lines[0]).count == 2)
    }
  }

  @Test("The best alternative is what is tagged; the others are less probable and differ")
  func alternatives() throws {
    let text = "Bob met us in Rome . In Paris we saw Grace Hopper again."
    let line = try #require(
      try tag("--text", text, "--format", "jsonl", "--n-best", "5").lines.first)
    let object = try JSONObject(parsing: line)
    #expect(object.fields.map(\.name) == ["text", "entities", "alternatives"])
    let alternatives = try #require(object["alternatives"]?.array)
    #expect(alternatives.count == 5)
    func entities(_ value: JSONValue?) -> [String] {
      (value?.array ?? []).map { entity in
        [
          entity["start"]?.integer.map(String.init), entity["end"]?.integer.map(String.init),
          entity["label"]?.string, entity["text"]?.string,
        ].map { $0 ?? "nothing" }.joined(separator: " ")
      }
    }
    #expect(entities(alternatives[0]["entities"]) == entities(object["entities"]))
    #expect(Set(alternatives.map { entities($0["entities"]) }).count == 5)
    let scores = alternatives.compactMap { $0["score"]?.double }
    #expect(scores.count == 5 && scores == scores.sorted(by: >))
    #expect(scores[0] > 0.5 && scores.reduce(0, +) <= 1.0001)
    let fields = try tag(
      "--input-format", "jsonl", "--format", "jsonl", "--n-best", "1",
      input: #"{"id":7,"text":"nothing"}"#)
    #expect(
      fields.lines.first?.hasPrefix(
        #"{"id":7,"text":"nothing","entities":[],"alternatives":[{"score":"#) == true)
    for wrong in [["--n-best", "0", "--format", "jsonl"], ["--n-best", "2"]] {
      #expect(try runner.run(["tag", "--text", text] + wrong).status == 64)
    }
  }

  @Test("Tables: the text of each row is tagged, its other columns pass through")
  func tables() throws {
    let table = "id;text\n7;\"Bob met us in Rome .\"\n8;nothing\n"
    let result = try tag("--input-format", "csv", "--format", "jsonl", input: table)
    #expect(result.status == 0, "\(result.error)")
    #expect(result.lines.count == 2)
    #expect(
      result.lines[0].hasPrefix(#"{"id":"7","text":"Bob met us in Rome .","entities":[{"#))
    #expect(result.lines[1] == #"{"id":"8","text":"nothing","entities":[]}"#)
    let named = try tag(
      "--input-format", "tsv", "--text-field", "body", "--format", "text",
      input: "body\tid\nBob met us in Rome .\t7\n")
    #expect(named.output == "[PER Bob] met us in [LOC Rome] .\n")
  }

  @Test("A line in is a line out, blank lines too, and a missing last line feed changes nothing")
  func lines() throws {
    let result = try tag(input: "Bob met us in Rome .\n\nnothing here")
    #expect(result.status == 0)
    #expect(result.output == "[PER Bob] met us in [LOC Rome] .\n\nnothing here\n")
    #expect(try tag(input: "Bob met us in Rome .\n\nnothing here\n").output == result.output)
    #expect(try tag(input: "").output == "")
    #expect(try tag(input: "\n").output == "\n")
  }

  @Test("Files in their order, or each as one document")
  func files() throws {
    let first = try runner.write("Bob met us in Rome .\nIn Paris we saw Bob again.\n", to: "1.txt")
    let second = try runner.write("Paris is far from Bob, they said.\n", to: "2.txt")
    #expect(try tag(first, second).lines.count == 3)
    let whole = try tag(first, second, "--whole-file", "--format", "jsonl")
    #expect(whole.lines.count == 2)
    #expect(try entities(whole.lines[0]).count == 4)
    #expect(try entities(whole.lines[1]).count == 2)
  }

  @Test("Fields of JSON lines pass through as they were, in order")
  func passThrough() throws {
    let input = #"""
      {"id":7,"body":"Bob met us in Rome .","z":1.50,"n":{"a" : [1, 2]}}
      {"entities":"old","body":"nothing","é":"\u00e9"}
      """#
    let result = try tag(
      "--input-format", "jsonl", "--text-field", "body", "--format", "jsonl", input: input + "\n")
    #expect(result.status == 0)
    #expect(
      result.lines[0].hasPrefix(
        #"{"id":7,"body":"Bob met us in Rome .","z":1.50,"n":{"a" : [1, 2]},"entities":[{"#))
    #expect(result.lines[1] == #"{"entities":[],"body":"nothing","é":"\u00e9"}"#)
  }

  @Test("A line that can't be used comes out as an error in its place, and the status is 65")
  func unusableLines() throws {
    let input =
      "{\"text\":\"Bob met us in Rome .\"}\nno JSON\n\n{\"text\":3}\n{}\n{\"text\":\"\"}\n"
    let result = try tag("--input-format", "jsonl", "--format", "jsonl", input: input)
    #expect(result.status == 65)
    #expect(result.lines.count == 6)
    for (index, line) in [(1, 2), (3, 4), (4, 5)] {
      let object = try JSONObject(parsing: result.lines[index])
      #expect(object["error"]?.string?.isEmpty == false)
      #expect(object["line"]?.integer == line)
    }
    #expect(result.lines[2] == "")
    #expect(result.lines[5] == #"{"text":"","entities":[]}"#)
    #expect(result.error.hasPrefix("nlptool: 3 inputs can't be used"))

    let strict = try tag("--input-format", "jsonl", "--format", "jsonl", "--strict", input: input)
    #expect(strict.status == 65)
    #expect(strict.lines.count == 1)
    #expect(strict.error.hasPrefix("nlptool: standard input:2: "))
  }

  @Test("Bytes that are not UTF-8 cost their line only")
  func notUTF8() throws {
    let bytes = Array("Bob\n".utf8) + [0xFF, 0x0A] + Array("Rome\n".utf8)
    let path = try runner.write(bytes: bytes, to: "latin.txt")
    let json = try tag(path, "--format", "jsonl")
    #expect(json.status == 65)
    #expect(try JSONObject(parsing: json.lines[1])["line"]?.integer == 2)
    #expect(json.lines.count == 3)
    let text = try tag(path)
    #expect(text.status == 65)
    #expect(text.lines.count == 3 && text.lines[1] == "")
    #expect(text.error.contains("warning: \(path):2: not UTF-8"))
  }

  @Test("Columns keep what they have and get the tag behind; the tokens are taken as given")
  func columns() throws {
    let input =
      "-DOCSTART- -X- O\n\nAda NNP O\nLovelace NNP O\nmet VBD O\nus. X O\n\n\nIn IN O\nŁódź NNP O\n"
    let path = try runner.write(input, to: "in.conll")
    let result = try tag(path, "--input-format", "conll", "--format", "conll")
    #expect(result.status == 0)
    #expect(
      result.output
        == "-DOCSTART- -X- O O\n\nAda NNP O B-PER\nLovelace NNP O I-PER\nmet VBD O O\nus. X O O\n"
        + "\n\nIn IN O O\nŁódź NNP O B-LOC\n")
    #expect(
      try tag(path, "--input-format", "conll").lines
        == ["[PER Ada Lovelace] met us.", "In [LOC Łódź]"])
  }

  @Test("Columns with numbers, as in CoNLL-U, with comments and words that are not written")
  func numberedColumns() throws {
    let input =
      "# text = x\n1\tIn\t_\n2-3\tthe\t_\n2\tRome\t_\n3\twe\t_\n\n# sent_id = 2\n1\tBob\t_\n"
    let result = try tag("--input-format", "conll", "--format", "conll", input: input)
    #expect(
      result.output
        == "# text = x\n1\tIn\t_\tO\n2-3\tthe\t_\t_\n2\tRome\t_\tB-LOC\n3\twe\t_\tO\n\n"
        + "# sent_id = 2\n1\tBob\t_\tB-PER\n")
  }

  @Test("A torn line costs its sentence, at its place")
  func tornColumns() throws {
    let input = "Bob N O\nmet\n\nIn N O\nRome N O\n"
    let result = try tag("--input-format", "conll", "--format", "conll", input: input)
    #expect(result.status == 65)
    #expect(result.output == "In N O O\nRome N O B-LOC\n")
    #expect(
      result.error.contains(
        "standard input:2: 1 column instead of the 3 of the lines before"))
    let column = try tag(
      "--input-format", "conll", "--token-column", "4", "--format", "conll", input: "a b c\n")
    #expect(column.status == 65)
    #expect(column.error.contains("no column 4"))
  }

  @Test("A page stands alone and shows text as it is")
  func page() throws {
    let text = "Bob met <b>us</b> & \"Rome\" in Rome ."
    let result = try tag("--format", "html", "--text", text)
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("<!DOCTYPE html>"))
    #expect(result.output.contains(">Bob<b>PER</b></mark>"))
    // Whatever the tagger finds in them, the characters are shown as characters.
    let shown = result.output.replacing(/<b>[A-Z]+<\/b>/, with: "").replacing(/<[^<>]*>/, with: "")
    #expect(shown.contains("Bob met &lt;b&gt;us&lt;/b&gt; &amp; &quot;Rome&quot; in Rome ."))
    for foreign in ["http:", "https:", "<script", "<link", "url("] {
      #expect(!result.output.contains(foreign), "\(foreign)")
    }
    #expect(result.output.hasSuffix("</html>\n"))
  }

  @Test("The same bytes for every number of threads and every way to cut the input")
  func threads() throws {
    let sentences = (0..<700).map { index in
      ["Ada Lovelace met us in Rome .", "In Paris we saw Bob again.", "No. \(index)", "é x"][
        index % 4]
    }
    let path = try runner.write(sentences.joined(separator: "\n") + "\n", to: "many.txt")
    let one = try tag(path, "--format", "jsonl", "--threads", "1")
    let three = try tag(path, "--format", "jsonl", "--threads", "3")
    #expect(one.lines.count == 700)
    #expect(one.output == three.output)
    let alone = try tag("--format", "jsonl", "--text", sentences[0])
    #expect(alone.lines[0] == one.lines[0])
  }

  @Test("A line longer than a batch has the entities that it has as a whole")
  func longLine() throws {
    let part = "Ada Lovelace met us in Rome . In Paris we saw Çelik again. "
    let text = String(repeating: part, count: 6000)
    let path = try runner.write(text + "\n", to: "long.txt")
    let result = try tag(path, "--format", "jsonl", "--offsets", "utf8")
    let expected = try SampleTagger.tagger.get().entities(in: text)
    let found = try entities(result.lines[0])
    #expect(found.count == expected.count && found.count == 24000)
    #expect(found.map { $0["start"]?.integer } == expected.map(\.range.lowerBound))
    #expect(found.map { $0["label"]?.string } == expected.map(\.label))
    let tags = try tag(path, "--format", "conll").lines
    #expect(tags.count { $0.hasPrefix("Rome\tB-LOC") } == 6000)
    #expect(tags.count { $0.hasSuffix("-PER") } == 18000)
  }

  @Test("A text without an end of a sentence, or without a space, is cut somewhere and kept whole")
  func unbrokenText() throws {
    for unit in ["Bob Rome ", "é", "\t ", "word,"] {
      let text = String(repeating: unit, count: 400_000 / unit.utf8.count)
      let path = try runner.write(text, to: "unbroken.txt")
      let result = try tag(path, "--format", "jsonl")
      #expect(result.status == 0)
      #expect(try JSONObject(parsing: result.lines[0])["text"]?.string == text)
    }
  }

  @Test("A reader that goes away is success")
  func closedPipe() throws {
    let result = try runner.shell(
      """
      yes 'Bob met us in Rome .' | nlptool tag --model m.nlpmodel --format jsonl | head -n 3
      echo ${PIPESTATUS[1]}
      """)
    #expect(result.lines.count == 4)
    #expect(result.lines.last == "0")
    #expect(result.error == "")
  }

  @Test("A program that waits for the answer to its line gets it")
  func conversation() throws {
    let result = try runner.shell(
      """
      coproc nlptool tag --model m.nlpmodel
      for name in Bob Çelik; do
        echo "$name met us in Rome ." >&${COPROC[1]}
        read -t 60 -r answer <&${COPROC[0]} && echo "$answer"
      done
      """)
    #expect(
      result.lines == ["[PER Bob] met us in [LOC Rome] .", "[PER Çelik] met us in [LOC Rome] ."])
  }

  @Test("Models that can't be used are told in one line")
  func badModels() throws {
    var bytes = try runner.bytes("m.nlpmodel")
    bytes.removeLast(10)
    try runner.write(bytes: bytes, to: "short.nlpmodel")
    let short = try runner.run("tag", "--model", "short.nlpmodel", "--text", "Bob")
    #expect(short.status == 65)
    #expect(short.error.hasPrefix("nlptool: short.nlpmodel: cut short"))
    #expect(short.error.split(separator: "\n").count == 1)
    let missing = try runner.run("tag", "--model", "none", "--text", "Bob")
    #expect(missing.status == 66)
    #expect(missing.output.isEmpty)
  }

  @Test(
    "Options that contradict each other are usage errors",
    arguments: [
      ["--whole-file", "--input-format", "jsonl"], ["--token-column", "2"],
      ["--input-format", "conll", "--token-column", "0"], ["--format", "xml"],
      ["--offsets", "bytes"], ["--scheme", "none"],
    ])
  func usage(arguments: [String]) throws {
    #expect(try runner.run(["tag", "--model", "m.nlpmodel"] + arguments).status == 64)
  }

  @Test("Colour is for terminals, and not where NO_COLOR is set", .enabled(if: hasScript))
  func colour() throws {
    let line = "nlptool tag --model m.nlpmodel --text 'Bob met us in Rome .'"
    let command = "script -qec \"\(line)\" /dev/null </dev/null"
    let plain = try runner.shell(command, environment: ["NO_COLOR": "1", "TERM": "xterm"])
    #expect(plain.output.contains("[PER Bob]"))
    let coloured = try runner.shell(command, environment: ["NO_COLOR": "", "TERM": "xterm"])
    #expect(coloured.output.contains("\u{1B}[1m\u{1B}[3"))
    #expect(!coloured.output.contains("[PER Bob]"))
  }
}

private let hasScript = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")
