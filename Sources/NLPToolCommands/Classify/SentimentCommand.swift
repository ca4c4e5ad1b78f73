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

      With --language auto the language of each document chooses a model:
        nlptool sentiment --language auto --text "Nimefurahi sana, asante kwa huduma nzuri."
      """)

  @OptionGroup var options: ClassifyOptions<TextForm>

  func run() throws {
    try options.run(
      standard: ModelOptions.standardSentiment, fits: \.isClassifierOfSentiments,
      ofSentiments: true)
  }
}
