import ArgumentParser
import NLPToolkit

/// `nlptool classify`: labels of texts.
struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Give texts labels, with probabilities.",
    discussion: """
      Every line is a document. Formats: text for people, jsonl with the probabilities of all labels, \
      tsv with label, probability and text, html as a page of its own. JSON lines keep their other fields. A line that can't be \
      used is told and passed over, and the exit status is 65 at the end.

      Example:
        nlptool classify --text "I lost my luggage on the way to Chicago."
        nlptool classify --model tickets.nlpmodel --format jsonl tickets.txt > labels.jsonl
        nlptool classify --uncertain 50 --format jsonl unlabelled.txt > to-label.jsonl
        nlptool classify --explain --text "I lost my luggage on the way to Chicago."
      """)

  @OptionGroup var options: ClassifyOptions

  @Option(
    help: ArgumentHelp("Show the probabilities of so many labels.", valueName: "k"))
  var top: Int?

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top \(top): give 1 or more") }
  }

  func run() throws {
    let classifier = try TextClassifier(
      options.open(standard: ModelOptions.standardClassifier) {
        $0.kind == .classifier && SentimentScale(labels: $0.labels) == nil
      })
    try options.run(classifier, top: top, scale: nil)
  }
}
