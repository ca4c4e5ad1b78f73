/// The tags of a sequence model as indices: `O` is 0, then `B I E S` of each label in turn.
///
/// Models tag in BIOES inside, whatever the scheme of their corpus.
public struct Tagset: Sendable, Hashable {
  /// The labels of the entities, sorted.
  public let labels: [String]

  /// The tags of these labels, whatever their order; a label that is repeated counts once.
  public init(labels: some Sequence<String>) {
    self.labels = Set(labels).sorted()
  }

  /// The number of tags: one for `O` and four for each label.
  public var count: Int { 1 + 4 * labels.count }

  /// The position of a tag in its span.
  public enum Position: Int, Sendable, Hashable {
    case begin, inside, end, single
  }

  /// A tag other than `O`, taken apart.
  public struct Parts: Sendable, Hashable {
    /// An index of ``Tagset/labels``.
    public let label: Int
    /// Where in its entity a token with the tag stands.
    public let position: Position
  }

  /// The label and the position of a tag; `nil` for `O`.
  public func parts(of tag: Int) -> Parts? {
    tag == 0 ? nil : Parts(label: (tag - 1) / 4, position: Position(rawValue: (tag - 1) % 4)!)
  }

  /// The tag of a label, given as an index of ``labels``, and a position.
  public func tag(label: Int, position: Position) -> Int { 1 + 4 * label + position.rawValue }

  /// The tag as text in the BIOES scheme.
  public func name(of tag: Int) -> String {
    guard let parts = parts(of: tag) else { return "O" }
    return "\(["B", "I", "E", "S"][parts.position.rawValue])-\(labels[parts.label])"
  }

  /// Whether `next` may follow `tag` in a well-formed BIOES sequence.
  public func allows(_ tag: Int, before next: Int) -> Bool {
    switch (parts(of: tag), parts(of: next)) {
    case (let before?, let after?) where before.position == .begin || before.position == .inside:
      after.label == before.label && (after.position == .inside || after.position == .end)
    case (let before?, nil):
      before.position == .end || before.position == .single
    case (_, let after?):
      after.position == .begin || after.position == .single
    case (nil, nil):
      true
    }
  }

  /// Whether a sentence may start with the tag.
  public func allowsFirst(_ tag: Int) -> Bool { allows(0, before: tag) }

  /// Whether a sentence may end with the tag.
  public func allowsLast(_ tag: Int) -> Bool { allows(tag, before: 0) }

  /// The tags of a sequence of `count` tokens with the given spans.
  ///
  /// - Returns: `nil` if a label is not in the tagset.
  public func tags(for spans: [TokenSpan], count: Int) -> [Int]? {
    var tags = [Int](repeating: 0, count: count)
    for span in spans {
      guard let label = labels.firstIndex(of: span.label) else { return nil }
      for index in span.tokens {
        let isFirst = index == span.tokens.lowerBound
        let isLast = index == span.tokens.upperBound - 1
        let position: Position = isFirst ? (isLast ? .single : .begin) : (isLast ? .end : .inside)
        tags[index] = tag(label: label, position: position)
      }
    }
    return tags
  }

  /// The spans that tags mark, read as ``TagScheme/spans(in:)`` reads their names.
  public func spans(in tags: [Int]) -> [TokenSpan] {
    var spans: [TokenSpan] = []
    var start = 0
    var open: Parts?
    func close(at end: Int) {
      if let open { spans.append(TokenSpan(tokens: start..<end, label: labels[open.label])) }
      open = nil
    }
    for (index, tag) in tags.enumerated() {
      let next = parts(of: tag)
      if let previous = open, !continues(previous, with: next) { close(at: index) }
      if open == nil { start = index }
      open = next
    }
    close(at: tags.count)
    return spans
  }

  /// Whether a tag belongs to the span of the one before.
  private func continues(
    _ previous: Parts, with next: Parts?
  ) -> Bool {
    guard let next, next.label == previous.label else { return false }
    return (previous.position == .begin || previous.position == .inside)
      && (next.position == .inside || next.position == .end)
  }
}
