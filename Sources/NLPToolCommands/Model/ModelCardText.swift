import NLPToolkit

/// A model's card as lines for people.
struct ModelCardText {
  let lines: [String]

  private static let shownLabels = 10

  /// - Parameter isComplete: whether all labels, the fingerprints and the configuration are told,
  ///   too.
  init(_ card: ModelCard, file: ModelFile, isComplete: Bool, style: Style) throws {
    var lines = [style(card.name, .bold) + (card.summary.isEmpty ? "" : ": \(card.summary)")]
    func add(_ title: String, _ text: String, width: Int = 15) {
      guard !text.isEmpty else { return }
      let padding = String(repeating: " ", count: max(1, width - title.count))
      lines.append("  " + style(title, .dim) + padding + text)
    }
    add("kind", card.kind.rawValue)
    add("language", card.languages.map { $0.joined(separator: " ") } ?? card.language)
    if isComplete || card.labels.count <= Self.shownLabels {
      add("labels", card.labels.joined(separator: " "))
    } else {
      add(
        "labels",
        "\(card.labels.count): " + card.labels.prefix(Self.shownLabels).joined(separator: " ")
          + " …")
    }
    let metricWidth = max(15, 2 + (card.metrics.map(\.name.count).max() ?? 0))
    for metric in card.metrics {
      add(
        metric.name, "\(formattedScore(metric.value))  \(style(metric.signature, .dim))",
        width: metricWidth)
    }
    for corpus in card.corpora {
      let documents = corpus.documents.sorted { $0.key < $1.key }
        .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      add("corpus", corpus.name + (documents.isEmpty ? "" : " (documents: \(documents))"))
      add("  licence", corpus.licence ?? "")
      add("  attribution", corpus.attribution ?? "")
      let fingerprints = corpus.fingerprints.sorted { $0.key < $1.key }
        .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      if isComplete { add("  fingerprints", fingerprints) }
    }
    let parameters = file.tensors.reduce(0) { $0 + $1.shape.reduce(1, *) }
    add(
      "parameters",
      "\(parameters) in \(file.tensors.count) tensors, \(file.precision.rawValue)")
    for (name, vocabulary) in try file.vocabularies().sorted(by: { $0.key < $1.key }) {
      add("vocabulary", "\(name), \(vocabulary.count - 1) entries")
    }
    if isComplete, let text = file.metadata["configuration"],
      let configuration = try? JSONValue(parsing: text)
    {
      for (name, value) in Self.settings(configuration) { add(name, value) }
    }
    add("seed", String(card.seed))
    add("made with", "nlptool \(card.toolkitVersion), ICU \(card.icuVersion)")
    add("size", formattedSize(file.byteCount))
    add("hash", file.hash)
    for note in card.notes { add("note", note) }
    if !isComplete { add("more", "--verbose shows all labels and the configuration") }
    self.lines = lines.map(\.inOneLine)
  }

  /// The values of an object, and of those in it, by the names that lead to them.
  private static func settings(
    _ value: JSONValue, _ name: String = "configuration"
  ) -> [(name: String, value: String)] {
    guard case .object(let members) = value else {
      return [(name, value.string ?? value.serialized)]
    }
    return members.flatMap { settings($0.value, "\(name).\($0.name)") }
  }
}

extension ModelCard {
  /// The card with the size and hash of its file.
  func json(of file: ModelFile) -> JSONObject {
    var object = JSONObject()
    if let raw = file.metadata["card"], let card = try? JSONObject(parsing: raw) { object = card }
    object.set("bytes", to: .integer(file.byteCount))
    object.set("hash", to: .string(file.hash))
    object.set("weights", to: .string(file.precision.rawValue))
    if let configuration = file.metadata["configuration"],
      let value = try? JSONValue(parsing: configuration)
    {
      object.set("configuration", to: value)
    }
    return object
  }
}

/// A score with four places; `n/a` where there was nothing to score.
func formattedScore(_ value: Double?) -> String {
  guard let value, value.isFinite, abs(value) < 1e12 else { return "n/a" }
  let scaled = Int((value.magnitude * 10_000).rounded())
  let digits = String(scaled % 10_000)
  return (value < 0 ? "-" : "") + "\(scaled / 10_000)."
    + String(repeating: "0", count: 4 - digits.count) + digits
}

/// A number of bytes in the unit that suits it.
func formattedSize(_ bytes: Int) -> String {
  switch bytes {
  case ..<10_000: "\(bytes) B"
  case ..<10_000_000: "\((bytes + 500) / 1000) kB"
  default: "\((bytes + 500_000) / 1_000_000) MB"
  }
}
