import ArgumentParser
import Benchmarks
import NLPToolkit

/// `nlptool benchmark tag`: entities in sentences of words.
struct BenchmarkTagCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Measures how fast a tagger finds entities.",
    discussion: """
      Sentences of unequal length, of words as frequent as words are, in a tagger with random weights \
      and nine tags. Features, decoding and probabilities are included; dividing text into words is \
      not, as `benchmark tokenize` measures it. With --batch-size 1 sentences of twenty words come one \
      at a time.

      Example:
        nlptool benchmark tag --hidden 128 --batch-size 32 --threads 2
      """)

  @OptionGroup var size: RecurrentSizeOptions
  @OptionGroup var runs: RunsOption
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var seed: SeedOptions

  func run() async throws {
    let text = SyntheticText(seed: seed.seed)
    let tagger = SequenceTagger.untrained(
      wordCounts: text.wordCounts, labels: SyntheticText.labels,
      configuration: text.configuration(size))
    let pool = ThreadPool(threads: threads.count)
    let isSingle = size.batchSize == 1
    let batches = (0..<64).map { _ in
      (0..<size.batchSize).map { _ in text.document(length: isSingle ? 20 : nil) }
    }
    var latencies: [Double] = []
    let measured = try await BenchmarkRuns(runs.runs) {
      for batch in batches {
        let start = monotonicNanoseconds()
        var documents = batch
        tagger.annotate(&documents, threads: pool)
        latencies.append(Double(monotonicNanoseconds() - start) / 1e6)
      }
    }
    var record = BenchmarkRecord()
    record.set("benchmark", "tag")
    size.set(in: &record)
    record.set("threads", threads.count)
    let tokens = batches.joined().reduce(0) { $0 + $1.tokens.count }
    record.setRate("tokens_per_second", of: Double(tokens), in: measured)
    if isSingle { record.setLatencies(Array(latencies.dropFirst(batches.count))) }
    try record.print()
  }
}

/// `nlptool benchmark train-tagger`: steps of the training of a tagger.
struct BenchmarkTrainTaggerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-tagger",
    abstract: "Measures the training of a tagger.",
    discussion: """
      Whole steps, with character features, dropout and the CRF, on sentences of unequal length of \
      words as frequent as words are.

      Example:
        nlptool benchmark train-tagger --hidden 128 --batch-size 32 --threads 2
      """)

  @OptionGroup var size: RecurrentSizeOptions
  @OptionGroup var runs: RunsOption
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var seed: SeedOptions

  func run() async throws {
    let text = SyntheticText(seed: seed.seed)
    let configuration = text.configuration(size)
    let sentences = (0..<32 * size.batchSize).map { _ in text.labelledSentence() }
    let training = try TaggerTrainingTask(
      train: sentences, validation: [],
      features: TaggerFeatures(wordCounts: text.wordCounts, configuration: configuration),
      tagset: Tagset(labels: SyntheticText.labels), configuration: configuration,
      batchSize: size.batchSize, seed: seed.seed)
    let gradients = Gradients<Float>(layout: training.weights.layout)
    let optimizer = Optimizer<Float>(.adam(.init()), layout: training.weights.layout)
    let pool = ThreadPool(threads: threads.count)
    training.beginEpoch(seed: seed.seed)
    let measured = try await BenchmarkRuns(runs.runs) {
      for batch in 0..<training.batchCount {
        gradients.reset()
        _ = training.addGradients(gradients, batch: batch, seed: UInt64(batch), pool: pool)
        _ = gradients.clip(norm: 5, pool: pool)
        optimizer.step(training.weights, gradients, rate: 0.001, pool: pool)
      }
    }
    var record = BenchmarkRecord()
    record.set("benchmark", "train-tagger")
    size.set(in: &record)
    record.set("threads", threads.count)
    let tokens = sentences.reduce(0) { $0 + $1.words.count }
    record.setRate("tokens_per_second", of: Double(tokens), in: measured)
    try record.print()
  }
}
