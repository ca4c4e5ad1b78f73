import Foundation
import TestSupport
import Testing

/// What the benchmarks print; how fast they are is not for tests.
@Suite("nlptool benchmark")
struct BenchmarkCommandTests {
  @Test(
    "One line of JSON with the settings, the runs and the rate",
    arguments: [
      ("train --cell gru --hidden 24 --embedding 8 --classes 12 --bptt 9", "characters"),
      ("train-tagger --hidden 16 --batch-size 2", "tokens"),
      ("tag --hidden 16 --layers 2 --batch-size 3", "tokens"),
      ("tag --cell rnn --hidden 16 --batch-size 1", "tokens"),
      ("generate --hidden 24 --count 2", "characters"),
      ("classify --hidden 16 --batch-size 4 --tokens 6 --vocabulary 50", "documents"),
      ("classify --hidden 16 --tokens 6 --vocabulary 50 --weights int8", "documents"),
    ])
  func record(arguments: String, unit: String) throws {
    let words = arguments.split(separator: " ").map(String.init)
    let result = try CommandRunner().run(["benchmark"] + words + ["--threads", "2", "--runs", "3"])
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.hasSuffix("}\n") && !result.output.dropLast().contains("\n"))
    let record = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(record["benchmark"] as? String == words[0])
    #expect(record["threads"] as? Int == 2 && record["runs"] as? Int == 3)
    let name = "\(unit)_per_second"
    let rate = try #require(record[name] as? Double)
    let least = try #require(record[name + "_minimum"] as? Double)
    let greatest = try #require(record[name + "_maximum"] as? Double)
    #expect(0 < least && least <= rate && rate <= greatest)
    #expect(try #require(record["resident_megabytes"] as? Double) > 1)
    if words[0] == "train" {
      let operations = try #require(record["gflops"] as? Double)
      // 2 (3 · 24 · (8 + 24) + 24 · 12) forward, three times that with the way back.
      #expect(abs(operations / (rate * 3 * 5184 / 1e9) - 1) < 0.01)
      // The two are measured at different times, so a busy machine may order them either way.
      #expect(try #require(record["peak_gflops"] as? Double) > 0)
    }
    if words[0] == "classify" {
      #expect(record["weights"] as? String == (words.last == "int8" ? "int8" : "float32"))
    }
    if arguments.hasSuffix("--batch-size 1") {
      let latency = try #require(record["latency_milliseconds"] as? [String: Double])
      #expect(0 < latency["p50"]! && latency["p50"]! <= latency["p99"]!)
    }
  }

  @Test("Pointwise functions are exact to two units of the last place")
  func activations() throws {
    let result = try CommandRunner().run(["benchmark", "activations", "--every", "10007"])
    #expect(result.status == 0, "\(result.error)")
    let record = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    for name in ["exp", "tanh", "sigmoid"] {
      let error = try #require(record["\(name)_ulp"] as? Double)
      #expect(error > 0.5 && error <= 2, "\(name)")
    }
  }

  @Test("Sizes out of range are usage errors")
  func usage() throws {
    for arguments in ["train --hidden 0", "tag --batch-size 0", "generate --count 0"] {
      let result = try CommandRunner().run(
        ["benchmark"] + arguments.split(separator: " ").map(String.init))
      #expect(result.status == 64)
    }
  }
}
