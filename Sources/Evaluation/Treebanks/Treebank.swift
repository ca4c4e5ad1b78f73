/// Sentences in CoNLL-U as the shared task on parsing of 2018 counts them: tokens, sentences and
/// words by the characters that they cover, spaces left out.
///
/// Add line after line, then call ``finish()``.
public struct Treebank: Sendable {
  /// A syntactic word: a line with a whole number.
  struct Word: Sendable {
    /// The characters that it covers; those of its token for a part of a multiword token.
    var span: Range<Int>
    /// Whether it is a part of a multiword token.
    var isPart: Bool
    var form: String
    var lemma: String
    var upos: String
    var xpos: String
    /// The universal features, sorted.
    var features: String

    /// How words of multiword tokens are compared.
    var lowercasedForm: String { form.lowercased() }
  }

  /// The characters of all tokens, without spaces.
  private(set) var characters: [Unicode.Scalar] = []
  private(set) var tokens: [Range<Int>] = []
  private(set) var sentences: [Range<Int>] = []
  private(set) var words: [Word] = []
  private var sentenceStart: Int?
  /// The words of the sentence so far.
  private var wordCount = 0
  /// The multiword token whose words are still to come: its characters and its last word.
  private var multiword: (span: Range<Int>, last: Int)?

  /// A treebank without sentences.
  public init() {}

  /// Whether there is nothing in it.
  public var isEmpty: Bool { words.isEmpty }

  /// The features that all languages share; others are not scored.
  private static let universalFeatures: Set<String> = [
    "PronType", "NumType", "Poss", "Reflex", "Foreign", "Abbr", "Gender", "Animacy", "Number",
    "Case", "Definite", "Degree", "VerbForm", "Mood", "Tense", "Aspect", "Voice", "Evident",
    "Polarity", "Person", "Polite",
  ]

  /// Reads the next line, without its end.
  ///
  /// - Throws: ``TreebankError`` if it is no line of CoNLL-U.
  public mutating func add(line: String) throws(TreebankError) {
    if line.isEmpty { return try endSentence() }
    if line.hasPrefix("#") { return }
    let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard columns.count == 10 else {
      throw TreebankError("\(columns.count) columns instead of 10")
    }
    // Empty nodes stand for words that are not written.
    if columns[0].contains(".") { return }
    if sentenceStart == nil { sentenceStart = characters.count }
    let bounds = columns[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    if bounds.count == 2, let first = bounds[0], let last = bounds[1] {
      guard multiword == nil, first == wordCount + 1, last >= first, last - first < 1000 else {
        throw TreebankError("the words \(columns[0]) are out of order")
      }
      multiword = (try appendToken(columns[1]), last)
      return
    }
    guard bounds.count == 1, let number = bounds[0] else {
      throw TreebankError("'\(columns[0])' is not the number of a word")
    }
    guard number == wordCount + 1 else {
      throw TreebankError("word \(number) behind word \(wordCount)")
    }
    wordCount = number
    let span: Range<Int>
    if let multiword { span = multiword.span } else { span = try appendToken(columns[1]) }
    words.append(
      Word(
        span: span, isPart: multiword != nil, form: columns[1], lemma: columns[2],
        upos: columns[3], xpos: columns[4], features: Self.universal(columns[5])))
    if multiword?.last == number { multiword = nil }
  }

  /// Ends the last sentence.
  public mutating func finish() throws(TreebankError) { try endSentence() }

  private mutating func endSentence() throws(TreebankError) {
    if multiword != nil { throw TreebankError("the words of a multiword token are missing") }
    if let sentenceStart { sentences.append(sentenceStart..<characters.count) }
    sentenceStart = nil
    wordCount = 0
  }

  private mutating func appendToken(_ form: String) throws(TreebankError) -> Range<Int> {
    let start = characters.count
    characters += form.unicodeScalars.filter { $0.properties.generalCategory != .spaceSeparator }
    if characters.count == start { throw TreebankError("an empty token") }
    tokens.append(start..<characters.count)
    return start..<characters.count
  }

  private static func universal(_ features: String) -> String {
    features.split(separator: "|").filter { feature in
      universalFeatures.contains(String(feature.prefix { $0 != "=" }))
    }.sorted().joined(separator: "|")
  }
}

/// What is wrong with a line of CoNLL-U.
public struct TreebankError: Error, Sendable, Hashable, CustomStringConvertible {
  public var description: String

  init(_ description: String) { self.description = description }
}
