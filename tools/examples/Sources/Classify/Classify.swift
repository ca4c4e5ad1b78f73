import NLPToolkit

/// Prints the sentiment of each line of standard input, and its probability:
/// `echo "Not bad at all." | swift run --package-path tools/examples Classify`
@main
enum Classify {
  static func main() throws {
    let classifier = try TextClassifier(PretrainedModel.englishSentiment.file())
    while let line = readLine() {
      let result = classifier.classify(line)
      print(
        classifier.labels[result.best], result.probabilities[result.best], line, separator: "\t")
    }
  }
}
