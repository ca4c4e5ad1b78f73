import NLPToolkit
import TestSupport
import Testing

@Suite("nlptool model")
struct ModelCommandTests {
  let runner: CommandRunner
  let card = ModelCard(
    kind: .classifier, name: "sample", summary: "Finds samples.", toolkitVersion: "0.1.0",
    icuVersion: "72.1", labels: ["LOC", "PER"],
    corpora: [.init(name: "ours", documents: ["train": 12], licence: "CC0-1.0")], seed: 7,
    metrics: [
      .init(name: "f1", value: 0.75, signature: "f1|BIO"),
      .init(name: "recall", value: nil, signature: "recall|BIO"),
    ])

  init() throws {
    runner = try CommandRunner()
  }

  @discardableResult
  private func writeModel(
    _ name: String = "m.nlpmodel", kind: ModelCard.Kind = .classifier
  ) throws -> String {
    let path = runner.path(name)
    var card = card
    card.kind = kind
    try ModelFile.write(
      [NamedTensor("weight", shape: [2, 2], elements: [1, 2, 3, 4])], card: card,
      configuration: ["hidden": 2],
      vocabularies: ["words": Vocabulary(counts: ["a\tb": 2, "\\": 1])], to: path)
    return path
  }

  @Test("info shows the card, undefined scores as n/a")
  func info() throws {
    try writeModel()
    let result = try runner.run("model", "info", "m.nlpmodel")
    #expect(result.status == 0)
    #expect(result.lines.first == "sample: Finds samples.")
    for expected in [
      "kind           classifier", "labels         LOC PER", "f1             0.7500  f1|BIO",
      "recall         n/a  recall|BIO", "corpus         ours (documents: train 12)",
      "licence      CC0-1.0", "parameters     4 in 1 tensors", "vocabulary     words, 2 entries",
      "seed           7",
    ] {
      #expect(result.output.contains(expected), "\(expected)")
    }
    let hash = try ModelFile(contentsOf: runner.path("m.nlpmodel")).hash
    #expect(result.output.contains(hash))
  }

  @Test("info in JSON has the card and what the file is")
  func infoAsJSON() throws {
    let path = try writeModel()
    let result = try runner.run("model", "info", "m.nlpmodel", "--format", "jsonl")
    let object = try JSONObject(parsing: try #require(result.lines.first))
    #expect(object["name"]?.string == "sample")
    #expect(object["hash"]?.string == (try ModelFile(contentsOf: path)).hash)
    #expect(object["configuration"]?["hidden"]?.integer == 2)
  }

  @Test("verify tells good files from bad ones and looks at them all")
  func verify() throws {
    try writeModel()
    var bytes = try runner.bytes("m.nlpmodel")
    bytes.removeLast()
    try runner.write(bytes: bytes, to: "short.nlpmodel")
    try runner.write("", to: "empty.nlpmodel")
    try writeModel("unsound.nlpmodel", kind: .tagger)
    try SampleTagger.write(to: runner, name: "t.nlpmodel")
    try SampleClassifier.write(to: runner, name: "c.nlpmodel")
    let result = try runner.run(
      "model", "verify", "short.nlpmodel", "empty.nlpmodel", "unsound.nlpmodel", "c.nlpmodel",
      "t.nlpmodel")
    #expect(result.status == 65)
    #expect(result.lines.first?.hasPrefix("c.nlpmodel: ok, classifier, ") == true)
    #expect(result.lines.last?.hasPrefix("t.nlpmodel: ok, tagger, ") == true)
    #expect(result.lines.count == 2)
    let errors = result.error.split(separator: "\n")
    #expect(errors.count == 3)
    #expect(errors[0].contains("short.nlpmodel: cut short"))
    #expect(errors[1].contains("empty.nlpmodel: cut short"))
    #expect(errors[2].contains("unsound.nlpmodel: metadata"))
  }

  @Test(
    "A model that is not there is status 66",
    arguments: [["info"], ["verify"], ["export", "--output", "x.nlpmodel"]])
  func missing(arguments: [String]) throws {
    let result = try runner.run(["model"] + arguments + ["none.nlpmodel"])
    #expect(result.status == 66)
    #expect(result.error.hasPrefix("nlptool: none.nlpmodel: no such model file"))
    #expect(result.error.split(separator: "\n").count == 1)
    #expect(!runner.exists("x.nlpmodel"))
  }

  @Test("export writes the same bytes again, and nothing from a bad file")
  func export() throws {
    try writeModel()
    #expect(
      try runner.run("model", "export", "m.nlpmodel", "--output", "copy.nlpmodel").status == 0)
    #expect(try runner.bytes("copy.nlpmodel") == runner.bytes("m.nlpmodel"))
    #expect(try runner.run("model", "export", "m.nlpmodel", "--output", "/dev/null").status == 73)
    #expect(try runner.run("model", "export", "m.nlpmodel").status == 64)
  }

  @Test("quantize refuses a model whose weights are rounded, and rounding to floats")
  func quantizeTwice() throws {
    let again = try runner.run("model", "quantize", "en-entities", "--output", "r.nlpmodel")
    #expect(again.status == 65 && again.error.contains("rounded to int8 already"), "\(again.error)")
    #expect(!runner.exists("r.nlpmodel"))
    let float = try runner.run(
      "model", "quantize", "en-intents", "--weights", "float32", "--output", "r.nlpmodel")
    #expect(float.status == 64)
  }

  @Test("quantize takes classifiers, which give the same labels")
  func quantizeClassifier() throws {
    try SampleClassifier.write(to: runner, name: "c.nlpmodel")
    let text = "what a bad play"
    func label(_ model: String) throws -> String? {
      let result = try runner.run(
        "classify", "--model", model, "--format", "tsv", "--text", text)
      #expect(result.status == 0, "\(result.error)")
      return result.output.split(separator: "\t").first.map(String.init)
    }
    let whole = try #require(try label("c.nlpmodel"))
    var sizes = [try runner.bytes("c.nlpmodel").count]
    for weights in ["bfloat16", "int8"] {
      let result = try runner.run(
        "model", "quantize", "c.nlpmodel", "--weights", weights, "--output", "q.nlpmodel")
      #expect(result.status == 0, "\(result.error)")
      sizes.append(try runner.bytes("q.nlpmodel").count)
      #expect(try runner.run("model", "verify", "q.nlpmodel").status == 0)
      #expect(try label("q.nlpmodel") == whole)
      let explained = try runner.run(
        "classify", "--model", "q.nlpmodel", "--explain", "--text", text)
      #expect(explained.status == 0 && explained.output.contains(whole))
    }
    #expect(sizes == sizes.sorted(by: >) && Set(sizes).count == 3)
  }

  @Test("export writes labels and words as lines with tabs")
  func exportVocabulary() throws {
    try writeModel()
    let result = try runner.run("model", "export", "m.nlpmodel", "--vocabulary")
    #expect(result.status == 0)
    #expect(
      result.lines == [
        "label\tLOC\t", "label\tPER\t", "words\t\t0", "words\ta\\tb\t2", "words\t\\\\\t1",
      ])
  }

  @Test("list shows what is embedded")
  func list() throws {
    let result = try runner.run("model", "list")
    #expect(result.status == 0)
    #expect(
      result.lines.compactMap { $0.split(separator: " ").first.map(String.init) }
        == PretrainedModel.all.map(\.name))
    #expect(result.error.isEmpty == !PretrainedModel.all.isEmpty)
    #expect(result.lines.allSatisfy { $0.count < 240 })
    let intents = result.lines.first { $0.hasPrefix("en-intents") }
    #expect(intents.map { $0.hasSuffix("151 labels") } ?? true)
  }
}
