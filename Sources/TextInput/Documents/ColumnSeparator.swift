/// What separates the columns of a column file: tabs, or any run of spaces and tabs.
package enum ColumnSeparator: Sendable, Hashable {
  case tab
  case space

  /// The separator of a file, or sentence, with these lines: tabs where one of them has a tab.
  package init(of lines: some Sequence<String>) {
    self = lines.contains { $0.utf8.contains(0x09) } ? .tab : .space
  }

  /// Splits at bytes, not at characters: a token may start with a mark that combines with the space
  /// before it.
  ///
  /// - Complexity: O(n).
  package func columns(of line: String) -> [Substring] {
    let parts =
      switch self {
      case .tab: line.utf8.split(separator: 0x09, omittingEmptySubsequences: false)
      case .space: line.utf8.split { $0 == 0x20 || $0 == 0x09 }
      }
    return parts.map { Substring($0) }
  }

  /// Whether a line is a comment as CoNLL-U has them. A token may well be `#`: such a line has a
  /// tab, or has no ` = ` in it.
  package func isComment(_ line: String) -> Bool {
    guard line.utf8.first == UInt8(ascii: "#") else { return false }
    if self == .tab { return !line.utf8.contains(0x09) }
    let words = line.split(separator: " ", maxSplits: 4)
    return words.first == "#"
      && (words.dropFirst(2).first == "=" || words.dropFirst(3).first == "="
        || ["newdoc", "newpar"].contains(words.dropFirst().first))
  }
}
