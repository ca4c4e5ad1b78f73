import NLPToolkit

/// Tells texts and targets that are most probably in another language than they should be.
struct LanguageCheck {
  private let recognizer: LanguageRecognizer
  private let textLanguage: String
  private let targetLanguage: String?

  /// A shorter text says too little of its language.
  private static let minimumLength = 20
  private static let minimumProbability = 0.9

  /// - Parameter languages: that of texts, and after a comma that of targets.
  init(_ languages: String) throws {
    recognizer = try LanguageOptions.recognizer(in: .standard)
    let tags = languages.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0).trimmingBlanks()
    }
    for tag in tags where !recognizer.languages.contains(tag) {
      throw CommandError.usage(
        "--languages \(languages): '\(tag)' is not a language that can be told; 'nlptool model info "
          + "languages' lists them")
    }
    guard (1...2).contains(tags.count) else {
      throw CommandError.usage("--languages \(languages): give one for texts and one for targets")
    }
    textLanguage = tags[0]
    targetLanguage = tags.count > 1 ? tags[1] : nil
  }

  /// What is wrong with the languages of a document, if anything.
  func problem(of document: Document) -> String? {
    problem("text", document.text, textLanguage)
      ?? targetLanguage.flatMap { language in
        document.target.flatMap { problem("target", $0, language) }
      }
  }

  private func problem(_ part: String, _ text: String, _ expected: String) -> String? {
    guard text.count >= Self.minimumLength,
      let found = recognizer.hypotheses(for: text, maximumCount: 1).first,
      found.language != expected, found.probability >= Self.minimumProbability
    else { return nil }
    return "the \(part) is in \(found.language), not in \(expected): '\(text.prefix(60))'"
  }
}
