import NLPToolkit

/// A classifier of texts with what the command line makes of its labels.
final class DocumentClassifier {
  let classifier: TextClassifier
  let labels: LabelAssigner

  init(_ classifier: TextClassifier, labels: LabelAssigner) {
    self.classifier = classifier
    self.labels = labels
  }
}

/// A document with what a classifier says of it.
struct LabelledDocument {
  var record: DocumentRecord
  let classification: Classification
  /// Decides which of the classifier's labels are assigned.
  let labels: LabelAssigner
  /// Explains the classification; `nil` unless asked for.
  var explainer: TextClassifier?
  /// Classifies the sentences of the document, too; `nil` unless asked for.
  var sentences: SentenceReader?

  var assignments: [LabelAssigner.Assignment] { labels.assignments(for: classification) }

  /// How good or bad the text is about something, from -1 to 1; `nil` if labels carry no polarity.
  var polarity: Double? { labels.scale?.score(classification) }

  /// What in the text spoke for the label and against it.
  ///
  /// - Complexity: classifies the text anew.
  func explanation() -> Explanation? {
    explainer?.explain(record.document.text, label: labels.explained(classification))
  }
}
