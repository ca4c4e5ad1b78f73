import Foundation
import NLPToolkit
import TestSupport
import Testing

/// The commands of language models, from text to text.
@Suite("nlptool train language-model, generate, score")
struct LanguageModelCommandTests {
  let runner: CommandRunner

  private static let trained = Result {
    let runner = try CommandRunner()
    try runner.write(text(220), to: "t.txt")
    let result = try runner.run(
      ["train", "language-model", "--input", "t.txt", "--output", "m.nlpmodel", "--threads", "1"]
        + small)
    return (result: result, model: try runner.bytes("m.nlpmodel"), runner: runner)
  }

  private static let small = [
    "--hidden", "32", "--embedding", "12", "--epochs", "8", "--learning-rate", "0.02",
    "--batch-size", "8", "--bptt", "24", "--dropout", "0.1",
  ]

  private static func text(_ lines: Int) -> String {
    var random = SeededRandom(5)
    let parts = [
      ["the miller", "a heron", "the old café"], ["waits for", "remembers", "follows"],
      ["the tide", "a letter", "nobody"],
    ]
    return (0..<lines).map { _ in
      parts.map { $0[Int.random(in: $0.indices, using: &random)] }.joined(separator: " ") + ".\n"
    }.joined()
  }

  init() throws {
    runner = try CommandRunner()
    try runner.write(bytes: Self.trained.get().model, to: "m.nlpmodel")
  }

  private func generate(_ arguments: String...) throws -> CommandRunner.Result {
    try runner.run(["generate", "--model", "m.nlpmodel"] + arguments)
  }

  @Test("A model may start from another, and a tagger and a classifier read it")
  func knowledge() throws {
    try runner.write("a heron saw the café again\n", to: "own.txt")
    let train = ["train", "language-model", "--input", "own.txt", "--epochs", "1", "--quiet"]
    let tuned = try runner.run(train + ["--from", "m.nlpmodel", "-o", "own.nlpmodel"])
    #expect(tuned.status == 0, "\(tuned.error)")
    let info = try runner.run("model", "info", "own.nlpmodel")
    #expect(info.output.contains("t.txt") && info.output.contains("own.txt"))
    for option in [["--hidden", "8"], ["--direction", "backward"]] {
      let refused = try runner.run(train + ["--from", "m.nlpmodel", "-o", "x.nlpmodel"] + option)
      #expect(refused.status == 64 && refused.error.contains("leave out \(option[0])"))
    }
    let overwritten = try runner.run(train + ["--from", "m.nlpmodel", "-o", "m.nlpmodel"])
    #expect(overwritten.status == 64 && overwritten.error.contains("m.nlpmodel"))

    let texts = (0..<12).map { index in
      index % 2 == 0
        ? #"{"text":"a heron waits","label":"bird","entities":[{"start":2,"end":7,"label":"B"}]}"#
        : #"{"text":"the miller waits","label":"person","entities":[{"start":4,"end":10,"label":"P"}]}"#
    }
    try runner.write(texts.joined(separator: "\n"), to: "c.jsonl")
    let stored = try runner.run("ingest", "c.db", "c.jsonl", "--corpus", "c", "--split", "train")
    #expect(stored.status == 0, "\(stored.error)")
    for (kind, use) in [("classifier", "classify"), ("tagger", "tag")] {
      let train = [
        "train", kind, "c.db", "--corpus", "c", "--epochs", "2", "--hidden", "8", "--quiet",
        "--language-model", "own.nlpmodel", "-o", "\(kind).nlpmodel",
      ]
      let trained = try runner.run(train)
      #expect(trained.status == 0, "\(trained.error)")
      let used = try runner.run(use, "--model", "\(kind).nlpmodel", "--text", "a heron follows")
      #expect(used.status == 0 && used.output.contains("heron"), "\(used.error)")
      let fifth = (0..<4).flatMap { _ in ["--language-model", "own.nlpmodel"] }
      #expect(try runner.run(train + fifth).status == 64)
    }
    let ngrams = try runner.run(
      "train", "classifier", "c.db", "--corpus", "c", "--architecture", "ngrams",
      "--language-model", "own.nlpmodel", "-o", "x.nlpmodel")
    #expect(ngrams.status == 64 && ngrams.error.contains("--language-model: n-grams alone"))
  }

  @Test("Training tells what it does, and leaves a model, its curve and no checkpoint")
  func training() throws {
    let (result, _, runner) = try Self.trained.get()
    #expect(result.status == 0)
    #expect(result.output.isEmpty)
    let count = Self.text(220).unicodeScalars.count
    #expect(
      result.error.contains("\(count * 9 / 10) characters to train on, ")
        || result.error.contains("\(Int(Double(count) * 0.9)) characters to train on, "))
    #expect(result.error.contains("epoch 8: loss 0."))
    #expect(result.error.contains("validation nats/char 0."))
    #expect(result.error.contains("\n  | "))
    #expect(!runner.exists("m.nlpmodel.checkpoint"))
    #expect(try runner.read("m.nlpmodel.curve.svg").contains("validation nats/char, best 0."))
    #expect(try runner.read("m.nlpmodel.curve.jsonl").split(separator: "\n").count == 8)
    let info = try runner.run("model", "info", "m.nlpmodel")
    #expect(info.output.contains("language-model") && info.output.contains("t.txt"))
    #expect(try runner.run("model", "verify", "m.nlpmodel").status == 0)
  }

  @Test("The same bytes with any number of threads")
  func sameBytes() throws {
    try runner.write(Self.text(220), to: "t.txt")
    let result = try runner.run(
      [
        "train", "lm", "--input", "t.txt", "--output", "again.nlpmodel", "--name", "m", "--quiet",
        "--threads", "3",
      ] + Self.small)
    #expect(result.status == 0 && result.error.isEmpty)
    #expect(try runner.bytes("again.nlpmodel") == Self.trained.get().model)
  }

  @Test("A store's documents are one text")
  func store() throws {
    try runner.write(Self.text(150), to: "t.txt")
    #expect(
      try runner.run("ingest", "c.sqlite", "t.txt", "--corpus", "letters", "--split", "train")
        .status == 0)
    let result = try runner.run(
      ["train", "language-model", "c.sqlite", "--corpus", "letters", "--output", "s.nlpmodel"]
        + Self.small + ["--epochs", "2", "--sample-length", "0"])
    #expect(result.status == 0, "\(result.error)")
    #expect(!result.error.contains("\n  | "))
    #expect(
      try runner.run("model", "info", "s.nlpmodel").output.contains("corpus         letters"))
  }

  @Test("Bytes, backward reading and a budget of time")
  func variants() throws {
    try runner.write(Self.text(100), to: "t.txt")
    for arguments in [
      ["--symbol", "byte"], ["--direction", "backward"],
      ["--epochs", "100000", "--time-budget", "1s"],
    ] {
      let result = try runner.run(
        ["train", "language-model", "--input", "t.txt", "--output", "v.nlpmodel"] + Self.small
          + ["--epochs", "2"] + arguments)
      #expect(result.status == 0, "\(arguments): \(result.error)")
      let text = try runner.run(
        ["generate", "--model", "v.nlpmodel", "--length", "40", "--prompt", "tide"])
      #expect(text.status == 0)
      #expect(text.output.unicodeScalars.count == 45)
      #expect(
        arguments.contains("backward")
          ? text.output.hasSuffix("tide\n") : text.output.hasPrefix("tide"))
    }
  }

  @Test("Options and settings of earlier versions are still read")
  func formerNames() throws {
    try runner.write("training:\n  settling: 0.25\n  products: bfloat16\n", to: "old.yaml")
    let train = ["train", "language-model", "--input", "t.txt", "--output", "v.nlpmodel"]
    let old = try runner.run(train + ["--config", "old.yaml", "--print-config"])
    #expect(old.output.contains("checkpointStart: 0.25"), "\(old.error)")
    #expect(old.output.contains("precision: bfloat16") && !old.output.contains("products"))
    for name in ["--products", "--precision"] {
      let option = try runner.run(train + [name, "bfloat16", "--print-config"])
      #expect(option.output.contains("precision: bfloat16"), "\(name): \(option.error)")
    }
  }

  @Test("Every part of the network and of its training can be chosen, and the file keeps it")
  func settings() throws {
    try runner.write(Self.text(100), to: "t.txt")
    let train = ["train", "language-model", "--input", "t.txt", "--output", "v.nlpmodel"]
    let printed = try runner.run(train + ["--print-config"])
    #expect(printed.status == 0 && printed.output.contains("dropout: null"))
    try runner.write(printed.output, to: "all.yaml")
    let result = try runner.run(
      train + Self.small + [
        "--config", "all.yaml", "--epochs", "2", "--layers", "2", "--layer-normalization",
        "--residual", "--recurrent-dropout", "0.2", "--input-dropout", "0.1",
        "--variational-dropout", "--optimizer", "sgd", "--momentum", "0.8", "--schedule", "cosine",
        "--warm-up", "0.1", "--accumulation", "2", "--clip-value", "0.5", "--average-decay", "0.9",
        "--weight-decay", "0.0001",
      ])
    #expect(result.status == 0, "\(result.error)")
    #expect(result.error.contains("validation: nats/character "))
    let recipe = try CharacterLanguageModel(contentsOf: runner.path("v.nlpmodel")).recipe
    #expect(recipe.model.layerNormalization && recipe.model.residual)
    #expect(recipe.model.variationalDropout && recipe.model.recurrentDropout == 0.2)
    #expect(recipe.training.optimizer == .sgd && recipe.training.schedule == .cosine)
    #expect(recipe.training.accumulation == 2 && recipe.training.momentum == 0.8)
    let text = try runner.run(["generate", "--model", "v.nlpmodel", "--length", "30"])
    #expect(text.status == 0 && text.output.unicodeScalars.count == 31)
    for arguments in [
      ["--warm-up", "1"], ["--accumulation", "0"], ["--recurrent-dropout", "1"],
      ["--clip-value", "-1"],
    ] {
      #expect(try runner.run(train + arguments).status == 64, "\(arguments)")
    }
  }

  @Test("The prompt, then what goes on from it; several texts with a line between them")
  func generation() throws {
    let one = try generate("--prompt", "the ", "--length", "60")
    #expect(one.status == 0 && one.output.hasPrefix("the "))
    #expect(one.output.unicodeScalars.count == 65)
    #expect(try generate("--prompt", "the ", "--length", "60").output == one.output)
    let other = try generate("--prompt", "the ", "--length", "60", "--seed", "9")
    #expect(other.output != one.output)
    let three = try generate("--prompt", "the ", "--length", "60", "--count", "3")
    let texts = three.output.components(separatedBy: "\n---\n")
    #expect(texts.count == 3)
    #expect(texts[0] + "\n" == one.output)
    let json = try generate(
      "--prompt", "the ", "--length", "60", "--count", "3", "--format", "jsonl")
    let objects = try json.lines.map { try JSONObject(parsing: $0) }
    #expect(objects.map { ($0["prompt"]?.string ?? "") + ($0["text"]?.string ?? "") }.count == 3)
    #expect(objects[0]["text"]?.string.map { "the \($0)\n" } == one.output)
    let stopped = try generate("--prompt", "the ", "--stop", ".", "--temperature", "0")
    #expect(stopped.lines.count == 1 && !stopped.output.contains("."))
    #expect(try generate("--length", "0", "--prompt", "x").output == "x\n")
  }

  @Test("Every way to cut the distribution is taken, and improper numbers are not")
  func sampling() throws {
    for options in [
      ["--top-k", "1"], ["--top-p", "0.00001"], ["--min-p", "1"], ["--temperature", "0"],
    ] {
      let greedy = try runner.run(
        ["generate", "--model", "m.nlpmodel", "--length", "50"] + options)
      #expect(try greedy.output == generate("--length", "50", "--temperature", "0").output)
    }
    for options in [
      ["--top-p", "0"], ["--temperature", "-1"], ["--top-k", "-2"], ["--min-p", "2"],
      ["--repetition-penalty", "0.1"], ["--length", "-1"], ["--count", "0"],
    ] {
      let result = try runner.run(["generate", "--model", "m.nlpmodel"] + options)
      #expect(result.status == 64, "\(options)")
      #expect(result.output.isEmpty)
    }
  }

  @Test("A closed pipe is success")
  func closedPipe() throws {
    let result = try runner.shell(
      "set -o pipefail; nlptool generate --model m.nlpmodel --length 200000 | head -c 100")
    #expect(result.status == 0)
    #expect(result.output.utf8.count == 100)
  }

  @Test("Scores sort the line that is unlike the others to the top")
  func scores() throws {
    let lines = "a heron follows nobody.\nqqq zz heron\nthe miller remembers the tide.\n"
    let text = try runner.run("score", "--model", "m.nlpmodel", input: lines)
    #expect(text.status == 0 && text.lines.count == 3)
    let bits = text.lines.compactMap {
      $0.split(separator: " ").first.flatMap { Double($0) }
    }
    #expect(bits.count == 3 && bits[1] > 2 * max(bits[0], bits[2]))
    #expect(text.lines[1].hasSuffix("  qqq zz heron"))
    let table = try runner.run("score", "--model", "m.nlpmodel", "--format", "tsv", input: lines)
    #expect(table.lines[0] == "bits_per_character\tperplexity\tlogprob\ttext")
    #expect(table.lines[1].split(separator: "\t").count == 4)
    let json = try runner.run("score", "--model", "m.nlpmodel", "--format", "jsonl", input: lines)
    let object = try JSONObject(parsing: json.lines[0])
    let each = (object["logprobs"]?.array ?? []).compactMap(\.double)
    #expect(each.count == 23)
    #expect(object["text"]?.string == "a heron follows nobody.")
    let sum = try #require(object["logprob"]?.double)
    #expect(abs(each.reduce(0, +) - sum) < 1e-3)
    let perplexity = try #require(object["perplexity"]?.double)
    #expect(abs(perplexity - exp(-sum / 23)) < 1e-3)
    #expect(
      try runner.run("score", "--model", "m.nlpmodel", input: String(lines.dropLast())).output
        == text.output)
    #expect(try runner.run("score", "--model", "m.nlpmodel", "--text", "").output.contains("n/a"))
  }

  @Test("`evaluate` reads what `score` writes")
  func evaluateReadsScores() throws {
    let lines = "a heron follows nobody.\nthe old café waits for a letter.\n"
    try runner.write(lines, to: "gold.txt")
    let result = try runner.shell(
      """
      nlptool score --model m.nlpmodel --format jsonl gold.txt > scores.jsonl &&
      nlptool evaluate --gold gold.txt --predicted scores.jsonl --task language-model --format jsonl
      """)
    #expect(result.status == 0, "\(result.error)")
    let value = try JSONObject(parsing: try #require(result.lines.first))["value"]?.double
    let model = try CharacterLanguageModel(contentsOf: runner.path("m.nlpmodel"))
    let scores = model.score(lines.split(separator: "\n").map(String.init))
    let nats =
      -scores.reduce(0) { $0 + $1.logProbability } / Double(scores.reduce(0) { $0 + $1.scalars })
    #expect(abs(try #require(value) - nats) < 1e-4)
  }

  @Test("A model on the last tenth of a text, as training validated it, and against another")
  func evaluation() throws {
    try runner.write(Self.text(220), to: "t.txt")
    let evaluate = ["evaluate", "--model", "m.nlpmodel", "--input", "t.txt", "--format", "jsonl"]
    let result = try runner.run(evaluate + ["--validation", "0.1"])
    #expect(result.status == 0, "\(result.error)")
    var values: [String: Double] = [:]
    for line in result.lines {
      let object = try JSONObject(parsing: line)
      #expect(object["task"]?.string == "language-model")
      values[object["metric"]?.string ?? ""] = object["value"]?.double
    }
    let nats = try #require(values["nats_per_character"])
    let card = try CharacterLanguageModel(contentsOf: runner.path("m.nlpmodel")).card
    #expect(abs(nats - (card.metrics[0].value ?? 0)) < 0.01)
    #expect(abs(try #require(values["bits_per_character"]) - nats / log(2)) < 1e-3)
    // There is an é in every third line, of two bytes.
    #expect(try #require(values["bits_per_byte"]) < nats / log(2))
    #expect(try runner.run(evaluate).output != result.output)
    for arguments in [
      ["--validation", "2"], ["--database", "c.sqlite"], ["--fail-under", "nonsense"],
    ] {
      #expect(try runner.run(evaluate + arguments).status == 64, "\(arguments)")
    }
    let same = try runner.run(evaluate + ["--validation", "0.1", "--compare", "m.nlpmodel"])
    #expect(same.status == 0, "\(same.error)")
    try runner.write("", to: "empty.txt")
    let empty = try runner.run("evaluate", "--model", "m.nlpmodel", "--input", "empty.txt")
    #expect(empty.status == 65)
  }

  @Test("Without a model the embedded one writes and scores")
  func embedded() throws {
    let text = try runner.run("generate", "--prompt", "It was", "--length", "200")
    #expect(text.status == 0 && text.output.hasPrefix("It was"))
    #expect(text.output.unicodeScalars.count == 207)
    #expect(try runner.run("score", "--text", "It was a fine day.").status == 0)
    let listed = try runner.run("model", "list").lines.first { $0.hasPrefix("en-novels ") }
    let columns = try #require(listed).split(separator: " ")
    #expect(columns[1] == "language-model" && columns[2] == "en")
  }

  @Test("What cannot be used is told in one line")
  func failures() throws {
    try runner.write(bytes: [0x61, 0xE9, 0x20, 0x62, 0x63, 0x64], to: "latin1.txt")
    try runner.write("abc", to: "short.txt")
    for (arguments, status, text) in [
      (["--input", "missing.txt"], 66, "missing.txt: no such file"),
      (["--input", "latin1.txt"], 65, "not UTF-8 at byte 1"),
      (["--input", "short.txt"], 65, "characters to train on"),
      (["--input", "short.txt", "--bidirectional"], 64, "reads in one direction"),
      ([], 64, "give text to train on"),
      (["c.sqlite"], 64, "--corpus NAME"),
      (["--input", "short.txt", "--validation", "1"], 64, "shares from 0"),
    ] as [([String], Int32, String)] {
      let result = try runner.run(
        ["train", "language-model", "--output", "x.nlpmodel"] + arguments)
      #expect(result.status == status, "\(arguments): \(result.error)")
      #expect(result.error.contains(text), "\(result.error)")
      #expect(!runner.exists("x.nlpmodel"))
    }
    let score = try runner.shell(
      "printf 'a heron\\n\\351\\nnobody\\n' | nlptool score --model m.nlpmodel --format jsonl")
    #expect(score.status == 65 && score.lines.count == 3)
    #expect(score.lines[1].hasPrefix("{\"error\":") && score.lines[1].hasSuffix("\"line\":2}"))
  }
}
