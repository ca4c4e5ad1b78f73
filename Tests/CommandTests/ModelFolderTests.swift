import NLPToolkit
import TestSupport
import Testing

@Suite("Models in folders")
struct ModelFolderTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try runner.write("", to: "store/readme.txt")
    try SampleTagger.write(to: runner, name: "store/people.nlpmodel")
  }

  private let text = ["--text", "Ada Lovelace met us in Rome."]
  private let tagged = "[PER Ada Lovelace] met us in [LOC Rome].\n"

  @Test("A name is found in the folder of --models and in those of the environment")
  func names() throws {
    let given = try runner.run(["tag", "--model", "people", "--models", "store"] + text)
    #expect(given.status == 0 && given.output == tagged, "\(given.error)")
    let environment = ["NLPTOOL_MODELS": "nowhere:store"]
    let found = try runner.run(["tag", "--model", "people"] + text, environment: environment)
    #expect(found.status == 0 && found.output == tagged, "\(found.error)")
    let info = try runner.run("model", "info", "people", environment: environment)
    #expect(info.lines.first?.hasPrefix("sample: ") == true)
    let verified = try runner.run("model", "verify", environment: environment)
    #expect(verified.status == 0 && verified.output.contains("people: ok, tagger"))
    #expect(
      try runner.run(
        "model", "quantize", "people", "--models", "store", "--output", "store/people.nlpmodel"
      ).status == 64, "the file of the name would be written over")
  }

  @Test("A path comes before a name, and an unknown name lists what there is")
  func paths() throws {
    try SampleTagger.write(to: runner, name: "en-entities")
    let path = try runner.run(["tag", "--model", "en-entities"] + text)
    #expect(path.status == 0 && path.output == tagged)
    let unknown = try runner.run(["tag", "--model", "peple", "--models", "store"] + text)
    #expect(unknown.status == 66)
    #expect(unknown.error.hasPrefix("nlptool: peple: no such model file"))
    #expect(unknown.error.contains("people") && unknown.error.split(separator: "\n").count == 1)
    let folder = try runner.run(["tag", "--model", "people", "--models", "missing"] + text)
    #expect(folder.status == 66 && folder.error.contains("missing: no folder of models"))
  }

  @Test("list shows embedded models and files, and tells of damaged ones")
  func list() throws {
    try runner.write("not a model", to: "store/broken.nlpmodel")
    let result = try runner.run("model", "list", "--models", "store")
    #expect(result.status == 0)
    let line = try #require(result.lines.first { $0.hasPrefix("people ") })
    #expect(
      line.contains("tagger") && line.contains("LOC PER")
        && line.hasSuffix("in store/people.nlpmodel"))
    #expect(result.lines.count == PretrainedModel.all.count + 1)
    #expect(result.error.contains("store/broken.nlpmodel"))
    let rows = try runner.run("model", "list", "--models", "store", "--format", "jsonl").lines
    let object = try JSONObject(parsing: try #require(rows.last))
    #expect(object["name"]?.string == "people")
    #expect(object["path"]?.string == "store/people.nlpmodel")
  }
}

@Suite("--language", .enabled(if: !PretrainedModel.all.isEmpty))
struct LanguageOptionTests {
  let runner: CommandRunner
  let english = "The prime minister met Angela Merkel in London yesterday."
  let swahili = "Watu wote wanazaliwa huru na sawa katika heshima na haki."

  init() throws { runner = try CommandRunner() }

  @Test("tag chooses a model for each document, and says where there is none")
  func tag() throws {
    try runner.write("\(english)\n\(swahili)\n\(swahili)\n", to: "in.txt")
    let result = try runner.run("tag", "--language", "auto", "--format", "jsonl", "in.txt")
    #expect(result.status == 0, "\(result.error)")
    let objects = try result.lines.map { try JSONObject(parsing: $0) }
    #expect(objects.map { $0["language"]?.string } == ["en", "sw", "sw"])
    #expect(objects.map { $0["model"]?.string } == ["en-entities", nil, nil])
    #expect(objects[0]["entities"]?.array?.isEmpty == false)
    #expect(objects[1]["entities"]?.array?.isEmpty == true && objects[1]["model"] == .null)
    #expect(
      result.error
        == "warning: no model reads text in sw; 'nlptool model list' shows those there are\n")
    let strict = try runner.run("tag", "--language", "auto", "--strict", "in.txt")
    #expect(strict.status == 65 && strict.error.contains("line 2: no model reads text in sw"))
    #expect(strict.lines.count == 1)
    let columns = try runner.run(
      "tag", "--language", "auto", "--format", "conll", "--quiet", "--text", swahili)
    #expect(columns.lines.first == "Watu\tO")
  }

  @Test("Sentiments come from the model of each document's language")
  func sentiments() throws {
    try runner.write(
      "A wonderful little film, and very funny.\nNimefurahi sana, asante kwa huduma nzuri.\n"
        + "Das ist leider ein sehr schlechter Film.\n", to: "in.txt")
    let result = try runner.run("sentiment", "--language", "auto", "--format", "jsonl", "in.txt")
    #expect(result.status == 0, "\(result.error)")
    let objects = try result.lines.map { try JSONObject(parsing: $0) }
    #expect(objects.map { $0["model"]?.string } == ["en-sentiment", "sentiments", nil])
    #expect(objects.map { $0["label"]?.string } == ["positive", "positive", nil])
    #expect(objects[2]["label"] == .null)
    #expect(result.error.contains("no model reads text in de"))
    // Each document is labelled as the model alone labels it, in the model's own labels.
    for (line, model) in [(0, "en-sentiment"), (1, "sentiments")] {
      let text = try #require(objects[line]["text"]?.string)
      let alone = try runner.run(
        "sentiment", "--model", model, "--format", "jsonl", "--sentences", "--explain", "--text",
        text)
      let routed = try runner.run(
        "sentiment", "--language", "auto", "--format", "jsonl", "--sentences", "--explain",
        "--text",
        text)
      let (one, other) = (
        try JSONObject(parsing: alone.lines[0]), try JSONObject(parsing: routed.lines[0])
      )
      for member in ["label", "score", "polarity", "sentences", "explanation"] {
        #expect(one[member] == other[member], "\(member) of line \(line)")
      }
    }
    let page = try runner.run("sentiment", "--language", "auto", "--format", "html", "in.txt")
    #expect(page.output.contains("a model for each language"))
    let least = try runner.run(
      "sentiment", "--language", "auto", "--format", "jsonl", "--uncertain", "3", "in.txt")
    #expect(least.lines.count == 2)
    // Topics are not the same in all models, so one model is for all documents.
    let topics = try runner.run("classify", "--language", "auto", "--format", "jsonl", "in.txt")
    let topicObjects = try topics.lines.map { try JSONObject(parsing: $0) }
    #expect(topicObjects.map { $0["model"]?.string } == ["en-intents", nil, nil])
    #expect(topicObjects[1]["label"] == .null && topicObjects[1]["language"]?.string == "sw")
    #expect(topics.error.contains("no model reads text in sw"))
  }

  @Test("A given model reads its own languages only")
  func givenModel() throws {
    try SampleTagger.write(to: runner)
    try runner.write("Ada Lovelace met us in Rome, they said.\n\(swahili)\n", to: "in.txt")
    let result = try runner.run(
      "tag", "--model", "m.nlpmodel", "--language", "auto", "--format", "jsonl", "in.txt")
    let objects = try result.lines.map { try JSONObject(parsing: $0) }
    #expect(objects.map { $0["model"]?.string } == ["sample", nil])
    #expect(objects[0]["entities"]?.array?.count == 2)
  }

  @Test("A tag chooses the model, and one that no model reads is refused")
  func tagOfLanguage() throws {
    let result = try runner.run(
      "tag", "--language", "en", "--format", "jsonl", "--text", english)
    #expect(try JSONObject(parsing: result.output)["model"]?.string == "en-entities")
    let none = try runner.run("tag", "--language", "sw", "--text", swahili)
    #expect(none.status == 66 && none.error.contains("no model for text in sw"))
    #expect(try runner.run("tag", "--language", "?", "--text", english).status == 64)
  }

  @Test("tokenize divides by the rules of each language")
  func tokenize() throws {
    try runner.write(
      "We can't go there today, because it is raining.\nวันนี้เราไปตลาดไม่ได้เพราะฝนตก\n", to: "in.txt")
    let result = try runner.run(
      "tokenize", "--style", "treebank", "--language", "auto", "--format", "jsonl", "in.txt")
    let objects = try result.lines.map { try JSONObject(parsing: $0) }
    #expect(objects.map { $0["language"]?.string } == ["en", "th"])
    let words = objects.map { object in
      object["sentences"]?.array?.first?["tokens"]?.array?.compactMap { $0["text"]?.string } ?? []
    }
    #expect(words[0].prefix(4) == ["We", "ca", "n't", "go"])
    #expect(words[1].count > 3)
  }
}
