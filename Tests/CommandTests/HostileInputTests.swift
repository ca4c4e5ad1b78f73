import Foundation
import NLPToolCommands
import TestSupport
import Testing

/// Files, addresses and texts come from anybody.
@Suite("Hostile input")
struct HostileInputTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try runner.write("Ada\tB-PER\nmet\tO\nBob\tB-PER\n\nBob\tB-PER\nwent\tO\n", to: "p.conll")
    #expect(try runner.run("ingest", "s.db", "p.conll", "--corpus", "c").status == 0)
  }

  /// Lists of lists of aliases: ten more at each level.
  private static let bomb =
    "a0: &a0 lol\n"
    + (1...29).map { level in
      let aliases = (0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ",")
      return "a\(level): &a\(level) [\(aliases)]\n"
    }.joined() + "corpus: c\nsources: *a29\n"

  @Test(
    "Aliases of aliases do not fill memory",
    arguments: [
      ["train", "tagger", "s.db", "--corpus", "c", "--output", "o", "--config", "b.yaml"],
      ["train", "classifier", "s.db", "--corpus", "c", "--output", "o", "--config", "b.yaml"],
      ["train", "language-model", "s.db", "--corpus", "c", "--output", "o", "--config", "b.yaml"],
      [
        "train", "tagger", "s.db", "--corpus", "c", "--output", "o", "--epochs", "1", "--hidden",
        "4", "-q", "--card", "b.yaml",
      ],
      ["ingest", "s.db", "--job", "b.yaml"],
    ])
  func aliases(arguments: [String]) throws {
    for text in [Self.bomb, "? [\(Self.bomb)]\n: 1\n", "{*a : 1, b: &a [*a]}"] {
      try runner.write(text, to: "b.yaml")
      let result = try runner.run(arguments, seconds: 20)
      #expect(result.status == 65 && result.error.split(separator: "\n").count == 1)
    }
    for text in ["[[[[".padding(toLength: 100_000, withPad: "[", startingAt: 0), "a: \u{0}\n"] {
      try runner.write(text, to: "b.yaml")
      #expect(try runner.run(arguments, seconds: 20).status == 65)
    }
  }

  @Test("Some aliases are followed, and stars in texts are none")
  func fewAliases() throws {
    try runner.write(
      "training: &t {epochs: 2}\nlabels: {PER: \"**bold** *words*\"}\n", to: "r.yaml")
    let result = try runner.run(
      "train", "tagger", "s.db", "--corpus", "c", "--output", "o", "--config", "r.yaml",
      "--print-config")
    #expect(result.status == 0 && result.output.contains("epochs: 2"))
  }

  @Test(
    "A setting without a value, or with none that is finite, is told by its name",
    arguments: [
      ("training: {learningRate: .inf}", "training.learningRate"),
      ("training: {learningRate: .nan}", "training.learningRate"),
      ("training: {learningRate: }", "training.learningRate"), ("training:", "training"),
      ("tagger: {hidden: ~}", "tagger.hidden"), ("tagger: {hidden: 2001-01-01}", "tagger.hidden"),
      ("batchSize: 1e400", "batchSize"), ("batchSize: 99999999999999999999", "batchSize"),
      ("labels: {PER: ~}", "labels"), ("tagger: [1]", "tagger"),
    ])
  func settings(text: String, name: String) throws {
    try runner.write(text + "\n", to: "r.yaml")
    let result = try runner.run(
      "train", "tagger", "s.db", "--corpus", "c", "--output", "o", "--config", "r.yaml")
    #expect(result.status == 65, "\(text): \(result.error)")
    #expect(result.error.contains(name) && result.error.split(separator: "\n").count == 1)
  }

  @Test("A signal ends what reads a line without end", arguments: ["ingest s.db", "tokenize"])
  func endlessLine(command: String) throws {
    let corpus = command == "tokenize" ? "" : "--corpus z"
    let result = try runner.shell(
      """
      tr '\\000' a </dev/zero | nlptool \(command) - \(corpus) 2>err & run=$!
      sleep 1; kill -TERM $run; wait $run; echo $?
      """, seconds: 30)
    #expect(result.output == "130\n")
  }

  @Test("A named pipe is opened once")
  func namedPipes() throws {
    let runs = [
      (#"Ada\tB-PER\n\n"#, "nlptool ingest s.db pipe --corpus p --quiet"),
      (#"2 2\nAda 1 2\nBob 2 1\n"#, "nlptool vectors nearest Ada --vectors pipe"),
    ]
    for (text, command) in runs {
      let result = try runner.shell(
        "rm -f pipe; mkfifo pipe; printf '\(text)' > pipe & \(command) && echo done", seconds: 30)
      #expect(result.output.hasSuffix("done\n"), "\(command): \(result.error)")
    }
  }

  @Test("A line that would take minutes to score is told")
  func longLine() throws {
    let line = String(repeating: "a", count: (1 << 20) + 1)
    try runner.write("Short.\n\(line)\n", to: "l.txt")
    let result = try runner.run("score", "l.txt", "--format", "tsv")
    #expect(result.status == 65 && result.output.contains("Short."))
    #expect(result.error.contains("l.txt:2: longer than 1 MiB"))
  }

  @Test("A bound that is broken is told, for numbers below zero, too")
  func bounds() throws {
    let text = try runner.write(String(repeating: "It rains.\n", count: 30), to: "n.txt")
    let train = ["train", "language-model", "--input", text, "--output", "o", "--learning-rate"]
    let high = try runner.run(train + ["1000"])
    #expect(high.status == 64 && high.error.contains("at most 100"))
    let low = try runner.run(train + ["-1"])
    #expect(low.status == 64 && low.error.contains("above 0"))
    let cold = try runner.run("generate", "--temperature", "-1")
    #expect(cold.status == 64 && cold.error.contains("temperature must be 0 to 100"))
    #expect(
      NLPTool.joiningNegativeNumbers(["--a", "-1", "-b", "--", "--c", "-1"])
        == ["--a=-1", "-b", "--", "--c", "-1"])
  }

  /// The extremes of the numbers of each option: an error of usage, or work as ever, but no trap.
  @Test(
    "No number traps",
    arguments: [
      (
        "train language-model --input p.conll --output o --hidden 4 --epochs 1 -q",
        [
          "epochs", "hidden", "layers", "batch-size", "bptt", "embedding", "minimum-count",
          "patience", "accumulation", "sample-length", "validation", "test", "learning-rate",
          "clip", "clip-value", "warm-up", "weight-decay", "average-decay", "dropout", "seed",
          "threads", "time-budget",
        ]
      ),
      (
        "train tagger s.db --corpus c --output o --hidden 4 --epochs 1 -q",
        ["epochs", "hidden", "layers", "batch-size", "patience", "clip", "dropout", "threads"]
      ),
      (
        "train vectors --input p.conll --output v --epochs 1 --minimum-count 1 --dimension 4 -q",
        [
          "dimension", "window", "negatives", "epochs", "minimum-count", "minimum-ngram",
          "maximum-ngram", "buckets", "subsample", "learning-rate",
        ]
      ),
      ("corpus show s.db --corpus c", ["limit", "document"]),
      ("corpus search s.db --corpus c --query Bob", ["context", "limit"]),
      ("corpus split s.db --corpus c", ["validation", "test", "seed"]),
      ("vocab show s.db --corpus c", ["limit"]),
      ("vocab build s.db --corpus c", ["minimum-count", "maximum-size"]),
      ("ingest t.db p.conll --corpus c", ["limit", "transaction-size", "validation", "test"]),
      (
        "generate --length 3",
        [
          "top-k", "top-p", "min-p", "temperature", "repetition-penalty", "repetition-length",
          "seed",
        ]
      ),
      ("tag --text Bob --format jsonl", ["n-best", "token-column", "threads"]),
      ("classify --text Bob", ["top", "threads"]),
    ] as [(String, [String])])
  func extremes(command: String, options: [String]) throws {
    let numbers = ["9223372036854775807", "-9223372036854775808", "nan", "inf", "0", "1e308"]
    let runs = options.flatMap { option in
      numbers.map { "timeout 20 nlptool \(command) --\(option) \($0)" }
    }
    let script = runs.map { "( ulimit -c 0; \($0) ) >/dev/null 2>err; echo $?" }
      .joined(separator: "\n")
    let result = try runner.shell(script, seconds: 600)
    for (run, status) in zip(runs, result.lines) {
      #expect(["0", "1", "64", "65", "66", "124"].contains(status), "\(run): \(status)")
    }
  }

  @Test("A network that no machine could hold is refused before memory is taken")
  func hugeNetwork() throws {
    let result = try runner.run(
      "train", "tagger", "s.db", "--corpus", "c", "--hidden", "8192", "--layers", "16", "--output",
      "o")
    #expect(result.status == 65 && result.error.contains("GB"))
    let limited = try runner.shell(
      "ulimit -v 6000000; nlptool train vectors --input p.conll --minimum-count 1 --output v "
        + "--dimension 4096 --buckets 100000000")
    #expect(limited.status == 65 && limited.error.contains("GB"))
  }

  @Test("A damaged archive is bad data")
  func damagedArchives() throws {
    try runner.write(bytes: [0x1F, 0x8B, 0x08, 0x00] + Array("garbage".utf8), to: "bad.gz")
    try runner.write(bytes: [0x28, 0xB5, 0x2F, 0xFD] + Array("garbage".utf8), to: "bad.zst")
    #expect(try runner.shell("gzip -c p.conll | head -c 30 > cut.gz").status == 0)
    for file in ["bad.gz", "bad.zst", "cut.gz"] {
      let result = try runner.run("ingest", "t.db", file, "--corpus", "c")
      #expect(result.status == 65 && result.error.contains(file), "\(result.error)")
    }
  }

  private static let escape = "\u{1B}]0;pwned\u{7}\u{1B}[31mRED\u{1B}[2J\u{9B}3m"

  @Test("A terminal shows control characters, and a pipe gets them", .enabled(if: hasScript))
  func terminalEscapes() throws {
    try SampleTagger.write(to: runner)
    try SampleClassifier.write(to: runner, name: "c.nlpmodel")
    let text = "Ada met \(Self.escape) Bob in Rome."
    try runner.write(text + "\n", to: "t.txt")
    let quoted = text.replacing("\u{1B}", with: "\\u001b").replacing("\u{7}", with: "\\u0007")
    let label = "P\(quoted.dropFirst(8).prefix(30))"
    try runner.write(
      "{\"id\":\"\(quoted)\",\"text\":\"\(quoted)\",\"label\":\"\(label)\","
        + "\"entities\":[{\"start\":0,\"end\":3,\"label\":\"\(label)\"}]}\n", to: "x.jsonl")
    #expect(try runner.run("ingest", "x.db", "x.jsonl", "--corpus", "c").status == 0)
    for command in [
      "tag --model m.nlpmodel t.txt", "tag --model m.nlpmodel --format inline t.txt",
      "tag --model m.nlpmodel --format conll t.txt", "classify --model c.nlpmodel t.txt",
      "classify --model c.nlpmodel --format tsv t.txt", "sentiment --model c.nlpmodel t.txt",
      "tokenize t.txt", "corpus show x.db --corpus c", "corpus info x.db --corpus c",
      "corpus search x.db --corpus c --regex Ada", "corpus export x.db --corpus c --format tsv",
      "model info $'none\\e[2J'", "corpus list $'none\\e[2J'",
    ] {
      try runner.write("nlptool \(command) 2>&1\n", to: "run.sh")
      let result = try runner.shell(
        "script -qec 'bash run.sh' /dev/null </dev/null", environment: ["TERM": "xterm"])
      let output = result.output
      #expect(!output.contains("\u{1B}]0;") && !output.contains("\u{1B}[2J"), "\(command)")
      #expect(!output.contains("\u{1B}[31mRED") && !output.contains("\u{9B}"), "\(command)")
      #expect(!output.contains("\u{7}"), "\(command)")
    }
    let raw = try runner.shell("nlptool tag --model m.nlpmodel t.txt | cat")
    #expect(raw.output.contains("\u{1B}]0;pwned\u{7}"))
  }
}

private let hasScript = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")
