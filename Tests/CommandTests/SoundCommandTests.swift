import Foundation
import NLPToolkit
import TestSupport
import Testing

/// The commands of sound, from recordings to labels and texts.
@Suite("nlptool train sound-classifier, recognizer, classify, transcribe, evaluate")
struct SoundCommandTests {
  let runner: CommandRunner

  private static let labels = ["a", "b", "cd"]

  private static let classifier = Result {
    let runner = try CommandRunner()
    try SyntheticSound.write(labels, count: 40, to: runner.path("tones"))
    let result = try runner.run(
      ["train", "sound-classifier", "--input", "tones", "--output", "m.nlpmodel"] + sizes
        + ["--hidden", "24", "--learning-rate", "0.02", "--epochs", "12"])
    return (result: result, model: try runner.bytes("m.nlpmodel"))
  }

  private static let recognizer = Result {
    let runner = try CommandRunner()
    try SyntheticSound.write(["ab", "ba", "cd"], count: 40, to: runner.path("words"))
    let result = try runner.run(
      ["train", "recognizer", "--input", "words", "--output", "r.nlpmodel", "--no-bidirectional"]
        + sizes
        + [
          "--hidden", "32", "--epochs", "120", "--dropout", "0.1", "--learning-rate", "0.01",
          "--no-augmentation",
        ])
    return (result: result, model: try runner.bytes("r.nlpmodel"))
  }

  private static let sizes = [
    "--layers", "1", "--average-decay", "0.9", "--batch-size", "8", "--validation", "0.2",
    "--test", "0.2", "--stacking", "2",
  ]

  init() throws { runner = try CommandRunner() }

  private func tone(_ text: String, seed: UInt64 = 500) -> [UInt8] {
    WAVWriter.bytes(
      of: SyntheticSound.samples(text, speaker: 3, seed: seed),
      sampleRate: SyntheticSound.sampleRate)
  }

  @Test("Recordings in folders become a classifier, which labels files and standard input")
  func classifies() throws {
    let (result, model) = try Self.classifier.get()
    #expect(result.status == 0, "\(result.error)")
    #expect(result.error.contains("3 labels: a (") && result.error.contains("left alone"))
    try runner.write(bytes: model, to: "m.nlpmodel")
    for label in Self.labels { try runner.write(bytes: tone(label), to: "\(label).wav") }
    let arguments = ["classify", "--model", "m.nlpmodel", "--input-format", "wav"]
    let table = try runner.run(arguments + ["--format", "tsv", "a.wav", "b.wav", "cd.wav"])
    #expect(table.status == 0, "\(table.error)")
    #expect(table.lines.map { $0.split(separator: "\t").first } == ["a", "b", "cd"])
    #expect(table.lines.map { $0.split(separator: "\t").last } == ["a.wav", "b.wav", "cd.wav"])
    let objects = try runner.run(
      arguments + ["--format", "jsonl", "--threads", "1", "a.wav", "missing.wav", "b.wav"])
    #expect(objects.status == 66 || objects.status == 65)
    #expect(objects.lines.count == 3)
    #expect(objects.lines[0].hasPrefix(#"{"file":"a.wav","label":"a","score":"#))
    #expect(objects.lines[1].contains(#""error":"missing.wav: no such file""#))
    #expect(objects.lines[2].contains(#""label":"b""#))
    let piped = try runner.shell("cat b.wav | nlptool \(arguments.joined(separator: " ")) -")
    #expect(piped.output.hasPrefix("b "))
  }

  @Test("A held-out part is scored, and a sound is divided by time")
  func scoresAndDetects() throws {
    try runner.write(bytes: try Self.classifier.get().model, to: "m.nlpmodel")
    try SyntheticSound.write(Self.labels, count: 40, to: runner.path("tones"))
    let scores = try runner.run(
      "evaluate", "--model", "m.nlpmodel", "--input", "tones", "--held-out", "--format", "jsonl")
    #expect(scores.status == 0, "\(scores.error)")
    #expect(scores.lines.first?.contains(#""metric":"accuracy""#) == true)
    let samples = ["a", "b"].flatMap { text in
      (0..<5).flatMap { SyntheticSound.samples(text, speaker: 2, seed: $0) }
    }
    try runner.write(
      bytes: WAVWriter.bytes(of: samples, sampleRate: SyntheticSound.sampleRate), to: "long.wav")
    let spans = try runner.run(
      "classify", "--model", "m.nlpmodel", "--input-format", "wav", "--spans", "--span-window",
      "0.2", "--background", "cd", "long.wav")
    #expect(spans.status == 0, "\(spans.error)")
    let labels = spans.lines.map { $0.split(separator: "\t")[2] }
    #expect(labels.first == "a" && labels.last == "b")
  }

  @Test("What is spoken is written down, at once or as it comes in")
  func transcribes() throws {
    let (result, model) = try Self.recognizer.get()
    #expect(result.status == 0, "\(result.error)")
    try runner.write(bytes: model, to: "r.nlpmodel")
    try runner.write(bytes: tone("ab cd"), to: "x.wav")
    let text = try runner.run("transcribe", "--model", "r.nlpmodel", "x.wav")
    #expect(text.output == "ab cd\n", "\(text.error)")
    let object = try runner.run("transcribe", "--model", "r.nlpmodel", "--format", "jsonl", "x.wav")
    #expect(object.output.hasPrefix(#"{"file":"x.wav","text":"ab cd","score":-"#))
    #expect(object.output.contains(#""words":[{"text":"ab","start":"#))
    let table = try runner.run("transcribe", "--model", "r.nlpmodel", "--format", "tsv", "x.wav")
    #expect(table.lines.map { $0.split(separator: "\t")[2] } == ["ab", "cd"])
    let live = try runner.shell(
      "tail -c +45 x.wav | nlptool transcribe --model r.nlpmodel --live --raw 8000")
    #expect(live.output == "ab cd\n", "\(live.error)")
    let beam = try runner.run("transcribe", "--model", "r.nlpmodel", "--beam", "8", "x.wav")
    #expect(beam.output == "ab cd\n")
    try runner.write("x.wav\tab cd\n", to: "list.tsv")
    let scores = try runner.run(
      "evaluate", "--model", "r.nlpmodel", "--input", "list.tsv", "--format", "jsonl")
    #expect(scores.lines.first?.contains(#""metric":"word_error_rate","value":0"#) == true)
  }

  @Test("Files that are no sound, and options that do not fit, are told")
  func problems() throws {
    try runner.write(bytes: try Self.classifier.get().model, to: "m.nlpmodel")
    let arguments = ["classify", "--model", "m.nlpmodel", "--input-format", "wav"]
    try runner.write(bytes: Array(tone("a").dropLast(100)), to: "torn.wav")
    let torn = try runner.run(arguments + ["torn.wav"])
    #expect(torn.status == 65)
    #expect(torn.error.contains("torn.wav: cut short"))
    try runner.write("not sound", to: "text.wav")
    #expect(try runner.run(arguments + ["--strict", "text.wav"]).status == 65)
    #expect(try runner.run(arguments + ["--explain", "text.wav"]).status == 64)
    #expect(try runner.run("classify", "--spans", "--text", "x").status == 64)
    #expect(try runner.run("transcribe", "torn.wav").status == 64)
    #expect(try runner.run("transcribe", "--model", "m.nlpmodel", "torn.wav").status == 65)
    #expect(try runner.run("train", "sound-classifier", "--output", "x").status == 64)
    let missing = try runner.run(
      "train", "sound-classifier", "--input", "nowhere", "--output", "x.nlpmodel")
    #expect(missing.status == 66)
  }

  @Test("A tune becomes a MIDI file")
  func midi() throws {
    try runner.write(
      String(repeating: "X:1\nM:4/4\nL:1/8\nK:G\nABcd efga|ABcd efga|\n\n", count: 40),
      to: "tunes.abc")
    let trained = try runner.run(
      "train", "language-model", "--input", "tunes.abc", "--output", "t.nlpmodel", "--hidden",
      "16", "--epochs", "1")
    #expect(trained.status == 0, "\(trained.error)")
    let made = try runner.shell(
      "nlptool generate --model t.nlpmodel --length 0 --format midi"
        + " --prompt \"$(head -5 tunes.abc)\" > tune.mid")
    #expect(made.status == 0, "\(made.error)")
    #expect(try runner.bytes("tune.mid").starts(with: Array("MThd".utf8)))
    let none = try runner.run(
      "generate", "--model", "t.nlpmodel", "--length", "0", "--prompt", "abc", "--format", "midi")
    #expect(none.status == 65)
  }

  @Test("Recordings of a store are divided by speaker, checked, and trained and scored on")
  func stores() throws {
    try SyntheticSound.write(["a", "b"], count: 40, to: runner.path("tones"))
    let corpus = ["sounds.sqlite", "--corpus", "tones"]
    let ingested = try runner.run(
      ["ingest", "sounds.sqlite", "tones", "--corpus", "tones"]
        + ["--input-format", "wav", "--split", "auto"])
    #expect(ingested.status == 0, "\(ingested.error)")
    #expect(ingested.error.contains("80 added (folders as labels, 80 recordings)"))
    let info = try runner.run(["corpus", "info"] + corpus)
    #expect(info.lines.contains { $0.hasPrefix("hours") }, "\(info.output)")
    let json = try runner.run(["corpus", "info"] + corpus + ["--format", "jsonl"])
    #expect(json.output.contains(#""sound_seconds":{"train":"#))
    #expect(try runner.run(["corpus", "verify"] + corpus).status == 0)
    let trained = try runner.run(
      ["train", "sound-classifier"] + corpus
        + ["--output", "m.nlpmodel", "--layers", "1", "--hidden", "8", "--epochs", "2"])
    #expect(trained.status == 0, "\(trained.error)")
    #expect(trained.error.contains("2 labels: a ("))
    let scored = try runner.run(
      "evaluate", "--model", "m.nlpmodel", "--database", "sounds.sqlite", "--corpus", "tones",
      "--format", "jsonl")
    #expect(scored.status == 0 && scored.output.contains(#""metric":"accuracy""#))
    let file = runner.path("tones/a/s1_1.wav")
    try FileManager.default.removeItem(atPath: file)
    let found = try runner.run(["corpus", "verify"] + corpus)
    #expect(found.status == 1 && found.output.contains("missing-file: document "))
    let both = try runner.run(
      ["train", "recognizer"] + corpus + ["--input", "tones", "--output", "r.nlpmodel"])
    #expect(both.status == 64 && both.error.contains("not both"))
  }
}
