/// A way to write labelled runs of tokens as one tag a token.
///
/// A tag is `O` or a prefix, a hyphen and a label: `B-PER`. The label itself may contain hyphens.
public enum TagScheme: String, Sendable, Hashable, CaseIterable {
  /// `B-` starts every span, `I-` continues it (IOB2).
  case bio = "BIO"
  /// `I-` unless the span follows another of the same label directly; then it starts with `B-`.
  case iob1 = "IOB1"
  /// As BIO, but the last token of a span is `E-` and a span of one token is `S-` (IOBES).
  case bioes = "BIOES"
  /// As BIOES, with `L-` for `E-` and `U-` for `S-`.
  case bilou = "BILOU"
  /// `I-` only: spans of the same label that touch become one.
  case io = "IO"

  /// The prefixes that tags of this scheme may have.
  public var prefixes: [Character] {
    switch self {
    case .bio, .iob1: ["B", "I"]
    case .bioes: ["B", "I", "E", "S"]
    case .bilou: ["B", "I", "L", "U"]
    case .io: ["I"]
    }
  }

  /// The tags of a sequence of `count` tokens with the given spans.
  ///
  /// - Precondition: the spans are ordered, not empty, do not overlap and lie within `0..<count`.
  public func tags(for spans: [TokenSpan], count: Int) -> [String] {
    var tags = [String](repeating: "O", count: count)
    var previous: TokenSpan?
    for span in spans {
      let touches = previous.map {
        $0.tokens.upperBound == span.tokens.lowerBound && $0.label == span.label
      }
      for index in span.tokens {
        let isFirst = index == span.tokens.lowerBound
        let isLast = index == span.tokens.upperBound - 1
        tags[index] =
          "\(prefix(isFirst: isFirst, isLast: isLast, touchesSame: touches ?? false))-\(span.label)"
      }
      previous = span
    }
    return tags
  }

  private func prefix(isFirst: Bool, isLast: Bool, touchesSame: Bool) -> Character {
    switch self {
    case .bio: isFirst ? "B" : "I"
    case .iob1: isFirst && touchesSame ? "B" : "I"
    case .io: "I"
    case .bioes: isFirst ? (isLast ? "S" : "B") : (isLast ? "E" : "I")
    case .bilou: isFirst ? (isLast ? "U" : "B") : (isLast ? "L" : "I")
    }
  }

  /// The spans that the tags mark, read leniently as conlleval does: a span starts wherever its
  /// scheme, or a change of label, makes it start, and an ill-formed sequence still yields spans.
  public func spans(in tags: [String]) -> [TokenSpan] {
    var spans: [TokenSpan] = []
    var open: (start: Int, label: Substring)?
    var previous: Tag = .outside
    func close(at end: Int) {
      if let span = open {
        spans.append(TokenSpan(tokens: span.start..<end, label: String(span.label)))
      }
      open = nil
    }
    for (index, text) in tags.enumerated() {
      let tag = Tag(text)
      if open != nil, Tag.ends(previous, before: tag) { close(at: index) }
      if tag.prefix != "O", open == nil { open = (index, tag.label) }
      previous = tag
    }
    close(at: tags.count)
    return spans
  }

  /// The scheme that a set of tags is written in, or `nil` if they fit none.
  ///
  /// BIO and IOB1 use the same tags and differ in the sequences: pass whether an `I-` was seen
  /// where no span of its label was open.
  public static func recognize(tags: some Sequence<String>, hasOpeningInside: Bool) -> TagScheme? {
    var prefixes: Set<Character> = []
    for text in tags where text != "O" {
      let tag = Tag(text)
      guard !tag.label.isEmpty else { return nil }
      prefixes.insert(tag.prefix)
    }
    if prefixes.isEmpty { return .bio }
    if prefixes.isSubset(of: ["B", "I"]) {
      if prefixes == ["I"] { return .iob1 }
      return hasOpeningInside ? .iob1 : .bio
    }
    if prefixes.isSubset(of: ["B", "I", "E", "S"]) { return .bioes }
    if prefixes.isSubset(of: ["B", "I", "L", "U"]) { return .bilou }
    return nil
  }
}

/// A tag taken apart.
struct Tag {
  var prefix: Character
  var label: Substring

  static let outside = Tag("O")

  init(_ text: String) {
    guard text != "O", let prefix = text.first else {
      self.prefix = "O"
      label = ""
      return
    }
    self.prefix = prefix
    let rest = text.dropFirst()
    label = rest.first == "-" ? rest.dropFirst() : ""
  }

  /// Whether the span that `previous` belongs to ends before `next`.
  static func ends(_ previous: Tag, before next: Tag) -> Bool {
    if previous.prefix == "O" { return false }
    if next.prefix == "O" || next.label != previous.label { return true }
    if "ESLU".contains(previous.prefix) { return true }
    return "BSU".contains(next.prefix)
  }
}
