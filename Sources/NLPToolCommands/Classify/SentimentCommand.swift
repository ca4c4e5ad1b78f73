import ArgumentParser
import NLPToolkit

/// `nlptool sentiment`: how good or bad a text is about something.
struct SentimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sentiment",
    abstract: "Tell positive from negative texts, with a score from -1 to 1.",
    discussion: """
      Every line is a document. Formats: text for people, jsonl, tsv with label, probability, score and \
      text. The model may be any classifier whose labels carry a polarity: negative, neutral and \
      positive, very negative to very positive, or numbers such as stars.

      Example:
        nlptool sentiment --text "A wonderful little film."
        nlptool sentiment --format jsonl reviews.txt > sentiments.jsonl
      """)

  @OptionGroup var options: ClassifyOptions<TextForm>

  func run() throws {
    let file = try options.open(
      standard: ModelOptions.standardSentiment, fits: \.isClassifierOfSentiments)
    let classifier = try TextClassifier(file)
    guard !classifier.isMultilabel, let scale = SentimentScale(labels: classifier.labels) else {
      throw CommandError.badData(
        "\(file.name): the labels \(classifier.labels.prefix(5).joined(separator: ", ")) carry no "
          + "polarity; use classify, or a model of sentiments")
    }
    try options.run(classifier, file, top: nil, scale: scale)
  }
}
