import ArgumentParser
import Glibc
import NLPToolkit

/// `nlptool benchmark classify`: how fast texts are given labels.
struct BenchmarkClassifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Measures how fast a classifier gives texts their labels.",
    discussion: """
      A classifier with random weights reads texts of random words, of which a few are frequent as in \
      language, from raw text to probabilities:
        nlptool benchmark classify --hidden 128 --batch-size 32
      """)

  @Option(help: "Hidden units, in each direction.")
  var hidden = 128
  @Option(help: "Texts handed over together.")
  var batchSize = 32
  @Option(help: "Words in a text.")
  var tokens = 40
  @Option(help: "Different words.")
  var vocabulary = 20_000
  @Option(help: "What the classifier reads: words in order, n-grams, or both.")
  var architecture: ClassifierConfiguration.Architecture = .recurrent
  @Option(help: "The precision of the weights.")
  var weights: WeightPrecision = .float32
  @OptionGroup var runs: RunsOption
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var seed: SeedOptions

  /// Texts in a run.
  private static let textCount = 2048

  func validate() throws {
    for (name, value) in [
      ("hidden", hidden), ("batch-size", batchSize), ("tokens", tokens), ("vocabulary", vocabulary),
    ] where !(1...100_000).contains(value) {
      throw ValidationError("--\(name) \(value): give a number from 1 to 100000")
    }
  }

  func run() async throws {
    var random = RandomSource(seed: seed.seed)
    var recipe = ClassifierRecipe()
    recipe.classifier.architecture = architecture
    recipe.classifier.hidden = hidden
    recipe.classifier.attributeSize = 0
    recipe.training.seed = seed.seed
    let documents = (0..<Self.textCount).map { index in
      Document(text: text(&random), labels: ["class \(index % 4)"])
    }
    // All words are in the vocabulary, as in a model that was trained on much text.
    let words = (0..<vocabulary).map { word($0) }.joined(separator: " ")
    let corpus = InMemoryCorpus(
      name: "random",
      documents: [
        .train: documents + [Document(text: words, labels: ["class 0"])],
        .validation: Array(documents.prefix(8)),
      ])
    let classifier = try ClassifierTrainer(corpus, recipe: recipe).classifier(name: "random")
      .computing(with: weights)
    let texts = (0..<Self.textCount).map { _ in text(&random) }
    let pool = ThreadPool(threads: threads.count)
    let measured = try await BenchmarkRuns(runs.runs) {
      for first in stride(from: 0, to: texts.count, by: batchSize) {
        _ = classifier.classify(
          Array(texts[first..<min(first + batchSize, texts.count)]), threads: pool)
      }
    }
    var record = BenchmarkRecord()
    record.set("benchmark", "classify")
    record.set("architecture", architecture.rawValue)
    record.set("hidden", hidden)
    record.set("weights", weights.rawValue)
    record.set("batch_size", batchSize)
    record.set("tokens", tokens)
    record.set("vocabulary", vocabulary)
    record.set("threads", threads.count)
    record.setRate("documents_per_second", of: Double(texts.count), in: measured)
    try record.print()
  }

  private func text(_ random: inout RandomSource) -> String {
    (0..<tokens).map { _ in
      // Zipf's law, by the inverse of its distribution function: word k with a frequency of about 1
      // / k.
      let rank = pow(Double(vocabulary), random.uniform())
      return word(min(vocabulary - 1, Int(rank) - 1))
    }.joined(separator: " ")
  }

  /// A word of letters for each number.
  private func word(_ number: Int) -> String {
    var (word, rest) = ("", number + 1)
    while rest > 0 {
      word.unicodeScalars.append(Unicode.Scalar(UInt8(97 + rest % 26)))
      rest /= 26
    }
    return word
  }
}
