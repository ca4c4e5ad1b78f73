import NLPToolkit

/// A model's card as lines for people.
struct ModelCardText {
  let lines: [String]

  init(_ card: ModelCard, file: ModelFile, style: Style) throws {
    var lines = [style(card.name, .bold) + (card.summary.isEmpty ? "" : ": \(card.summary)")]
    func add(_ title: String, _ text: String) {
      guard !text.isEmpty else { return }
      let padding = String(repeating: " ", count: max(1, 15 - title.count))
      lines.append("  " + style(title, .dim) + padding + text)
    }
    add("kind", card.kind.rawValue)
    add("language", card.languages.map { $0.joined(separator: " ") } ?? card.language)
    add("labels", card.labels.joined(separator: " "))
    for metric in card.metrics {
      add(metric.name, "\(formattedScore(metric.value))  \(style(metric.signature, .dim))")
    }
    for corpus in card.corpora {
      let documents = corpus.documents.sorted { $0.key < $1.key }
        .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      add("corpus", corpus.name + (documents.isEmpty ? "" : " (documents: \(documents))"))
      add("  licence", corpus.licence ?? "")
      add("  attribution", corpus.attribution ?? "")
      let fingerprints = corpus.fingerprints.sorted { $0.key < $1.key }
        .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      add("  fingerprints", fingerprints)
    }
    let parameters = file.tensors.reduce(0) { $0 + $1.shape.reduce(1, *) }
    add(
      "parameters",
      "\(parameters) in \(file.tensors.count) tensors, \(file.precision.rawValue)")
    for (name, vocabulary) in try file.vocabularies().sorted(by: { $0.key < $1.key }) {
      add("vocabulary", "\(name), \(vocabulary.count - 1) entries")
    }
    add("configuration", file.metadata["configuration"] ?? "")
    add("seed", String(card.seed))
    add("made with", "nlptool \(card.toolkitVersion), ICU \(card.icuVersion)")
    add("size", formattedSize(file.byteCount))
    add("hash", file.hash)
    for note in card.notes { add("note", note) }
    self.lines = lines.map(\.inOneLine)
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
