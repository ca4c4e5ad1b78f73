import NLPToolkit

/// What people have to say about a model: the contents of a `--card` file.
struct CardText: Codable {
  var summary = ""
  /// BCP 47 tags of the languages, where there are several.
  var languages: [String] = []
  /// By the name of the corpus.
  var corpora: [String: ModelCard.Source] = [:]
  var notes: [String] = []

  /// The languages, if any are given.
  var givenLanguages: [String]? { languages.isEmpty ? nil : languages }
}
