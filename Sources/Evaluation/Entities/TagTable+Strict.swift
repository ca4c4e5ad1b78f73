extension TagTable {
  /// The well-formed entities of a sentence.
  ///
  /// The rules are seqeval's (Nakayama, 2018): an entity is a token that may start one, the tokens
  /// after it as long as each may stand inside after the one before, and a neighbour that may end
  /// it.
  func readStrictly(_ tags: some Collection<Int32>, into spans: inout [LabeledRange]) {
    var previous = Token.outside
    var open: (start: Int32, label: Int32)?
    var index: Int32 = 0
    func step(_ token: Token) {
      if let span = open {
        if isInside(token, after: previous) { return }
        if isEnd(of: previous, before: token) {
          spans.append(LabeledRange(start: span.start, end: index, label: span.label))
        }
        open = nil
      }
      if isStart(token, after: previous) { open = (index, token.label) }
    }
    for id in tags {
      let entry = entries[Int(id)]
      // A prefix that the scheme does not have takes part in nothing, as `O`.
      let token = Token(
        prefix: entry.prefix == .other ? .outside : entry.prefix, label: entry.label)
      step(token)
      previous = token
      index += 1
    }
    step(.outside)
  }

  private struct Token {
    var prefix: TagPrefix
    var label: Int32
    static let outside = Token(prefix: .outside, label: -1)
  }

  private func isStart(_ token: Token, after previous: Token) -> Bool {
    let isSame = token.label == previous.label
    let before = previous.prefix
    switch (reading, token.prefix) {
    case (.strict(.bio), .begin), (.strict(.bioes), .begin), (.strict(.bioes), .single),
      (.strict(.bilou), .begin), (.strict(.bilou), .single):
      return true
    case (.strict(.iob1), .inside):
      return before == .outside || before == .begin || !isSame
    case (.strict(.iob1), .begin):
      return before != .outside && isSame
    case (.strict(.io), .inside):
      return before == .outside || !isSame
    case (.strictIOE1, .inside):
      return before == .outside || before == .end || !isSame
    case (.strictIOE1, .end):
      return before == .end && isSame
    case (.strictIOE2, .inside), (.strictIOE2, .end):
      return before == .outside || before == .end || !isSame
    default:
      return false
    }
  }

  private func isInside(_ token: Token, after previous: Token) -> Bool {
    guard token.label == previous.label else { return false }
    switch (reading, previous.prefix, token.prefix) {
    case (.strict(.bio), .begin, .inside), (.strict(.bio), .inside, .inside),
      (.strict(.iob1), .begin, .inside), (.strict(.iob1), .inside, .inside),
      (.strict(.io), .inside, .inside),
      (.strictIOE1, .inside, .inside), (.strictIOE1, .inside, .end),
      (.strictIOE2, .inside, .inside), (.strictIOE2, .inside, .end):
      return true
    case (.strict(.bioes), .begin, .inside), (.strict(.bioes), .begin, .end),
      (.strict(.bioes), .inside, .inside), (.strict(.bioes), .inside, .end),
      (.strict(.bilou), .begin, .inside), (.strict(.bilou), .begin, .end),
      (.strict(.bilou), .inside, .inside), (.strict(.bilou), .inside, .end):
      return true
    default:
      return false
    }
  }

  /// Whether the entity that `previous` is the last token of is complete, seen from the next token.
  private func isEnd(of previous: Token, before token: Token) -> Bool {
    let isSame = token.label == previous.label
    switch (reading, previous.prefix, token.prefix) {
    case (.strict(.bioes), .end, _), (.strict(.bioes), .single, _),
      (.strict(.bilou), .end, _), (.strict(.bilou), .single, _), (.strictIOE2, .end, _),
      (.strict(.io), .inside, _):
      return true
    case (.strict(.bio), .inside, .outside), (.strict(.bio), .inside, .begin),
      (.strict(.bio), .begin, .outside), (.strict(.bio), .begin, .begin):
      return true
    case (.strict(.bio), .inside, .inside), (.strict(.bio), .begin, .inside):
      return !isSame
    case (.strict(.iob1), .inside, .outside), (.strict(.iob1), .inside, .begin),
      (.strict(.iob1), .begin, .outside):
      return true
    case (.strict(.iob1), .inside, .inside), (.strict(.iob1), .begin, .inside):
      return !isSame
    case (.strict(.iob1), .begin, .begin):
      return isSame
    case (.strictIOE1, .inside, .outside):
      return true
    case (.strictIOE1, .inside, .inside), (.strictIOE1, .inside, .end):
      return !isSame
    case (.strictIOE1, .end, .inside), (.strictIOE1, .end, .end):
      return isSame
    default:
      return false
    }
  }
}
