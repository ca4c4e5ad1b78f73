import Evaluation
import Text

/// Sentences with errors, to be read and filtered by kind and by words.
struct ExampleList {
  private enum Kind: String, CaseIterable {
    case missed, spurious, label, border
  }

  let html: String

  init(_ examples: [EntityExample]) {
    html = Self.list(
      boxes: Kind.allCases.map(\.rawValue), items: examples.map { Self.item($0) }, unit: "sentences"
    )
  }

  /// A box for each gold class, as long as there are few enough of them to tick.
  init(_ examples: [ClassExample]) {
    let classes = Set(examples.flatMap(\.gold)).sorted()
    let boxes = classes.count <= 12 ? classes : []
    html = Self.list(
      boxes: boxes, items: examples.map { Self.item($0, hasBoxes: !boxes.isEmpty) }, unit: "items")
  }

  static func list(boxes: [String], items: [String], unit: String) -> String {
    var text = "<form class=\"filters\" onsubmit=\"return false\">"
    text += "<input type=\"search\" aria-label=\"words or labels\" placeholder=\"words or labels\">"
    for box in boxes {
      let name = HTMLText.escape(box)
      text += "<label><input type=\"checkbox\" value=\"\(name)\" checked> \(name)</label>"
    }
    text +=
      "<output data-unit=\"\(unit)\"></output></form><div class=\"box\"><ul class=\"examples\">\n"
    return text + items.joined() + "</ul></div>\n"
  }

  /// The kinds of an item are separated by tabs, since names of classes may have spaces.
  private static func item(_ example: ClassExample, hasBoxes: Bool) -> String {
    let kinds = hasBoxes && !example.gold.isEmpty ? example.gold.joined(separator: "\t") : "*"
    func named(_ labels: [String]) -> String {
      labels.isEmpty ? "none" : labels.map(HTMLText.escape).joined(separator: ", ")
    }
    var text = "<li data-kinds=\"\(HTMLText.escape(kinds))\"><div class=\"location\">"
    text += "\(HTMLText.escape(example.location))</div><div><mark>\(named(example.gold))</mark> → "
    text += "<mark class=\"wrong\">\(named(example.predicted))</mark>"
    if let score = example.score {
      text += " <small>\(DecimalText.fixed(score, digits: 3))</small>"
    }
    return text + "</div><div class=\"text\">\(HTMLText.escape(example.text))</div></li>\n"
  }

  private static func item(_ example: EntityExample) -> String {
    let kinds = kinds(of: example).map(\.rawValue).joined(separator: "\t")
    var text = "<li data-kinds=\"\(kinds)\"><div class=\"location\">"
    text += "\(HTMLText.escape(example.location))</div>"
    text += "<div>gold: \(marked(example.text, example.gold, against: example.predicted))</div>"
    text += "<div>found: \(marked(example.text, example.predicted, against: example.gold))</div>"
    return text + "</li>\n"
  }

  private static func kinds(of example: EntityExample) -> [Kind] {
    var kinds: Set<Kind> = []
    for (spans, others, alone) in [
      (example.gold, example.predicted, Kind.missed),
      (example.predicted, example.gold, .spurious),
    ] {
      for span in spans where !others.contains(where: { isSame($0, span) }) {
        let overlapping = others.filter { $0.range.overlaps(span.range) }
        if overlapping.isEmpty {
          kinds.insert(alone)
        } else {
          if overlapping.contains(where: { $0.range != span.range }) { kinds.insert(.border) }
          if overlapping.contains(where: { $0.label != span.label }) { kinds.insert(.label) }
        }
      }
    }
    return Kind.allCases.filter(kinds.contains)
  }

  private static func isSame(_ one: Span, _ other: Span) -> Bool {
    one.range == other.range && one.label == other.label
  }

  static func marked(_ text: String, _ spans: [Span], against others: [Span]) -> String {
    let bytes = Array(text.utf8)
    func part(_ range: Range<Int>) -> String {
      HTMLText.escape(String(decoding: bytes[range], as: UTF8.self))
    }
    var markup = ""
    var offset = 0
    for span in spans.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
    where span.range.lowerBound >= offset && span.range.upperBound <= bytes.count {
      markup += part(offset..<span.range.lowerBound)
      let kind = others.contains { isSame($0, span) } ? "" : " class=\"wrong\""
      markup +=
        "<mark\(kind)>\(part(span.range))<small>\(HTMLText.escape(span.label))</small></mark>"
      offset = span.range.upperBound
    }
    return markup + part(offset..<bytes.count)
  }
}
