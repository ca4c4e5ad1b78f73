import Text
import TextInput

/// Vocabularies as text, to look at and to compare: a word, a tab and its count on each line, the
/// unknown word, which is empty, first; behind a further tab the number of documents that the word
/// stands in, if they were counted. `\t`, `\n`, `\r` and `\\` in words are escaped.
public enum VocabularyText {
  /// The line of one word.
  public static func line(_ word: String, count: Int, documents: Int? = nil) -> String {
    "\(LineEscapes.escape(word))\t\(count)" + (documents.map { "\t\($0)" } ?? "")
  }

  /// Reads what ``line(_:count:)`` wrote; a file without the line of the unknown word counts 0 for
  /// it.
  ///
  /// - Throws: `malformedRecord`, `nothingUsable`, `unreadableFile`.
  public static func read(_ stream: any ByteStream) throws(TextInputError) -> Vocabulary {
    try readCounts(stream).vocabulary
  }

  /// Reads a vocabulary with document frequencies, where the lines have them.
  ///
  /// - Throws: `malformedRecord`, `nothingUsable`, `unreadableFile`.
  public static func readCounts(
    _ stream: any ByteStream
  ) throws(TextInputError) -> CountedVocabulary {
    let lines = LineReader(stream, maximumLineBytes: 1 << 16)
    var words = [""]
    var counts = [0]
    var documents = [0]
    var columnCount: Int?
    var seen: Set<String> = []
    while try lines.advance() {
      let location = TextInputError.Location(file: stream.name, line: lines.lineNumber)
      if let reason = lines.rejection { throw .malformedWord(location, reason) }
      guard let text = lines.text else { continue }
      let columns = text.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count == columnCount ?? min(3, max(2, columns.count)),
        let count = Int(columns[1]), let inDocuments = Int(columns[columns.count - 1]),
        (0...Vocabulary.maximumCount).contains(count),
        (0...Vocabulary.maximumCount).contains(inDocuments)
      else {
        throw .malformedWord(location, "not a word, a tab and a count")
      }
      columnCount = columns.count
      guard let word = LineEscapes.unescape(columns[0]) else {
        throw .malformedWord(location, "an unknown escape")
      }
      if word.isEmpty {
        guard lines.lineNumber == 1 else { throw .malformedWord(location, "an empty word") }
        counts[0] = count
      } else {
        guard seen.insert(word).inserted else {
          throw .malformedWord(location, "'\(word)' stands twice")
        }
        words.append(word)
        counts.append(count)
        documents.append(inDocuments)
      }
    }
    if words.count == 1 {
      throw .nothingUsable(.init(file: stream.name), reason: "no word in it")
    }
    return CountedVocabulary(
      vocabulary: Vocabulary(words: words, counts: counts),
      documentCounts: columnCount == 3 ? documents : nil)
  }
}

extension TextInputError {
  fileprivate static func malformedWord(_ location: Location, _ reason: String) -> TextInputError {
    .nothingUsable(location, reason: "\(reason); nothing of the file was taken")
  }
}
