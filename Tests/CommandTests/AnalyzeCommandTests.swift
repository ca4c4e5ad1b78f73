import Models
import NLPToolkit
import TestSupport
import Testing

/// From a treebank to a model to an analysis and its scores.
@Suite("nlptool analyze")
struct AnalyzeCommandTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try runner.write(Self.treebank, to: "train.conllu")
    let ingested = try runner.run(
      "ingest", "trees.db", "train.conllu", "--corpus", "trees", "--split", "train")
    #expect(ingested.status == 0, "\(ingested.error)")
    let trained = try runner.run(
      "train", "tagger", "trees.db", "--corpus", "trees", "--layer", "upos", "--layer", "lemma",
      "--layer", "feats", "--hidden", "12", "--epochs", "12", "--batch-size", "4",
      "--learning-rate", "0.02", "--dropout", "0.1", "--output", "m.nlpmodel")
    #expect(trained.status == 0, "\(trained.error)")
    #expect(trained.error.contains("upos (6 labels), lemma ("))
  }

  /// Sixty sentences of five words, one of which is written with another as one.
  private static let treebank: String = {
    var text = ""
    let nouns = ["dogs", "cats", "birds", "girls", "boys"]
    let verbs = ["see", "hear", "know", "like"]
    for (number, noun) in nouns.enumerated() {
      for (other, verb) in verbs.enumerated() {
        for (third, end) in ["!", ".", "?"].enumerated() {
          let sentence = "The \(noun) don't \(verb)\(end)"
          text += "# sent_id = \(number)-\(other)-\(third)\n# text = \(sentence)\n"
          let lemma = noun.dropLast()
          text += "1\tThe\tthe\tDET\t_\tDefinite=Def\t2\tdet\t_\t_\n"
          text += "2\t\(noun)\t\(lemma)\tNOUN\t_\tNumber=Plur\t5\tnsubj\t_\t_\n"
          text += "3-4\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n"
          text += "3\tdo\tdo\tAUX\t_\t_\t5\taux\t_\t_\n4\tn't\tnot\tPART\t_\t_\t5\tadvmod\t_\t_\n"
          text += "5\t\(verb)\t\(verb)\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No\n"
          text += "6\t\(end)\t\(end)\tPUNCT\t_\t_\t5\tpunct\t_\t_\n\n"
        }
      }
    }
    return text
  }()

  @Test("A text becomes CoNLL-U that says how to put it together again, and scores")
  func conllu() throws {
    let text = "The dogs don't see! The girls don't like."
    let result = try runner.run("analyze", "--model", "m.nlpmodel", "--text", text)
    #expect(result.status == 0, "\(result.error)")
    #expect(
      Array(result.lines.prefix(10)) == [
        "# newdoc", "# sent_id = 1", "# text = The dogs don't see!",
        "1\tThe\tthe\tDET\t_\tDefinite=Def\t_\t_\t_\t_",
        "2\tdogs\tdog\tNOUN\t_\tNumber=Plur\t_\t_\t_\t_",
        "3-4\tdon't\t_\t_\t_\t_\t_\t_\t_\t_",
        "3\tdo\tdo\tAUX\t_\t_\t_\t_\t_\t_", "4\tn't\tnot\tPART\t_\t_\t_\t_\t_\t_",
        "5\tsee\tsee\tVERB\t_\t_\t_\t_\t_\tSpaceAfter=No",
        "6\t!\t!\tPUNCT\t_\t_\t_\t_\t_\t_",
      ])
    try runner.write(result.output, to: "system.conllu")
    let gold = Self.treebank.split(separator: "\n\n").filter {
      $0.contains("# text = The dogs don't see!") || $0.contains("# text = The girls don't like.")
    }
    try runner.write(gold.joined(separator: "\n\n") + "\n\n", to: "gold.conllu")
    let scores = try runner.run(
      "evaluate", "--task", "conllu", "--gold", "gold.conllu", "--predicted", "system.conllu",
      "--format", "jsonl", "--fail-under", "f1:UPOS=1", "--fail-under", "f1:Tokens=1")
    #expect(scores.status == 0, "\(scores.output)\(scores.error)")
    #expect(scores.lines.contains { $0.contains("\"f1:Lemmas\"") || $0.contains("Lemmas") })
    let table = try runner.run(
      "evaluate", "--task", "conllu", "--gold", "gold.conllu", "--predicted", "system.conllu")
    #expect(table.output.contains("AllTags") && table.output.contains("aligned"))
  }

  @Test("The language of each text chooses the models; text without one has words alone")
  func languages() throws {
    try runner.write(
      "Ada Lovelace met us in Rome, they said to everybody.\n"
        + "Astrid Lindgren föddes i Vimmerby och flyttade till Stockholm.\n", to: "in.txt")
    let result = try runner.run(
      "analyze", "--language", "auto", "--layers", "upos,entities", "--format", "jsonl", "in.txt")
    #expect(result.status == 0, "\(result.error)")
    #expect(result.error.contains("no model reads text in sv"))
    let objects = try result.lines.map { try JSONObject(parsing: $0) }
    #expect(objects.map { $0["language"]?.string } == ["en", "sv"])
    #expect(objects.map { $0["model"]?.string } == ["en-words", nil])
    #expect(result.lines[0].contains("\"upos\":\"PROPN\""))
    #expect(!result.lines[1].contains("upos"))
    // Entities have a model for Swedish.
    #expect(result.lines[1].contains("\"label\":\"LOC\",\"text\":\"Stockholm\""))
    #expect(result.lines[1].contains("\"text\":\"Astrid\",\"kind\"") == false)
    #expect(result.lines[1].contains("\"end\":6,\"text\":\"Astrid\"}"))

    let plain = try runner.run(
      "analyze", "--layers", "upos,entities", "--format", "jsonl", "in.txt")
    let english = try JSONObject(parsing: plain.lines[0])
    #expect(objects[0]["sentences"] == english["sentences"])
    #expect(objects[0]["entities"] == english["entities"])
    let columns = try runner.run("analyze", "--language", "auto", "--quiet", "in.txt")
    #expect(columns.output.contains("\n1\tAstrid\t_\t_\t_\t_\t_\t_\t_\t_\n"))

    let missing = try runner.run("analyze", "--language", "sv", "in.txt")
    #expect(missing.status == 66)
    #expect(missing.error.contains("no model for text in sv"))
    let layer = try runner.run("analyze", "--language", "auto", "--layers", "nothing", "in.txt")
    #expect(layer.status == 64)
  }

  @Test("Layers are chosen, and JSON lines have offsets and keep their fields")
  func jsonl() throws {
    try runner.write("{\"id\":7,\"text\":\"é The cats don't know.\"}\n{}\n", to: "in.jsonl")
    let result = try runner.run(
      "analyze", "--model", "m.nlpmodel", "--layers", "upos", "--input-format", "jsonl", "--format",
      "jsonl", "in.jsonl")
    #expect(result.status == 65)
    let object = try JSONObject(parsing: result.lines[0])
    #expect(object["id"] == .number("7") && result.lines[1].contains("error"))
    let sentence = try #require(object["sentences"]?.array?.first)
    let tokens = try #require(sentence["tokens"]?.array)
    #expect(tokens.count == 7 && tokens[1]["start"] == .number("2"))
    #expect(tokens[2]["upos"] == .string("NOUN") && tokens[2]["lemma"] == nil)
  }

  @Test("A file is analyzed as a whole, however long it is, and can be put together again")
  func wholeFile() throws {
    let line = "The dogs don't see! The girls   don't know.\n"
    try runner.write(String(repeating: line, count: 4000), to: "long.txt")
    let result = try runner.run("analyze", "--model", "m.nlpmodel", "--whole-file", "long.txt")
    #expect(result.status == 0, "\(result.error)")
    #expect(result.lines.count { $0.hasPrefix("# text") } == 8000)
    #expect(
      result.output.contains("girls\tgirl\tNOUN\t_\tNumber=Plur\t_\t_\t_\tSpacesAfter=\\s\\s\\s"))
  }

  @Test("Scores of a layer on a stored corpus, with labels and confusion")
  func evaluate() throws {
    let result = try runner.run(
      "evaluate", "--model", "m.nlpmodel", "--database", "trees.db", "--corpus", "trees", "--split",
      "train", "--layer", "lemma", "--fail-under", "accuracy=0.99")
    #expect(result.status == 0, "\(result.output)\(result.error)")
    #expect(result.output.contains("lower 0 1 0"))
  }

  @Test(
    "What cannot be used is told in one line",
    arguments: [
      (["analyze", "--model", "m.nlpmodel", "--layers", "xpos", "--text", "a"], 64),
      (["analyze", "--model", "m.nlpmodel", "--layers", ",", "--text", "a"], 64),
      (["analyze", "--model", "missing.nlpmodel", "--text", "a"], 66),
      (["tag", "--model", "m.nlpmodel", "--text", "a"], 65),
      (["analyze", "--model", "train.conllu", "--text", "a"], 65),
      (
        [
          "evaluate", "--model", "m.nlpmodel", "--database", "trees.db", "--corpus", "trees",
          "--split", "train", "--layer", "xpos",
        ], 65
      ),
      (["evaluate", "--task", "conllu", "--gold", "train.conllu"], 64),
      (
        [
          "evaluate", "--task", "conllu", "--gold", "train.conllu", "--predicted", "trees.db",
        ], 65
      ),
      (
        ["train", "tagger", "trees.db", "--corpus", "trees", "--crf", "--output", "x.nlpmodel"], 64
      ),
      (
        [
          "train", "tagger", "trees.db", "--corpus", "trees", "--layer", "color", "--output",
          "x.nlpmodel",
        ], 65
      ),
    ] as [([String], Int32)])
  func failures(arguments: [String], status: Int32) throws {
    let result = try runner.run(arguments)
    #expect(result.status == status, "\(result.error)")
    #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
  }
}

/// Words that are not in the text, as Romance treebanks have them.
@Suite("nlptool analyze divides contractions")
struct ContractionTests {
  private static let contractions = [
    ("no", "em", "o"), ("na", "em", "a"), ("do", "de", "o"), ("da", "de", "a"),
  ]

  private static func sentence(
    _ verb: String, _ contraction: (String, String, String), _ name: String
  ) -> String {
    let (token, first, second) = contraction
    return """
      # text = Eu \(verb) \(token) \(name).
      1\tEu\teu\tPRON\t_\t_\t_\t_\t_\t_
      2\t\(verb)\t\(verb)\tVERB\t_\t_\t_\t_\t_\t_
      3-4\t\(token)\t_\t_\t_\t_\t_\t_\t_\t_
      3\t\(first)\t\(first)\tADP\t_\t_\t_\t_\t_\t_
      4\t\(second)\to\tDET\t_\tDefinite=Def\t_\t_\t_\t_
      5\t\(name)\t\(name)\tPROPN\t_\t_\t_\t_\t_\tSpaceAfter=No
      6\t.\t.\tPUNCT\t_\t_\t_\t_\t_\t_


      """
  }

  @Test("Training learns them, analysis writes them, a store keeps them")
  func learned() throws {
    let runner = try CommandRunner()
    let train = ["moro", "vivo", "venho", "saio"].flatMap { verb in
      Self.contractions.flatMap { contraction in
        ["Rio", "Bahia", "Porto"].map { Self.sentence(verb, contraction, $0) }
      }
    }
    try runner.write(train.joined(), to: "train.conllu")
    let ingested = try runner.run(
      "ingest", "trees.db", "train.conllu", "--corpus", "trees", "--split", "train")
    #expect(ingested.status == 0, "\(ingested.error)")
    let exported = try runner.run(
      "corpus", "export", "trees.db", "--corpus", "trees", "--format", "conllu")
    #expect(exported.output.contains("3-4\tno\t_"))
    #expect(exported.output.contains("4\to\to\tDET\t_\tDefinite=Def"))
    let trained = try runner.run(
      "train", "tagger", "trees.db", "--corpus", "trees", "--layer", "upos", "--layer", "lemma",
      "--layer", "feats", "--locale", "pt", "--hidden", "12", "--epochs", "20", "--batch-size", "4",
      "--learning-rate", "0.02", "--dropout", "0.1", "--output", "m.nlpmodel")
    #expect(trained.status == 0, "\(trained.error)")
    #expect(trained.error.contains("words ("), "\(trained.error)")
    let gold = Self.contractions.map { Self.sentence("moro", $0, "Porto") }.joined()
    try runner.write(gold, to: "gold.conllu")
    try runner.write(
      Self.contractions.map { "Eu moro \($0.0) Porto.\n" }.joined(), to: "text.txt")
    let system = try runner.run("analyze", "--model", "m.nlpmodel", "text.txt")
    #expect(system.output.contains("3-4\tno\t_\t_\t_\t_\t_\t_\t_\t_\n3\tem\tem\tADP\t_\t_"))
    try runner.write(system.output, to: "system.conllu")
    let scores = try runner.run(
      "evaluate", "--task", "conllu", "--gold", "gold.conllu", "--predicted", "system.conllu",
      "--fail-under", "f1:Words=1", "--fail-under", "f1:UPOS=1", "--fail-under", "f1:Lemmas=1",
      "--fail-under", "f1:UFeats=1")
    #expect(scores.status == 0, "\(scores.output)\(scores.error)")
    // Other layers cannot be read without the words, which only such tokens have in JSON.
    let json = try runner.run(
      "analyze", "--model", "m.nlpmodel", "--layers", "upos", "--format", "jsonl", "text.txt")
    #expect(json.output.contains(#""text":"no","upos":"ADP DET","words":"em o"}"#))
    #expect(json.output.contains(#""text":"moro","upos":"VERB"}"#))
  }
}
