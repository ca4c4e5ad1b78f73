import Text

/// How tag sequences are read as entities before they are compared.
public enum TagReading: Sendable, Hashable {
  /// As seqeval's default mode and conlleval do: an entity starts at `B` and `S`, wherever the
  /// label changes, and at `I` and `E` where none is open; an ill-formed sequence still yields
  /// entities. The label is what follows the first hyphen after the first character; `_` where
  /// nothing does.
  case lenient
  /// As the original conlleval script does: as `lenient`, but everything before the first hyphen is
  /// the prefix, `[` and `]` are entities of one token, and labels may be empty.
  ///
  /// Around tags that no scheme has (a bare `PER`, a prefix `.`, a label behind `O`) the script and
  /// seqeval can let an entity end or begin in another sentence; here none leaves its own.
  case conlleval
  /// As seqeval's strict mode does: only what is well-formed in the scheme is an entity.
  case strict(TagScheme)
  /// Strict IOE1: `E-` only ends an entity that another of the same label follows directly.
  case strictIOE1
  /// Strict IOE2: every entity ends with `E-`.
  case strictIOE2

  /// The name in signatures.
  public var name: String {
    switch self {
    case .lenient: "lenient"
    case .conlleval: "conlleval"
    case .strict(.bio): "strict-IOB2"
    case .strict(.bioes): "strict-IOBES"
    case .strict(let scheme): "strict-\(scheme.rawValue)"
    case .strictIOE1: "strict-IOE1"
    case .strictIOE2: "strict-IOE2"
    }
  }

  /// The reading of that name, in any case; `strict-BIO` and `strict-BIOES` are known too.
  public init?(name: String) {
    let wanted = name.lowercased()
    let all: [TagReading] =
      [.lenient, .conlleval, .strictIOE1, .strictIOE2] + TagScheme.allCases.map { .strict($0) }
    let found = all.first { reading in
      if reading.name.lowercased() == wanted { return true }
      guard case .strict(let scheme) = reading else { return false }
      return "strict-\(scheme.rawValue.lowercased())" == wanted
    }
    guard let found else { return nil }
    self = found
  }

  /// The prefixes that tags may have besides `O`; `nil` if any may stand.
  public var prefixes: [Character]? {
    switch self {
    case .lenient, .conlleval: nil
    case .strict(let scheme): scheme.prefixes
    case .strictIOE1, .strictIOE2: ["I", "E"]
    }
  }

  /// The entities that the tags of one sentence mark.
  ///
  /// - Complexity: O(*n*).
  public func spans(in tags: [String]) -> [TokenSpan] {
    var table = TagTable(reading: self)
    var ids = [Int32](repeating: 0, count: tags.count)
    for (index, tag) in tags.enumerated() { ids[index] = table.id(of: tag) }
    var spans: [LabeledRange] = []
    table.readSpans(ids, into: &spans)
    return spans.map { span in
      TokenSpan(tokens: Int(span.start)..<Int(span.end), label: table.labels[Int(span.label)])
    }
  }
}
