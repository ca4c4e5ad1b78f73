import Text

extension ModelFile {
  /// The vocabularies of the model by their names; none if it has none.
  ///
  /// - Throws: ``ModelError/invalidMetadata(file:key:problem:)`` if a word occurs twice, a count is
  ///   missing or the unknown word is not first.
  /// - Complexity: O(n) in the bytes of the words.
  public func vocabularies() throws(ModelError) -> [String: Vocabulary] {
    guard var text = metadata[MetadataKey.vocabularies] else { return [:] }
    let result = text.withUTF8 { bytes in
      Result { () throws(ModelFileScanner.Failure) in
        try Self.vocabularies(in: UnsafeRawBufferPointer(bytes))
      }
    }
    do {
      return try result.get()
    } catch {
      throw .invalidMetadata(
        file: name, key: MetadataKey.vocabularies, problem: "\(error.problem) at byte \(error.byte)"
      )
    }
  }

  private static func vocabularies(
    in bytes: UnsafeRawBufferPointer
  ) throws(ModelFileScanner.Failure) -> [String: Vocabulary] {
    var scanner = try ModelFileScanner(bytes)
    var vocabularies: [String: Vocabulary] = [:]
    var isFirst = true
    try scanner.expect("{")
    while try scanner.hasElement(before: "}", isFirst: &isFirst) {
      let byte = scanner.position
      let name = try scanner.key()
      let vocabulary = try readVocabulary(&scanner)
      guard vocabularies.updateValue(vocabulary, forKey: name) == nil else {
        throw .init(byte: byte, problem: "a vocabulary twice")
      }
    }
    try scanner.expectEnd()
    return vocabularies
  }

  private static func readVocabulary(
    _ scanner: inout ModelFileScanner
  ) throws(ModelFileScanner.Failure) -> Vocabulary {
    let byte = scanner.position
    var words: [String]?
    var counts: [Int]?
    var isFirst = true
    try scanner.expect("{")
    while try scanner.hasElement(before: "}", isFirst: &isFirst) {
      let byte = scanner.position
      switch try scanner.key() {
      case "words" where words == nil: words = try scanner.strings()
      case "counts" where counts == nil: counts = try scanner.integers()
      default: throw .init(byte: byte, problem: "a key that is unknown or used twice")
      }
    }
    guard let words, let counts, words.count == counts.count, words.first == "",
      Set(words).count == words.count, counts.allSatisfy({ $0 <= Vocabulary.maximumCount })
    else {
      throw .init(
        byte: byte,
        problem: "a vocabulary that is not different words, the unknown first, and their counts")
    }
    return Vocabulary(words: words, counts: counts)
  }

  static func encode(_ vocabularies: [String: Vocabulary]) -> String {
    var json = "{"
    for (name, vocabulary) in vocabularies.sorted(by: { $0.key < $1.key }) {
      json += json.utf8.count > 1 ? "," : ""
      appendQuoted(name, to: &json)
      json += ":{\"words\":["
      for (index, word) in vocabulary.words.enumerated() {
        json += index > 0 ? "," : ""
        appendQuoted(word, to: &json)
      }
      json += "],\"counts\":[" + vocabulary.counts.map(String.init).joined(separator: ",") + "]}"
    }
    return json + "}"
  }
}
