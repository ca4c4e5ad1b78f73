import ArgumentParser

/// Help as the parser renders it, with examples that can be pasted.
///
/// The parser breaks lines at the width of the terminal, commands too, and half a command cannot be
/// pasted. Lines of the discussion that start with two spaces are examples; they are put together
/// again, and a terminal that is narrower breaks them in its own way, which pasting undoes.
package enum HelpText {
  package static func joiningExamples(of discussion: String, in help: String) -> String {
    var help = Array(help)
    var end = 0
    for line in discussion.split(separator: "\n") where line.hasPrefix("  ") {
      let line = Array(line)
      guard let start = index(of: line, in: help, from: end) else { continue }
      end = start + line.count
      help.replaceSubrange(start..<end, with: line)
    }
    return String(help)
  }

  /// Where a line begins whose spaces may have become line ends; each break replaces one space.
  private static func index(
    of line: [Character], in help: [Character], from first: Int
  ) -> Int? {
    guard line.count <= help.count - first else { return nil }
    return (first...help.count - line.count).first { start in
      let end = start + line.count
      return (start == 0 || help[start - 1] == "\n") && (end == help.count || help[end] == "\n")
        && line.indices.allSatisfy {
          help[start + $0] == line[$0] || line[$0] == " " && help[start + $0] == "\n"
        }
    }
  }
}
