import Text
import Tokenization

/// What a gazetteer says of the tokens of sentences, as columns of a network's input: for each of
/// its labels one for the first token of a name, one for those inside, one for the last, one for a
/// name of one token.
struct GazetteerColumns: Sendable {
  let gazetteer: Gazetteer
  private let tagset: Tagset

  init(_ gazetteer: Gazetteer) {
    self.gazetteer = gazetteer
    tagset = Tagset(labels: gazetteer.labels)
  }

  /// The columns of all labels.
  var count: Int { tagset.count - 1 }

  /// The columns of each token; empty where no token has any.
  func columns(of words: [String]) -> [[Int32]] {
    let matches = gazetteer.matches(in: words)
    if matches.isEmpty { return [] }
    var columns = [[Int32]](repeating: [], count: words.count)
    for match in matches {
      for label in match.labels {
        let span = TokenSpan(tokens: match.tokens, label: label)
        guard let tags = tagset.tags(for: [span], count: words.count) else { continue }
        for token in match.tokens { columns[token].append(Int32(tags[token] - 1)) }
      }
    }
    return columns
  }
}

extension GazetteerColumns {
  /// Before the labels in the names of a file's vocabularies of names.
  private static let prefix = "names."

  /// The names as vocabularies of a model file.
  var vocabularies: [String: Vocabulary] {
    var vocabularies: [String: Vocabulary] = [:]
    for (label, names) in gazetteer.names {
      var seen: Set<String> = [""]
      let words = [""] + names.filter { seen.insert($0).inserted }
      vocabularies[Self.prefix + label] = Vocabulary(
        words: words, counts: words.map { _ in 0 })
    }
    return vocabularies
  }

  /// The gazetteer that a model file keeps, if any.
  static func gazetteer(
    in vocabularies: [String: Vocabulary], ignoringCase: Bool, tokenizer: Tokenizer
  ) -> Gazetteer? {
    let names = vocabularies.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
    if names.isEmpty { return nil }
    let entries = names.flatMap { key, vocabulary in
      vocabulary.words.dropFirst().map { (name: $0, label: String(key.dropFirst(prefix.count))) }
    }
    return Gazetteer(entries, ignoringCase: ignoringCase, tokenizer: tokenizer)
  }
}
