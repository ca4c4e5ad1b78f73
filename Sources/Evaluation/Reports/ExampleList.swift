import Text

/// Sentences with errors, to be read and filtered by kind and by words.
struct ExampleList {
  private enum Kind: String, CaseIterable {
    case missed, spurious, label, border
  }

  private let examples: [EntityExample]

  init(_ examples: [EntityExample]) { self.examples = examples }

  var html: String {
    var text = "<h3>Errors</h3><form class=\"filters\" onsubmit=\"return false\">"
    text += "<input type=\"search\" aria-label=\"words or labels\" placeholder=\"words or labels\">"
    for kind in Kind.allCases {
      text += "<label><input type=\"checkbox\" value=\"\(kind.rawValue)\" checked> "
      text += "\(kind.rawValue)</label>"
    }
    text += "<output></output></form><ul class=\"examples\">\n"
    for example in examples { text += item(example) }
    return text + "</ul>\n"
  }

  private func item(_ example: EntityExample) -> String {
    let kinds = kinds(of: example).map(\.rawValue).joined(separator: " ")
    var text = "<li data-kinds=\"\(kinds)\"><div class=\"place\">"
    text += "\(HTMLText.escape(example.place))</div>"
    text += "<div>gold: \(marked(example.tokens, example.gold, against: example.predicted))</div>"
    text += "<div>found: \(marked(example.tokens, example.predicted, against: example.gold))</div>"
    return text + "</li>\n"
  }

  private func kinds(of example: EntityExample) -> [Kind] {
    var kinds: Set<Kind> = []
    for (spans, others, alone) in [
      (example.gold, example.predicted, Kind.missed),
      (example.predicted, example.gold, .spurious),
    ] {
      for span in spans where !others.contains(span) {
        let overlapping = others.filter { $0.tokens.overlaps(span.tokens) }
        if overlapping.isEmpty {
          kinds.insert(alone)
        } else {
          if overlapping.contains(where: { $0.tokens != span.tokens }) { kinds.insert(.border) }
          if overlapping.contains(where: { $0.label != span.label }) { kinds.insert(.label) }
        }
      }
    }
    return Kind.allCases.filter(kinds.contains)
  }

  private func marked(_ tokens: [String], _ spans: [TokenSpan], against others: [TokenSpan])
    -> String
  {
    var parts: [String] = []
    var place = 0
    for span in spans.sorted(by: { $0.tokens.lowerBound < $1.tokens.lowerBound })
    where span.tokens.lowerBound >= place && span.tokens.upperBound <= tokens.count {
      parts += tokens[place..<span.tokens.lowerBound].map(HTMLText.escape)
      let words = tokens[span.tokens].map(HTMLText.escape).joined(separator: " ")
      let kind = others.contains(span) ? "" : " class=\"wrong\""
      parts.append("<mark\(kind)>\(words)<small>\(HTMLText.escape(span.label))</small></mark>")
      place = span.tokens.upperBound
    }
    parts += tokens[place...].map(HTMLText.escape)
    return parts.joined(separator: " ")
  }
}
