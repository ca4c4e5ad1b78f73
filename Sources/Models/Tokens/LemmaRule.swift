/// How a lemma comes from a form: the case of its letters, and what the form loses and gains in
/// front and behind. "Parties" becomes "party" by small letters, minus "ies", plus "y".
///
/// What the form and the lemma have in common is their longest common piece; if they have none, the
/// rule is the lemma itself. Rules of like words are the same, so that a tagger can learn them as
/// labels (Müller et al. 2015, "Joint Lemmatization and Morphological Tagging with Lemming").
/// Pieces are counted in Unicode scalars.
public struct LemmaRule: Sendable, Hashable {
  /// What happens to the letters of the form before anything else does.
  enum Casing: String, Sendable, CaseIterable {
    case lower, keep, title, upper

    func apply(to form: [Unicode.Scalar]) -> [Unicode.Scalar] {
      switch self {
      case .keep: return form
      case .lower: return form.flatMap { $0.properties.lowercaseMapping.unicodeScalars }
      case .upper: return form.flatMap { $0.properties.uppercaseMapping.unicodeScalars }
      case .title:
        let rest = form.dropFirst().flatMap { $0.properties.lowercaseMapping.unicodeScalars }
        return (form.first.map { Array($0.properties.uppercaseMapping.unicodeScalars) } ?? [])
          + rest
      }
    }
  }

  private enum Script: Sendable, Hashable {
    /// The lemma, whatever the form.
    case whole(String)
    case edit(Casing, prefix: Edit, suffix: Edit)
  }

  /// So many scalars away, and these in their place.
  private struct Edit: Sendable, Hashable {
    var removed: Int
    var added: String
  }

  private let script: Script

  /// No rule takes away more.
  private static let mostRemoved = 255

  /// The rule that makes the lemma of the form, exactly.
  ///
  /// - Complexity: O(n · m) in their lengths.
  public init(from form: String, to lemma: String) {
    let target = Array(lemma.unicodeScalars)
    let source = Array(form.unicodeScalars)
    var best: (script: Script, cost: Int)?
    if source.count <= Self.mostRemoved, target.count <= Self.mostRemoved {
      for casing in Casing.allCases {
        let cased = casing.apply(to: source)
        let common = Self.longestCommonPiece(cased, target)
        guard common.count > 0, cased.count <= Self.mostRemoved else { continue }
        let cost = cased.count + target.count - 2 * common.count
        if let best, best.cost <= cost { continue }
        let prefix = Edit(removed: common.first, added: Self.text(target[..<common.second]))
        let suffix = Edit(
          removed: cased.count - common.first - common.count,
          added: Self.text(target[(common.second + common.count)...]))
        best = (.edit(casing, prefix: prefix, suffix: suffix), cost)
      }
    }
    script = best?.script ?? .whole(lemma)
  }

  /// The lemma of a form; `nil` if the form is too short for the rule.
  public func lemma(of form: String) -> String? {
    switch script {
    case .whole(let lemma): return lemma
    case .edit(let casing, let prefix, let suffix):
      if case .lower = casing, prefix.removed == 0, suffix.removed == 0, prefix.added.isEmpty,
        suffix.added.isEmpty, form.utf8.allSatisfy({ $0 < 0x80 })
      {
        return form.isEmpty ? nil : form.lowercased()
      }
      let cased = casing.apply(to: Array(form.unicodeScalars))
      guard prefix.removed + suffix.removed < cased.count else { return nil }
      return prefix.added + Self.text(cased[prefix.removed..<cased.count - suffix.removed])
        + suffix.added
    }
  }

  /// The spaces in what the rule adds: one fewer than the words of which it makes lemmas.
  var addedSpaces: Int {
    let added =
      switch script {
      case .whole(let lemma): lemma
      case .edit(_, let prefix, let suffix): prefix.added + suffix.added
      }
    return added.count { $0 == " " }
  }

  /// Where the longest piece that two texts share starts in each, and its length; of several that
  /// of the earliest start in the first, then in the second.
  private static func longestCommonPiece(
    _ a: [Unicode.Scalar], _ b: [Unicode.Scalar]
  ) -> (first: Int, second: Int, count: Int) {
    // lengths[j] is the length of the piece that ends before a[i] and b[j].
    var lengths = [Int](repeating: 0, count: b.count + 1)
    var best = (first: 0, second: 0, count: 0)
    for i in 1...max(1, a.count) where i <= a.count {
      for j in stride(from: b.count, to: 0, by: -1) {
        lengths[j] = a[i - 1] == b[j - 1] ? lengths[j - 1] + 1 : 0
        if lengths[j] > best.count
          || lengths[j] == best.count && lengths[j] > 0
            && i - lengths[j] == best.first && j - lengths[j] < best.second
        {
          best = (i - lengths[j], j - lengths[j], lengths[j])
        }
      }
    }
    return best
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}

/// `lower 0 3 0 y`: the case, the scalars that go in front and behind, how many of the text come in
/// front, and the text that comes; `= be` is a lemma itself.
extension LemmaRule: LosslessStringConvertible {
  public var description: String {
    switch script {
    case .whole(let lemma): return "= \(lemma)"
    case .edit(let casing, let prefix, let suffix):
      return "\(casing.rawValue) \(prefix.removed) \(suffix.removed) "
        + "\(prefix.added.unicodeScalars.count) \(prefix.added)\(suffix.added)"
    }
  }

  /// - Returns: `nil` if the text is no rule.
  public init?(_ description: String) {
    let scalars = Array(description.unicodeScalars)
    let parts = scalars.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
    if scalars.starts(with: ["=", " "]) {
      script = .whole(Self.text(scalars.dropFirst(2)))
      return
    }
    guard parts.count == 5, let casing = Casing(rawValue: Self.text(parts[0])) else { return nil }
    let numbers = parts[1...3].compactMap { Int(Self.text($0)) }
    guard numbers.count == 3, numbers.allSatisfy({ (0...Self.mostRemoved).contains($0) }),
      numbers[2] <= parts[4].count
    else { return nil }
    script = .edit(
      casing, prefix: Edit(removed: numbers[0], added: Self.text(parts[4].prefix(numbers[2]))),
      suffix: Edit(removed: numbers[1], added: Self.text(parts[4].dropFirst(numbers[2]))))
  }
}
