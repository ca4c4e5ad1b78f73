import Text

/// Vocabularies as text, to look at and to compare: a word, a tab and its count on each line, the
/// unknown word, which is empty, first. `\t`, `\n`, `\r` and `\\` in words are escaped.
public enum VocabularyText {
  /// The line of one word.
  public static func line(_ word: String, count: Int) -> String {
    var escaped = ""
    for scalar in word.unicodeScalars {
      switch scalar {
      case "\t": escaped += "\\t"
      case "\n": escaped += "\\n"
      case "\r": escaped += "\\r"
      case "\\": escaped += "\\\\"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return "\(escaped)\t\(count)"
  }

  /// Reads what ``line(_:count:)`` wrote; a file without the line of the unknown word counts 0 for
  /// it.
  ///
  /// - Throws: `malformedRecord`, `nothingUsable`, `unreadableFile`.
  public static func read(_ stream: any ByteStream) throws(CorporaError) -> Vocabulary {
    let lines = LineReader(stream, maximumLineBytes: 1 << 16)
    var words = [""]
    var counts = [0]
    var seen: Set<String> = []
    while try lines.advance() {
      let place = CorporaError.Place(file: stream.name, line: lines.lineNumber)
      if let reason = lines.rejection { throw .malformedWord(place, reason) }
      guard let text = lines.text else { continue }
      let columns = text.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count == 2, let count = Int(columns[1]), count >= 0 else {
        throw .malformedWord(place, "not a word, a tab and a count")
      }
      guard let word = unescaped(columns[0]) else {
        throw .malformedWord(place, "an unknown escape")
      }
      if word.isEmpty {
        guard lines.lineNumber == 1 else { throw .malformedWord(place, "an empty word") }
        counts[0] = count
      } else {
        guard seen.insert(word).inserted else {
          throw .malformedWord(place, "'\(word)' stands twice")
        }
        words.append(word)
        counts.append(count)
      }
    }
    if words.count == 1 {
      throw .nothingUsable(.init(file: stream.name), reason: "no word in it")
    }
    return Vocabulary(words: words, counts: counts)
  }

  private static func unescaped(_ text: Substring) -> String? {
    guard text.contains("\\") else { return String(text) }
    var result = ""
    var scalars = text.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "\\" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      switch scalars.next() {
      case "t": result += "\t"
      case "n": result += "\n"
      case "r": result += "\r"
      case "\\": result += "\\"
      default: return nil
      }
    }
    return result
  }
}

extension CorporaError {
  fileprivate static func malformedWord(_ place: Place, _ reason: String) -> CorporaError {
    .nothingUsable(place, reason: "\(reason); nothing of the file was taken")
  }
}
