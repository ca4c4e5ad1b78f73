import NLPToolkit

/// JSON lines: the object that came in with the fields of the label set, or a new one with the text
/// and them.
struct JSONLabelWriter: LabelWriter {
  let output: Output
  /// So many labels have their probabilities shown; `nil` for all.
  let top: Int?
  /// The unit of an explanation's offsets.
  let unit: OffsetUnit
  /// Whether failures have to name their file.
  let namesFiles: Bool

  /// Objects of sentiments have `polarity` rather than `scores`.
  func write(_ document: LabelledDocument) throws {
    let record = document.record
    var object = record.object
    record.choice?.set(in: &object)
    let assigned = document.assignments
    object.set("label", to: .string(assigned[0].label))
    if document.labels.isMultilabel {
      object.set("labels", to: .array(assigned.map { .string($0.label) }))
    }
    object.set("score", toRaw: formattedProbability(assigned[0].probability))
    if let polarity = document.polarity {
      object.set("polarity", toRaw: formattedScore(polarity))
    } else {
      object.set("scores", toRaw: scores(document))
    }
    if let uncertainty = record.uncertainty {
      object.set("uncertainty", toRaw: formattedScore(uncertainty))
    }
    if let sentences = document.sentences {
      object.set(
        "sentences", toRaw: try sentences.json(record.document.text, document.labels, unit))
    }
    if let explanation = document.explanation() {
      object.set(
        "explanation", toRaw: ExplanationStyle(explanation).json(record.document.text, unit))
    }
    try output.writeLine(object.serialized)
  }

  private func scores(_ document: LabelledDocument) -> String {
    let classification = document.classification
    var json = "{"
    for (index, label) in classification.ranking.prefix(top ?? .max).enumerated() {
      json += index > 0 ? "," : ""
      JSONValue.write(document.labels.labels[label], to: &json)
      json += ":\(formattedProbability(classification.probabilities[label]))"
    }
    return json + "}"
  }

  func writeWithoutLabel(_ record: DocumentRecord) throws {
    var object = record.object
    record.choice?.set(in: &object)
    object.set("label", to: .null)
    try output.writeLine(object.serialized)
  }

  func writeBlank() throws { try output.writeLine("") }

  func write(_ failure: DocumentFailure) throws -> Bool {
    try output.writeLine(failure.object(namesFile: namesFiles).serialized)
    return true
  }
}

/// Columns: the labels and probabilities of a text, `--top` of them, and the text, divided by tabs;
/// or for sentiments label, probability, polarity and text.
struct TableLabelWriter: LabelWriter {
  let output: Output
  let top: Int
  let isOfSentiments: Bool

  func write(_ document: LabelledDocument) throws {
    let (labels, classification) = (document.labels, document.classification)
    let assigned = document.assignments
    var cells = [
      assigned.map(\.label).joined(separator: ","), formattedProbability(assigned[0].probability),
    ]
    for label in labels.others(classification, count: top - 1) {
      cells.append(labels.labels[label])
      cells.append(formattedProbability(classification.probabilities[label]))
    }
    if let polarity = document.polarity { cells.append(formattedScore(polarity)) }
    cells.append(document.record.document.text)
    try output.writeLine(cells.map { $0.inOneLine }.joined(separator: "\t"))
  }

  func writeWithoutLabel(_ record: DocumentRecord) throws {
    let cells = ["", ""] + Array(repeating: "", count: 2 * (top - 1) + (isOfSentiments ? 1 : 0))
    try output.writeLine((cells + [record.document.text.inOneLine]).joined(separator: "\t"))
  }

  func writeBlank() throws { try output.writeLine("") }

  /// An empty line keeps the lines of input and output together.
  func write(_ failure: DocumentFailure) throws -> Bool {
    try output.writeLine("")
    return false
  }
}

/// For people: the label in colour, its probability, and the text.
struct TextLabelWriter: LabelWriter {
  let output: Output
  let style: Style
  let top: Int

  private static let colours: [Style.Attribute] = [.cyan, .green, .yellow, .magenta, .blue, .red]

  func write(_ document: LabelledDocument) throws {
    let text = document.record.document.text
    let labels = document.labels
    let explanation = document.explanation()
    var shown = text
    if let explanation, style.isColoured {
      shown = ExplanationStyle(explanation).coloured(text, style)
    }
    try output.writeLine(head(document.classification, labels) + "  " + shown.inOneLine)
    if let explanation, !style.isColoured {
      try output.writeLine("    " + ExplanationStyle(explanation).words(text))
    }
    for (sentence, result) in document.sentences?.results(text) ?? [] {
      try output.writeLine(
        "    " + head(result, labels) + "  " + text.slice(utf8: sentence).inOneLine)
    }
  }

  private func head(_ classification: Classification, _ labels: LabelAssigner) -> String {
    var parts: [String] = []
    for assigned in labels.assignments(for: classification) {
      parts.append(
        style(assigned.label.inOneLine, .bold, colour(of: assigned.index, labels.scale)) + " "
          + style(formattedProbability(assigned.probability), .dim))
    }
    for index in labels.isMultilabel ? [] : labels.others(classification, count: top - 1) {
      parts.append(
        labels.labels[index].inOneLine + " "
          + style(formattedProbability(classification.probabilities[index]), .dim))
    }
    if let scale = labels.scale {
      parts.append(style(signed(scale.score(classification)), .dim))
    }
    return parts.joined(separator: ", ")
  }

  private func colour(of index: Int?, _ scale: SentimentScale?) -> Style.Attribute {
    guard let index else { return .blue }
    if let scale {
      let polarity = scale.polarities[index]
      return polarity > 0.2 ? .green : polarity < -0.2 ? .red : .yellow
    }
    return Self.colours[index % Self.colours.count]
  }

  private func signed(_ score: Double) -> String {
    (score < 0 ? "" : "+") + formattedScore(score)
  }

  func writeWithoutLabel(_ record: DocumentRecord) throws {
    let language = record.choice.map { "no model for \($0.language)" } ?? "no model"
    try output.writeLine(style(language, .dim) + "  " + record.document.text.inOneLine)
  }

  func writeBlank() throws { try output.writeLine("") }

  func write(_ failure: DocumentFailure) throws -> Bool {
    try output.writeLine("")
    return false
  }
}

/// A number from -1 to 1 with four places at most, as JSON.
func formattedScore(_ value: Double) -> String {
  let rounded = (Swift.max(-1, Swift.min(1, value)) * 10_000).rounded() / 10_000
  return String(rounded == 0 ? 0 : rounded)
}

/// Classifies the sentences of documents one by one.
struct SentenceReader {
  let classifier: TextClassifier
  let pool: ThreadPool

  /// The UTF-8 byte offsets of each sentence and what the classifier says of it.
  func results(_ text: String) -> [(Range<Int>, Classification)] {
    let ranges = classifier.tokenizer.document(text).sentences.map(\.range)
    let results = classifier.classify(ranges.map { text.slice(utf8: $0) }, threads: pool)
    return Array(zip(ranges, results))
  }

  /// `[{"start":0,"end":20,"label":"positive","score":0.97,"polarity":0.94},…]`
  func json(
    _ text: String, _ labels: LabelAssigner, _ unit: OffsetUnit
  ) throws -> String {
    var converter = OffsetConverter(text, to: unit)
    return "["
      + results(text).map { sentence, result in
        let range = converter.convert(sentence)
        var object = JSONObject()
        object.set("start", to: .integer(range.lowerBound))
        object.set("end", to: .integer(range.upperBound))
        let assigned = labels.assignments(for: result)[0]
        object.set("label", to: .string(assigned.label))
        object.set("score", toRaw: formattedProbability(assigned.probability))
        if let scale = labels.scale {
          object.set("polarity", toRaw: formattedScore(scale.score(result)))
        }
        return object.serialized
      }.joined(separator: ",") + "]"
  }
}

extension String {
  /// Without tabs and line ends, which would start new cells and lines.
  var inOneLine: String {
    utf8.contains(where: { $0 < 0x20 }) ? LineEscapes.flattened(self) : self
  }
}
